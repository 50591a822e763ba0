import type { CallKind } from './calls.ts';
import {
  type Act,
  alarmStart,
  type Cast,
  helpful,
  noFaults,
  quietSchedule,
  type Reply,
  type Schedule,
  twoNamespaces,
  type Which,
} from './schedule.ts';
import type { SeenCall } from './watch.ts';
import type { Watched } from './watched.ts';

/** A play that is killed in, and at which of its calls. */
export interface Baseline {
  schedule: Schedule;
  isKilledAt: (call: SeenCall) => boolean;
}

/**
 * Plays in which every call to lock, ledger and asks happens that a run can make: one goes well, one is joined and looks again,
 * one fails at a step and is tried again, and one is aborted there while its step is delivered a second time. Then those in which
 * what takes back, hands on and runs within a run makes each of its calls.
 */
export function baselines(cast: Cast): Baseline[] {
  return [
    ...rulesOfOneRun(cast).map((schedule) => ({ schedule, isKilledAt: atWhatSays })),
    ...waysOfRuns(cast).map((schedule) => ({ schedule, isKilledAt: atTheWays })),
  ];
}

/** Everything that says who may do what. */
const says: readonly CallKind[] = ['lock', 'ledger', 'ask'];
const atWhatSays = ({ facts }: SeenCall): boolean => says.includes(facts.kind);

/** What only tells people, or looks, is passed over. */
const passedOver: readonly CallKind[] = ['event', 'look', 'eks', 'sts', 's3', 'pager', 'sns'];
const ways = ['undo', 'hand-on', 'step-runbook'];
const atTheWays = ({ facts, process }: SeenCall): boolean =>
  process !== null &&
  (ways.includes(process.name) || process.undo !== null) &&
  !passedOver.includes(facts.kind);

function waysOfRuns(cast: Cast): Schedule[] {
  const start = (runbook: string) => [alarmStart(cast, { how: 'person', runbook })];
  const given = twoNamespaces(cast);
  const abort = (plus: number): Act => ({
    does: 'abort',
    at: { kind: 'change', nth: 1, plus },
    run: 0,
    by: 'frank',
  });
  const goOn = (of: Which): Act => ({
    does: 'say',
    at: { kind: 'change', nth: 1, plus: 70 },
    run: 0,
    of,
    by: 'frank',
    to: 'wait',
    answer: 'go-on',
  });
  const way: Reply = { to: 'decision', says: [{ answer: 'hand_over', after: 5, by: cast.owner }] };
  const people = helpful(cast, 5, 5);
  const handsOver = { ...people, [cast.owner]: [way, ...(people[cast.owner] ?? [])] };
  const refused: Schedule['faults'] = {
    ...noFaults,
    planned: [{ kind: 'change', nth: 3, fault: 'refused' }],
  };
  const of = (name: string, runbook: string, more: Partial<Schedule>) =>
    quietSchedule(cast, { name, given, people, starts: start(runbook), ...more });
  return [
    of('a run that is taken back', cast.carefully, { acts: [abort(60)] }),
    of('a taking back that fails and is tried again', cast.both, { acts: [abort(45)], faults: refused }),
    of('a taking back by another step', cast.turns, { acts: [abort(60)] }),
    of('a run that hands on', cast.carefully, { people: handsOver }),
    of('runs within a run', cast.within, { acts: [goOn('nested')] }),
    of('runs within a run that is aborted', cast.within, { acts: [abort(30)] }),
  ];
}

function rulesOfOneRun(cast: Cast): Schedule[] {
  const second = alarmStart(cast, { at: { kind: 'change', nth: 1, plus: 20 }, stamp: 7 });
  const failing: Schedule['faults'] = {
    ...noFaults,
    planned: [{ kind: 'change', nth: 1, fault: 'refused' }],
  };
  const abort: Reply = { to: 'failure', says: [{ answer: 'abort', after: 10, by: cast.owner }] };
  return [
    quietSchedule(cast, { name: 'one run' }),
    quietSchedule(cast, { name: 'one run that another joins', starts: [alarmStart(cast), second] }),
    quietSchedule(cast, {
      name: 'a step that fails and is tried again',
      people: helpful(cast, 10, 5),
      faults: failing,
    }),
    quietSchedule(cast, {
      name: 'a step that fails and is aborted, and comes again',
      people: { ...helpful(cast, 10, 5), [cast.owner]: [abort] },
      duplicates: [{ function: 'step-restore-backup', nth: 1, after: 14 }],
      faults: failing,
    }),
  ];
}

/** The same play, once for each such call of it and each side of the call, with the calling process killed there. */
export function killsOf({ schedule, calls }: Watched, isKilledAt: Baseline['isKilledAt']): Schedule[] {
  return calls
    .filter((call) => call.nth > 0 && isKilledAt(call) && !failsAt(call, schedule))
    .flatMap(({ facts, nth, process }) =>
      (['killed-before', 'killed-after'] as const).map((fault): Schedule => {
        const { faults } = schedule;
        const planned = [...faults.planned, { kind: facts.kind, nth, fault }];
        const name = `${schedule.name}: ${process?.name ?? ''} ${fault} ${facts.kind} ${nth} (${facts.operation})`;
        return { ...schedule, name, faults: { ...faults, planned } };
      }),
    );
}

/** What fails there already is not killed there, too. */
function failsAt({ facts, nth }: SeenCall, { faults }: Schedule): boolean {
  return faults.planned.some((one) => one.kind === facts.kind && one.nth === nth);
}
