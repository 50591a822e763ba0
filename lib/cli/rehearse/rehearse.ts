import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeHashes } from '../../local/code-hashes.ts';
import { explain, fail } from '../../model/errors.ts';
import { fingerprintOf } from '../../rehearsal/explore/fingerprint.ts';
import type { Call } from '../command.ts';
import { shownAs } from '../read-files.ts';
import { type Explored, exploreAll, playersHere, playersIn } from './exploring.ts';
import { checkRehearsals, type Loaded, loadPlace, type Place, subjectOf } from './load.ts';
import type { RehearseOptions } from './options.ts';
import { ownLines } from './own-lines.ts';
import { keepProof } from './keep-proof.ts';
import { placesOf } from './places-of.ts';
import { showProgress } from './progress.ts';
import { type Reported, reportOf } from './report-of.ts';
import { orAtOnce, type Stopping, watchStop } from './stopping.ts';
import { tableLines } from './table-lines.ts';
import { writeReports } from './write-reports.ts';

/** For fewer paths threads take longer to begin than they save. */
const worthWorkers = 100;

/** Rehearses each runbook that is asked for. Gives the exit code. */
export async function rehearse(call: Call, options: RehearseOptions): Promise<number> {
  const { io, screen } = call;
  const place = await loadPlace(options.runbooks, options.all, io);
  // with --all, those without rehearsals are named and left out
  const rehearsed = options.all ? withRehearsals(place, call) : place.asked;
  for (const one of rehearsed) checkRehearsals(one);
  checkFolder(options.report, io.cwd);
  const stopping = watchStop(
    call,
    'rebound (sandbox): stopping; what was played so far is told. Ctrl-C again ends at once.',
  );
  try {
    const reports: Reported[] = [];
    for (const loaded of rehearsed) {
      if (stopping.asked()) break;
      const reported = await orAtOnce(rehearseOne(call, loaded, place, options, stopping), stopping.atOnce);
      if (!reported || stopping.atOnce.aborted) {
        screen.trouble('rebound (sandbox): ended; nothing was kept.');
        return 3;
      }
      reports.push(reported);
      for (const file of await writeReports(reported, options.report, io.cwd)) screen.line(`  wrote ${file}`);
    }
    if (rehearsed.length > 1)
      for (const line of tableLines(reports, screen.paint, screen.columns())) screen.line(line);
    const left = rehearsed.slice(reports.length).map(({ runbook }) => runbook.runbook);
    if (left.length > 0) screen.line(`not rehearsed, it was stopped before: ${left.join(', ')}`);
    const complete = left.length === 0 && reports.every((one) => one.complete);
    if (call.settings.json)
      screen.document({
        world: 'sandbox',
        complete,
        notRehearsed: left,
        reports: reports.map(({ report }) => report),
      });
    if (!complete) return 3;
    return reports.every(({ well }) => well) ? 0 : 1;
  } finally {
    stopping.end();
  }
}

function withRehearsals({ asked }: Place, { screen }: Call): Loaded[] {
  const without = asked.filter(({ runbook }) => runbook.rehearsals.length === 0);
  for (const { runbook } of without)
    screen.trouble(
      `rebound (sandbox): ${runbook.runbook} has no rehearsal and is left out; rebound rehearse --draft ${runbook.runbook} drafts some`,
    );
  const rest = asked.filter((one) => !without.includes(one));
  if (rest.length > 0) return rest;
  return fail('BadInput', {
    what: 'no runbook has a rehearsal',
    todo: `rebound rehearse --draft ${without[0]?.runbook.runbook ?? 'RUNBOOK'} drafts some`,
  });
}

/** Said before hours of work, not after them. */
function checkFolder(folder: string | undefined, cwd: string): void {
  if (folder === undefined) return;
  if (!existsSync(folder) || statSync(folder).isDirectory()) return makeFolder(folder, cwd);
  fail('BadInput', {
    what: `${shownAs(folder, cwd)} is a file, and --report takes a folder`,
    todo: 'give another one',
  });
}

/** One level at a time: where one cannot be made, `recursive` tries for ever in some places (/proc). */
function makeFolder(folder: string, cwd: string): void {
  try {
    const missing: string[] = [];
    for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
    for (const one of missing) mkdirSync(one);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    fail(
      'BadInput',
      {
        what: `cannot write into ${shownAs(folder, cwd)}`,
        why: explain(error),
        todo: 'give another folder with --report',
      },
      error,
    );
  }
}

async function rehearseOne(
  call: Call,
  loaded: Loaded,
  place: Place,
  { seed, max, ...options }: RehearseOptions,
  stopping: Stopping,
): Promise<Reported> {
  const { io, screen } = call;
  const { runbook, text } = loaded;
  const subject = subjectOf(loaded, place, seed);
  const lines = placesOf(text);
  screen.line(
    screen.paint('inverse', `sandbox · ${runbook.runbook} · rehearsed, simulated: nothing real is touched`),
  );
  const count = runbook.rehearsals.length;
  screen.line(`Its own ${count === 1 ? 'rehearsal' : `${count} rehearsals`}:`);
  const workers = options.workers ?? (max < worthWorkers ? 1 : undefined);
  const players =
    workers === 1
      ? playersHere(subject, io.clock, stopping.asked)
      : await playersIn(subject, workers, stopping.asked);
  let progress: ReturnType<typeof showProgress> | undefined;
  let explored: Explored;
  try {
    explored = await exploreAll(subject, {
      max,
      players,
      stopped: stopping.asked,
      told: {
        survey: (survey) => {
          for (const line of ownLines(survey, runbook, lines[survey.rehearsal], screen.paint))
            screen.line(line);
        },
        begins: () => {
          if (max === 0 || stopping.asked()) return;
          progress = showProgress(call, runbook.runbook, max);
          // nobody waits for what is played still, and nothing stays below the last line
          stopping.atOnce.addEventListener('abort', progress.end, { once: true });
        },
        path: (result) => progress?.path(result),
      },
    });
  } finally {
    progress?.end();
    await players.close();
  }
  const code = await codeHashes();
  const fingerprint = fingerprintOf(subject, code);
  const reported = await reportOf({ explored, text, max, fingerprint });
  for (const line of reported.lines(screen.paint, screen.columns())) screen.line(line);
  const kept = await keepProof(call, explored, reported, code);
  screen.line(screen.paint(reported.complete ? 'dim' : 'yellow', kept));
  return reported;
}
