import type { Run } from '../../model/run.ts';
import { changesOf } from '../changes.ts';
import { afterDeadlineMs, graceMs } from '../run-schedule.ts';
import { leftToUndo } from '../undoing.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** An abort is heard by what goes on within this time: no pause is longer. */
const heardWithinMs = 5 * 60_000;

/**
 * 7. Every run ends by its deadline with an outcome, its lock released, its history telling what happened. An aborted run has a while
 * more, in which it is taken back.
 */
export const alwaysClosed: Invariant = {
  number: 7,
  title: 'Always closed',
  boundedOnly: true,
  check: (watched) => {
    const { table, executions, endedAt } = watched;
    const of = (run: string, text: string): Violation => ({ invariant: 7, run, at: endedAt, text });
    return [
      ...executions
        .filter(({ status }) => status === 'RUNNING')
        .map(({ run, arn }) => of(run, `execution ${arn} still runs`)),
      ...table
        .runs()
        .flatMap((run) => [
          ...unclosed(run, watched),
          ...untellingHistory(run, watched),
          ...leftBehind(run, watched),
        ]),
      ...table.held().map(({ run, root, part }) => of(run, `still holds ${part ?? 'the whole'} of ${root}`)),
      ...table.slots().map((run) => of(run, 'still has a place among the changing runs')),
      ...watched.aborts.flatMap((abort) => unheard(abort, watched)),
    ];
  },
};

function unclosed(run: Run, { table, endedAt, schedule }: Watched): Violation[] {
  const ledger = table.ledger(run.run);
  const takesBack = ledger?.aborted !== undefined && Object.keys(ledger.undo).length > 0;
  // While the machine sleeps nobody closes anything.
  const sleptMs = (schedule.sleeps ?? []).reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  const late = Date.parse(run.deadlineAt) + (takesBack ? afterDeadlineMs : 0) + graceMs + sleptMs;
  const wrong: string[] = [];
  if (run.status !== 'closed') wrong.push(`is still open after its deadline of ${run.deadlineAt}`);
  else if (!run.outcome || !run.endedAt) wrong.push('is closed without an outcome');
  else if (Date.parse(run.endedAt) > late)
    wrong.push(`ended at ${run.endedAt}, its deadline was ${run.deadlineAt}`);
  if (run.status === 'closed' && ledger?.fencedAt === undefined) wrong.push('is closed and not fenced');
  return wrong.map((text) => ({ invariant: 7, run: run.run, at: endedAt, text }));
}

/**
 * Who aborted a run, and was told that it is done, need not wait for long: no question of before is open any more, and the run does
 * nothing else than to end. The run of a nested one ends after that.
 */
function unheard({ run, at, open }: Watched['aborts'][number], watched: Watched): Violation[] {
  const of = (text: string): Violation[] => [{ invariant: 7, run, at, text }];
  const [ask] = open;
  if (ask !== undefined) return of(`was aborted, and "${ask}" is still open`);
  const { table, processes } = watched;
  const closed = Date.parse(table.run(run)?.endedAt ?? '');
  if (closed <= at + heardWithinMs || Object.keys(table.ledger(run)?.nested ?? {}).length > 0) return [];
  const ends = processes.some(
    ({ name, run: of, beganAt }) =>
      of === run && (name === 'undo' || name === 'close-run') && beganAt <= at + heardWithinMs,
  );
  return ends ? [] : of(`was aborted, and went on for more than ${heardWithinMs / 60_000} minutes`);
}

/** The events begin and end, and the report names what was changed. Lost events are excused: they do not stop a recovery. */
function untellingHistory(run: Run, watched: Watched): Violation[] {
  const { table, injected, reports, endedAt } = watched;
  const kinds = table.events(run.run).map(({ kind }) => kind);
  const wrong: string[] = [];
  if (!injected.some(({ kind }) => kind === 'event')) {
    if (!kinds.includes('run-opened')) wrong.push('its history does not say how it began');
    if (run.status === 'closed' && !kinds.includes('closed'))
      wrong.push('its history does not say how it ended');
  }
  const reported =
    reports.find((report) => report.run === run.run)?.changed.map(({ external }) => external) ?? [];
  for (const { made, process, external, undoes } of changesOf(watched))
    if (made && !undoes && process.run === run.run && !reported.includes(external))
      wrong.push(`its report does not say that it made ${external}`);
  return wrong.map((text) => ({ invariant: 7, run: run.run, at: endedAt, text }));
}

/**
 * Aborted says that what was done is taken back, or that a person was asked about what could not be, or stopped it. Whoever stops the
 * execution itself, or runs out of time, leaves it to people; and so does a taking back that the outside kept from beginning.
 */
function leftBehind(run: Run, watched: Watched): Violation[] {
  const { table, manifests, executions, injected, endedAt } = watched;
  const ledger = table.ledger(run.run);
  if (run.status !== 'closed' || run.outcome !== 'aborted' || !ledger?.aborted || ledger.undoStopped)
    return [];
  const asks = table.asks(run.run);
  const stopped = executions.some((one) => one.run === run.run && /^(ABORTED|TIMED_OUT)$/.test(one.status));
  const kept = injected.some(({ by, at }) => by === 'undo' && at >= Date.parse(ledger.aborted?.at ?? ''));
  if (stopped || kept || asks.some(({ undo }) => undo !== undefined)) return [];
  const steps = manifests[run.runbook]?.steps ?? [];
  const changes = (step: string) => steps.find(({ id }) => id === step)?.kind === 'changes';
  return leftToUndo(ledger, asks, changes).map(({ step }) => ({
    invariant: 7,
    run: run.run,
    at: endedAt,
    text: `its history says that it was aborted, and nothing of what became of "${step}", which is not taken back`,
  }));
}
