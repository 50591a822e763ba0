import { exitCodeOf } from '../model/outcome.ts';
import type { RunReport, Started } from '../operations/operations.ts';
import type { Call } from './command.ts';
import { watchInterrupts } from './interrupts.ts';
import { isInteractive } from './io.ts';
import { follow } from './live.ts';
import { makePrompts } from './prompt.ts';
import type { Session } from './session.ts';
import type { Pace } from '../local/local-contract.ts';

/** How much faster than real time the sandbox runs while a person looks on: an hour in 15 s. */
export const accelerated = 240;
/** How long ending the process may take once a person wants it ended. */
const closingMs = 2000;

/** Accelerated for a person's eyes; otherwise as fast as it can be computed. */
export function paceFor(call: Call): Pace {
  return isInteractive(call.io) && !call.settings.json ? accelerated : 'virtual';
}

/** `×240`, in words. */
export function describePace(pace: Pace): string {
  if (pace === 'virtual') return 'sandbox time is skipped ahead to whatever happens next';
  return pace === 1 ? 'sandbox time runs 1:1' : `sandbox time is accelerated: ×${pace}`;
}

export interface Followed {
  reports: RunReport[];
  held: string | null;
  code: number;
  /** The process was asked to end, not only the run. */
  ending: boolean;
}

/** Starts runs, follows each to its end, and ends the session: the whole of a command. */
export async function startAndFollow(
  call: Call,
  session: Session,
  start: () => Promise<{ started: Started[]; held: string | null }>,
): Promise<Followed> {
  let killed = false;
  try {
    const followed = await followAll(call, session, start);
    killed = followed.ending && followed.reports.some(({ status }) => status === 'open');
    return followed;
  } finally {
    await endSession(call, session, killed);
  }
}

/** Lets go of the folder; a session that a person wants ended at once has two seconds for it. */
export async function endSession(call: Call, session: Session, atOnce: boolean): Promise<void> {
  await (atOnce ? Promise.race([session.close(), call.io.clock.sleep(closingMs)]) : session.close());
}

/** Starts runs and follows each to its end; minds Ctrl-C. */
export async function followAll(
  call: Call,
  session: Session,
  start: () => Promise<{ started: Started[]; held: string | null }>,
): Promise<Followed> {
  const { io, screen } = call;
  const prompts = makePrompts(io, screen);
  let current: string | undefined;
  const interrupts = watchInterrupts(() => current, { io, screen, session, prompts });
  const reports: RunReport[] = [];
  try {
    // said before the start: a question may open at once
    if (isInteractive(io) && !call.settings.json) await session.attendance.attend('watching');
    const { started, held } = await start();
    for (const { warnings = [] } of started)
      for (const warning of warnings) call.screen.trouble(`sandbox · ${warning}`);
    for (const { run, fresh } of started) {
      current = run;
      // above what the old run did, and below it: whoever sees "recovered" has to know that it was not now
      const again = screen.paint(
        'yellow',
        `sandbox · nothing new was started: this very event came before. What is told is its run ${run}.`,
      );
      if (!fresh) screen.line(again);
      reports.push(await follow(run, { io, screen, session, prompts, leave: interrupts.leave }));
      if (!fresh) screen.line(again);
      if (interrupts.leave.aborted) break;
    }
    const code = interrupts.killed() && session.own ? 1 : exitCodeOfAll(reports, held);
    return { reports, held, code, ending: interrupts.ending() };
  } finally {
    interrupts.stop();
  }
}

/** The gravest of all: a failure, then bad input, then a refusal or a run that is not over. */
export function exitCodeOfAll(reports: RunReport[], held: string | null): number {
  const codes = reports.map(({ outcome, badInput }) => exitCodeOf(outcome ?? undefined, badInput));
  if (held !== null || reports.length === 0) codes.push(3);
  return [1, 2, 3].find((code) => codes.some((one) => one === code)) ?? 0;
}

/** With --json: the run; several runs, or none, as a list with the reason. */
export function printFollowed(call: Call, { reports, held }: Followed): void {
  if (held !== null) call.screen.line(`sandbox · nothing was started: ${held}`);
  if (!call.settings.json) return;
  const [only] = reports;
  call.screen.document(
    reports.length === 1 && only && held === null ? only : { world: 'sandbox', runs: reports, held },
  );
}
