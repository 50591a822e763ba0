import type { Given } from '../../../lib/model/scenario.ts';
import type { Play } from './play.ts';
import type { Tape } from './tape.ts';

/** In a dry-run the world is as it should be but for the namespace: whatever cannot be read there fails it, and rightly. */
export function aDryRun(tape: Tape): Play {
  return {
    seed: 1 + tape.below(9999),
    mode: 'dry-run',
    mood: 'helpful',
    aborts: [],
    byAlarm: false,
    given: { ...aWorld(tape), ...healthy },
  };
}

const healthy: Partial<Given> = {
  clusters: {
    'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } },
  },
  backups: [],
  storage: 'available',
};

export function aPlay(tape: Tape): Play {
  const mood = tape.one('helpful', 'helpful', 'helpful', 'wild', 'silent');
  const aborts = tape.chance(35) ? [tape.below(9000), ...(tape.chance(40) ? [tape.below(12_000)] : [])] : [];
  const hold = tape.chance(10) ? { hold: { at: tape.below(3000), seconds: tape.below(4000) } } : {};
  const mode = tape.chance(4) ? 'drill' : 'real';
  const again = tape.chance(15) ? { again: tape.below(4000) } : {};
  return {
    seed: 1 + tape.below(9999),
    mode,
    mood,
    aborts,
    byAlarm: mode === 'real' && tape.chance(50),
    ...again,
    ...hold,
    given: aWorld(tape),
  };
}

function aWorld(tape: Tape): Given {
  const broken = tape.chance(30);
  const back = tape.chance(50) ? { back: tape.below(5000) } : {};
  return {
    clusters: {
      'prod-blue': {
        state: broken ? tape.one('active', 'updating', 'gone') : 'active',
        api: broken ? tape.one('unreachable', 'denied', 'healthy') : 'healthy',
        namespaces: { payments: tape.one('deleted', 'deleted', 'degraded', 'healthy') },
        ...(broken ? back : {}),
      },
    },
    backups: tape.chance(40)
      ? [
          {
            namespace: 'payments',
            age: 10_800,
            phase: tape.one('Completed', 'Completed', 'PartiallyFailed', 'Failed'),
          },
        ]
      : [],
    storage: tape.chance(4) ? 'unavailable' : 'available',
    pagers: tape.chance(5) ? 'down' : 'up',
    secrets: { 'payments/token': 'not shown' },
  };
}
