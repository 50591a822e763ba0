import type { Random } from '../../model/clock.ts';
import type { CallKind } from '../calls.ts';
import { pick, some, thousandths, whole } from '../draw.ts';
import { type FaultKind, drawnFaultKinds, type Faults, type PlannedFault } from '../faults.ts';
import { noFaults, type Schedule } from '../schedule.ts';

/** About how many calls of each kind a play makes: where a fault is aimed at. What people are reached and heard by is aimed at most. */
const aims: readonly (readonly [CallKind, number])[] = [
  ['ask', 50],
  ['ask', 50],
  ['paging', 30],
  ['paging', 30],
  ['notices', 14],
  ['notices', 14],
  ['slack', 50],
  ['slack', 50],
  ['slack', 15],
  ['pagerduty', 4],
  ['webhook', 4],
  ['sns', 5],
  ['secretsmanager', 8],
  ['ssm', 4],
  ['states', 6],
  ['states', 6],
  ['list', 40],
  ['run', 60],
  ['event', 40],
  ['ledger', 20],
  ['lock', 6],
  ['start', 3],
  ['change', 1],
];
const [firstAim = ['ask', 1] as const, ...otherAims] = aims;

const channels = ['slack', 'pagerduty', 'webhook', 'sns', 'secretsmanager', 'ssm'] as const;
const outageFaults: [FaultKind, ...FaultKind[]] = [
  'request-lost',
  'throttled',
  'server-error',
  'answer-lost',
];

/** Bounded: a few, and a channel that comes back. Any: as many as there may be. */
export function drawPeopleFaults(random: Random, mode: Schedule['mode']): Faults {
  if (mode === 'bounded') {
    const planned = random() < 0.25 ? [] : some(random, 4, () => plannedFault(random), 1);
    return { planned, outages: random() < 0.15 ? [outage(random)] : [], chance: null };
  }
  if (random() < 0.3) return { ...noFaults, planned: some(random, 8, () => plannedFault(random), 3) };
  const share = pick(random, [0.01, 0.03, 0.08, 0.2]);
  const faults = drawnFaultKinds.filter(() => random() < 0.5);
  return {
    planned: some(random, 3, () => plannedFault(random)),
    outages: random() < 0.3 ? [outage(random)] : [],
    chance: { share, faults: faults.length > 0 ? faults : [...drawnFaultKinds] },
  };
}

function plannedFault(random: Random): PlannedFault {
  const [kind, calls] = pick(random, [firstAim, ...otherAims]);
  // A process that dies leaves the most to others.
  const fault =
    random() < 0.4 ? pick(random, ['killed-before', 'killed-after'] as const) : pick(random, drawnFaultKinds);
  const seconds = thousandths(random, 19_000);
  return {
    kind,
    nth: 1 + whole(random, calls),
    fault,
    ...(fault === 'slow' || fault === 'late' ? { seconds } : {}),
  };
}

function outage(random: Random): Faults['outages'][number] {
  const from = whole(random, 200);
  return {
    kind: pick(random, channels),
    from,
    to: from + 20 + whole(random, 200),
    fault: pick(random, outageFaults),
  };
}
