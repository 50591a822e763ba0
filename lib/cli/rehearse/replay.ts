import { codeHashes } from '../../local/code-hashes.ts';
import { endingWords, isBad } from '../../rehearsal/explore/ending.ts';
import { fingerprintOf } from '../../rehearsal/explore/fingerprint.ts';
import { watch } from '../../rehearsal/explore/player.ts';
import { resultOf } from '../../rehearsal/explore/result-of.ts';
import type { PathResult } from '../../rehearsal/explore/result.ts';
import { surveyOf } from '../../rehearsal/explore/survey-of.ts';
import type { Watched } from '../../rehearsal/watched.ts';
import type { Call } from '../command.ts';
import { type Io, isInteractive } from '../io.ts';
import { makePrompts } from '../prompt.ts';
import { checkRehearsals, loadPlace, subjectOf } from './load.ts';
import type { ReplayOptions } from './options.ts';
import { ownLines } from './own-lines.ts';
import { pathOfId, turns } from './path-of-id.ts';
import { placesOf } from './places-of.ts';
import { watchStop } from './stopping.ts';
import { type Moment, momentsOf } from './tell.ts';

/** Plays one path again, and tells what happened. Gives the exit code. */
export async function replay(call: Call, options: ReplayOptions): Promise<number> {
  const { io, screen } = call;
  const place = await loadPlace([options.runbook], false, io);
  const [loaded] = place.asked;
  if (!loaded) return 2;
  checkRehearsals(loaded);
  const { runbook, text } = loaded;
  const { path, id, fingerprint } = pathOfId(options.id, runbook);
  const subject = subjectOf(loaded, place, options.seed);
  const now = fingerprintOf(subject, await codeHashes());
  screen.line(
    screen.paint(
      'inverse',
      `sandbox · ${runbook.runbook} · path ${id} · simulated, nothing real is touched · times are UTC`,
    ),
  );
  screen.line(`  rehearsal "${runbook.rehearsals[path.rehearsal]?.name ?? ''}"`);
  if (fingerprint !== undefined && fingerprint !== now)
    screen.line(
      screen.paint(
        'yellow',
        `  ${fingerprint} was another version: a runbook, rebound.yaml, people.yaml or the code has changed since. It is played as it goes today (${now}), and may go another way.`,
      ),
    );
  const watched = await watch(path, subject);
  const result = resultOf(path, watched, subject);
  const moments = momentsOf(watched, result, screen.paint);
  const told = await tell(moments, watched, call, options);
  const own = id === String(path.rehearsal + 1) ? surveyOf(path, watched, subject) : undefined;
  if (told) for (const line of endLines(result, call)) screen.line(line);
  if (own && told)
    for (const line of ownLines(own, runbook, placesOf(text)[path.rehearsal], screen.paint))
      screen.line(line);
  if (call.settings.json) {
    const plain = momentsOf(watched, result, (_, piece) => piece);
    screen.document({
      world: 'sandbox',
      runbook: runbook.runbook,
      id,
      seed: options.seed,
      fingerprint: { given: fingerprint ?? null, now },
      result,
      ...(own ? { unmet: own.unmet } : {}),
      story: plain.map(({ at, lines }) => ({ seconds: (at - watched.startedAt) / 1000, lines })),
    });
  }
  if (!told) return 3;
  return isBad(result.ending) || (own?.unmet.length ?? 0) > 0 ? 1 : 0;
}

/** At once, at a speed, or step by step; false when a person ended it before its end. */
async function tell(
  moments: readonly Moment[],
  { startedAt }: Watched,
  call: Call,
  { speed, step }: ReplayOptions,
): Promise<boolean> {
  const { io, screen } = call;
  const stopping = watchStop(
    call,
    // what the terminal shows of Ctrl-C stands in the line
    `${speed !== undefined && isInteractive(io) ? '\n' : ''}rebound (sandbox): ended before its end.`,
  );
  const prompts = makePrompts(io, screen);
  let before = startedAt;
  try {
    for (const { at, lines } of moments) {
      if (stopping.asked()) return false;
      if (speed !== undefined && !(await waited(io, (at - before) / speed, stopping.first))) return false;
      before = at;
      for (const line of lines) screen.line(line);
      if (!step) continue;
      const typed = await prompts.line('  Enter: what comes next; q: end > ', { signal: stopping.first });
      if (typed === undefined || typed.trim().toLowerCase().startsWith('q')) return false;
    }
    return !stopping.asked();
  } finally {
    stopping.end();
  }
}

/** False as soon as a person ends it. */
async function waited({ clock }: Io, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function endLines({ ending, happened, path, questions }: PathResult, { screen }: Call): string[] {
  const bad = isBad(ending);
  const odd = path.people.flatMap(({ ask, does }) => {
    const question = questions.find((one) => one.ask === ask);
    if (!question || [...question.options, 'abort', ...turns].includes(does)) return [];
    return [
      `  "${does}" is no answer to "${question.title}", and was not taken: it takes ${question.options.join(', ')}.`,
    ];
  });
  const mark = bad ? screen.paint('red', '✗') : screen.paint('green', '✓');
  return [
    ...odd.map((line) => screen.paint('yellow', line)),
    ...(happened
      ? []
      : [
          screen.paint(
            'yellow',
            '  Not all that the path names came to pass: it ended before it came to it.',
          ),
        ]),
    `${mark} ${screen.paint('bold', endingWords[ending])} (simulated)`,
  ];
}
