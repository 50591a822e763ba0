import { test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import { aDocument } from './generate/runbook.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf } from './generate/tape.ts';
import { writeFileSync } from 'node:fs';
import { compiledWithin, readGenerated } from './generate/read.ts';
import { play, type Play } from './generate/play.ts';
test('one', async () => {
  const seed = Number(process.env['FROM'] ?? 0);
  const random = seededRandom(seed);
  const tape = tapeOf(Array.from({ length: 900 }, () => Math.floor(random() * 10_000)));
  const text = yamlOf(aDocument(tape), tape);
  writeFileSync(`/tmp/fuzz-${seed}.yaml`, text);
  const compiled = compiledWithin(readGenerated(text));
  if (!compiled) return;
  writeFileSync(`/tmp/fuzz-${seed}.json`, JSON.stringify(compiled.definition, null, 1));
  const how: Play = {
    seed,
    mode: tape.chance(20) ? 'dry-run' : 'real',
    mood: tape.one('helpful', 'helpful', 'wild', 'silent'),
    aborts: tape.chance(40) ? [tape.below(9000), ...(tape.chance(40) ? [tape.below(12000)] : [])] : [],
    ...(tape.chance(10) ? { hold: { at: tape.below(3000), seconds: tape.below(4000) } } : {}),
    given: {
      clusters: {
        'prod-blue': {
          state: tape.one('active', 'active', 'active', 'updating', 'gone'),
          api: tape.one('healthy', 'healthy', 'healthy', 'unreachable', 'denied'),
          namespaces: { payments: tape.one('deleted', 'deleted', 'healthy', 'degraded') },
          ...(tape.chance(30) ? { back: tape.below(5000) } : {}),
        },
      },
      backups: tape.chance(70)
        ? [
            {
              namespace: 'payments',
              age: 10_800,
              phase: tape.one('Completed', 'Completed', 'PartiallyFailed', 'Failed'),
            },
          ]
        : [],
      storage: tape.chance(10) ? 'unavailable' : 'available',
      pagers: tape.chance(5) ? 'down' : 'up',
      secrets: { 'payments/token': 'x' },
    },
  };
  const played = await play(compiled, how);
  const counts: Record<string, number> = {};
  for (const s of played.states) counts[s] = (counts[s] ?? 0) + 1;
  console.log(
    JSON.stringify(how),
    counts,
    played.questions,
    played.wrong,
    played.run?.startedAt,
    played.run?.endedAt,
    played.run?.outcome,
    played.run?.endedBecause,
  );
});
