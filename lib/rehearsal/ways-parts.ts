import type { Random } from '../model/clock.ts';
import { pick, some, thousandths, whole } from './draw.ts';
import type { FaultKind, PlannedFault } from './faults.ts';
import {
  type Act,
  alarmStart,
  type Cast,
  type Duplicate,
  type Start,
  type When,
  type Which,
} from './schedule.ts';

/*
 * What the schedules of the runbooks that go every way are put together from.
 */

export function first(cast: Cast, runbook: string, how: Start['how'] = 'person', at: When = 1): Start {
  const stamp = at === 1 ? 0 : 7;
  return alarmStart(cast, { runbook, how, at, stamp });
}

export function aborts(random: Random, at: When, of: Which, twice = 0.5, run = 0): Act[] {
  const abort = (when: When): Act => ({ does: 'abort', at: when, run, of, by: 'frank' });
  return random() < twice ? [abort(at), abort(after(at, 6 + whole(random, 120)))] : [abort(at)];
}

export function goOn(at: When, of: Which = 'itself'): Act {
  return { does: 'say', at, run: 0, of, by: 'frank', to: 'wait', answer: 'go-on' };
}

/** Everything is stopped, and released so many seconds later. */
export function stops(at: When, seconds: number): Act[] {
  return [
    { does: 'stop-everything', at, by: 'frank' },
    { does: 'release', at: after(at, seconds), by: 'frank' },
  ];
}

/** The API or its rights, for a while. */
export function breaks(random: Random, at: When): Act[] {
  const what = pick<'api' | 'rights'>(random, ['api', 'rights']);
  return [
    { does: 'break', at, what },
    { does: 'mend', at: after(at, 30 + whole(random, 400)), what },
  ];
}

export function after(at: When, seconds: number): When {
  return typeof at === 'number' ? at + seconds : { ...at, plus: at.plus + seconds };
}

/** At a call of the history or outside, or after some time. */
export function anyMoment(random: Random): When {
  const kind = random();
  if (kind < 0.3) return 2 + whole(random, 3000) / 10;
  const kinds = { ledger: 60, ask: 40, change: 30, look: 60, lock: 12, run: 50, start: 6 } as const;
  const names = ['ledger', 'ledger', 'ask', 'change', 'change', 'look', 'lock', 'run', 'start'] as const;
  const name = pick(random, names);
  return {
    kind: name,
    nth: 1 + whole(random, kinds[name]),
    plus: random() < 0.7 ? thousandths(random, 30) : whole(random, 60),
  };
}

export function aFault(
  random: Random,
  kinds: readonly [PlannedFault['kind'], ...PlannedFault['kind'][]],
): PlannedFault {
  const fault = pick<FaultKind>(random, [
    'killed-before',
    'killed-after',
    'killed-after',
    'answer-lost',
    'request-lost',
    'late',
    'slow',
    'server-error',
    'refused',
  ]);
  return { kind: pick(random, kinds), nth: 1 + whole(random, 40), fault, seconds: 1 + whole(random, 18) };
}

/** One of a run's first changes; or of its looks from about where it has changed something. */
export function refusal(random: Random, looksFrom: number | null): PlannedFault {
  return looksFrom === null
    ? { kind: 'change', nth: 1 + whole(random, 4), fault: 'refused' }
    : { kind: 'look', nth: looksFrom + whole(random, 12), fault: 'refused' };
}

export function again(random: Random, functions: readonly [string, ...string[]]): Duplicate[] {
  return some(random, 2, () => {
    const kind = random();
    const seconds =
      kind < 0.4 ? thousandths(random, 300) : kind < 0.8 ? whole(random, 90) : whole(random, 600);
    return { function: pick(random, functions), nth: 1 + whole(random, 3), after: seconds };
  });
}
