import type { Random } from '../model/clock.ts';
import { type CallKind, callKinds } from './calls.ts';
import { type FaultKind, drawnFaultKinds, type Faults, type Outage, type PlannedFault } from './faults.ts';
import { noFaults, type Schedule } from './schedule.ts';

/** About how many calls of each kind one run makes: where a fault is aimed at. */
export const usualCalls: Partial<Record<CallKind, number>> = {
  lock: 10,
  ledger: 25,
  ask: 12,
  run: 25,
  event: 25,
  start: 3,
  slots: 4,
  list: 15,
  switch: 6,
  states: 5,
  eks: 10,
  look: 30,
  change: 2,
  pager: 3,
  sns: 1,
  s3: 2,
};
const aimedAt = [
  ...callKinds.filter((kind) => usualCalls[kind] !== undefined),
  'change',
  'ledger',
  'ask',
] as const;

/** Bounded: a handful at most, and systems that come back. Any: as many as there may be. */
export function drawFaults(random: Random, mode: Schedule['mode']): Faults {
  const planned = Array.from({ length: Math.floor(random() * 5) }, () => drawPlanned(random));
  if (mode === 'bounded')
    return { planned, outages: random() < 0.15 ? [drawOutage(random)] : [], chance: null };
  if (random() < 0.25)
    return { ...noFaults, planned: [...planned, drawPlanned(random), drawPlanned(random)] };
  return anyFaults(random, planned);
}

/** Any number of faults of these kinds: each call fails by chance, and now and then a system for a while. */
export function anyFaults(
  random: Random,
  planned: PlannedFault[],
  kinds: readonly FaultKind[] = drawnFaultKinds,
): Faults {
  const share = [0.01, 0.03, 0.08, 0.15, 0.3][Math.floor(random() * 5)] ?? 0.05;
  const some = kinds.filter(() => random() < 0.5);
  const faults: FaultKind[] = some.length > 0 ? some : [...kinds];
  return { planned, outages: random() < 0.2 ? [drawOutage(random)] : [], chance: { share, faults } };
}

function drawPlanned(random: Random): PlannedFault {
  const kind = aimedAt[Math.floor(random() * aimedAt.length)] ?? 'ledger';
  const fault = drawnFaultKinds[Math.floor(random() * drawnFaultKinds.length)] ?? 'killed-after';
  const nth = 1 + Math.floor(random() * (usualCalls[kind] ?? 1));
  const seconds = Math.floor(random() * 190) / 10;
  return { kind, nth, fault, ...(fault === 'slow' || fault === 'late' ? { seconds } : {}) };
}

function drawOutage(random: Random): Outage {
  const kinds: CallKind[] = ['pager', 'sns', 'look', 'eks', 'states', 'event', 'lock'];
  const faults: FaultKind[] = ['request-lost', 'throttled', 'server-error', 'answer-lost'];
  const from = Math.floor(random() * 300);
  return {
    kind: kinds[Math.floor(random() * kinds.length)] ?? 'pager',
    from,
    to: from + 20 + Math.floor(random() * 280),
    fault: faults[Math.floor(random() * faults.length)] ?? 'server-error',
  };
}
