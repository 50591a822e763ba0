import type { CallKind } from './calls.ts';
import {
  alarmStart,
  type Cast,
  helpful,
  noFaults,
  quietSchedule,
  type Reply,
  type Schedule,
} from './schedule.ts';
import type { Watched } from './watched.ts';

/** What is killed at: everything that says who may do what. */
const killedAt: readonly CallKind[] = ['lock', 'ledger', 'ask'];

/**
 * Plays in which every call to lock, ledger and asks happens that a run can make: one goes well, one is joined and looks again,
 * one fails at a step and is tried again, and one is aborted there while its step is delivered a second time.
 */
export function baselines(cast: Cast): Schedule[] {
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
export function killsOf({ schedule, calls }: Watched): Schedule[] {
  return calls
    .filter(({ facts, nth }) => nth > 0 && killedAt.includes(facts.kind))
    .flatMap(({ facts, nth, process }) =>
      (['killed-before', 'killed-after'] as const).map((fault): Schedule => {
        const { faults } = schedule;
        const planned = [...faults.planned, { kind: facts.kind, nth, fault }];
        const name = `${schedule.name}: ${process?.name ?? ''} ${fault} ${facts.kind} ${nth} (${facts.operation})`;
        return { ...schedule, name, faults: { ...faults, planned } };
      }),
    );
}
