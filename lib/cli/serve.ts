import { codeOf } from '../model/errors.ts';
import type { RunReport } from '../operations/operations.ts';
import type { Call } from './command.ts';
import { accelerated, describePace, endSession, type Followed, followAll } from './follow-run.ts';
import { isInteractive } from './io.ts';
import { makePrompts } from './prompt.ts';
import type { Demonstration } from './runbook-files.ts';
import type { host } from './session.ts';

type Hosted = Awaited<ReturnType<typeof host>>;

/** How long aborted runs may take to close before the server ends, in real time. */
const closingMs = 10_000;

/** What this is for: a namespace is deleted, its alarm fires, the runbook for it runs. undefined when no runbook has a trigger. */
export async function demonstrate(
  call: Call,
  session: Hosted,
  demonstration: Demonstration | undefined,
): Promise<Followed | undefined> {
  const { screen } = call;
  if (!demonstration) {
    screen.line(
      'No runbook with an alarm trigger and a rehearsal: nothing to show. Write one into runbooks/.',
    );
    return undefined;
  }
  const { local } = session.own;
  screen.line();
  screen.line(screen.paint('bold', `A demonstration (sandbox), scenario "${demonstration.scenario.name}"`));
  screen.line(`  ${await mistake(local)}`);
  const event = await local.alarmEvent(demonstration.alarm);
  screen.line(
    `  alarm ${demonstration.alarm.slice(demonstration.alarm.lastIndexOf(':') + 1)} goes to ALARM; ${demonstration.runbook} starts by itself`,
  );
  return followAll(call, session, () => session.operations.alarm(event));
}

/** What was deleted; a scenario without a deletion is another trouble, and there from the start. */
async function mistake(local: Hosted['own']['local']): Promise<string> {
  try {
    return await local.makeMistake();
  } catch (error) {
    if (codeOf(error) !== 'BadInput') throw error;
    return 'the world is as the scenario says; nothing more is done to it';
  }
}

/** Serves until Ctrl-C; with `once`, ends at once. Gives the exit code. */
export async function serve(
  call: Call,
  session: Hosted,
  shown: Followed | undefined,
  once: boolean,
): Promise<number> {
  const { screen, settings } = call;
  let atOnce = false;
  try {
    printShown(call, session, shown, once);
    if (once) return shown?.code ?? 3;
    if (shown?.ending) {
      atOnce = shown.reports.some(({ status }) => status === 'open');
      return shown.code;
    }
    session.own.pace(accelerated);
    screen.line();
    screen.line(
      `Serving (sandbox; while a run goes on, ${describePace(accelerated)}) until Ctrl-C. Try: rebound runs · rebound show ${exampleOf(shown)} · rebound --help`,
    );
    await untilEnded(call, session);
    // at a terminal below the ^C that it shows
    if (!settings.json) screen.line(`${isInteractive(call.io) ? '\n' : ''}sandbox · ended.`);
    return 0;
  } finally {
    await endSession(call, session, atOnce);
  }
}

function exampleOf(shown: Followed | undefined): string {
  return shown?.reports[0]?.run.slice(0, 6) ?? 'RUN';
}

/** With --json: where it serves, or with --once the run. */
function printShown(
  { screen, settings }: Call,
  session: Hosted,
  shown: Followed | undefined,
  once: boolean,
): void {
  if (!settings.json) return;
  const report: RunReport | null = shown?.reports[0] ?? null;
  screen.document(
    once
      ? report
      : {
          world: 'sandbox',
          address: `http://127.0.0.1:${session.port}`,
          folder: settings.folder,
          demonstration: report,
        },
  );
}

/** Resolves when a person, or the system, wants the server ended and open runs are aborted. A second wish ends it at once. */
async function untilEnded(call: Call, session: Hosted): Promise<void> {
  const { io, screen } = call;
  const prompts = makePrompts(io, screen);
  const asked = new AbortController();
  let count = 0;
  let stop = () => {};
  try {
    await new Promise<void>((resolve) => {
      const first = async (person: boolean) => {
        const open = await openRuns(session);
        if (open.length > 0 && person) {
          const line = await prompts.line(
            `  ${open.length} open: end the server and abort, or stay? (end or stay) > `,
            { signal: asked.signal },
          );
          if (!line?.trim().toLowerCase().startsWith('e')) {
            count = 0;
            return;
          }
        }
        await abortAll(call, session, open);
        resolve();
      };
      stop = io.onInterrupt((kind) => {
        count += 1;
        if (count > 1) {
          screen.trouble(
            '  Ended. A run that is still open goes on with the next start here, where it is now.',
          );
          asked.abort();
          resolve();
        } else {
          first(isInteractive(io) && kind === 'interrupt').catch(() => resolve());
        }
      });
    });
  } finally {
    stop();
  }
}

async function openRuns(session: Hosted): Promise<string[]> {
  return (await session.operations.runs({ limit: 100 }))
    .filter(({ status }) => status === 'open')
    .map(({ run }) => run);
}

/** Nobody is left to go on with them: they change nothing any more and are closed. */
async function abortAll({ io, screen }: Call, session: Hosted, open: string[]): Promise<void> {
  if (open.length === 0) return;
  for (const run of open) {
    screen.line(`  sandbox · run ${run} is aborted: its server ends`);
    await session.own.abandon(run, io.login, 'its server was ended');
  }
  session.own.pace('virtual');
  await Promise.race([
    Promise.all(open.map((run) => session.own.local.ended(run))),
    io.clock.sleep(closingMs),
  ]);
}
