import { formatDuration } from '../../model/duration.ts';
import { endingWords, isBad } from '../../rehearsal/explore/ending.ts';
import type { Survey } from '../../rehearsal/explore/result.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { Paint } from '../screen.ts';
import { lineOfUnmet, type RehearsalPlaces } from './places-of.ts';

/** What one of the runbook's own rehearsals came to: a line, and below it where it is not as expected, or what was bad. */
export function ownLines(
  { rehearsal, result, unmet }: Survey,
  { rehearsals, file, runbook }: Pick<Runbook, 'rehearsals' | 'file' | 'runbook'>,
  place: RehearsalPlaces | undefined,
  paint: Paint,
): string[] {
  const name = rehearsals[rehearsal]?.name ?? String(rehearsal + 1);
  const first = result.runs.find((run) => run.runbook === runbook);
  const took = first?.seconds ?? null;
  const outcome = first ? (first.outcome ?? 'did not end') : 'no run came of it';
  const holds = isHeld({ unmet, result });
  const mark = holds ? paint('green', '✓') : paint('red', '✗');
  const head = `  ${mark} ${name}: ${outcome}${took === null ? '' : ` in ${formatDuration(took)}`}`;
  const missed = unmet.map((one) => {
    const line = place ? lineOfUnmet(one, place) : 1;
    return `      ${paint('red', '✗')} ${paint('bold', `${file}:${line}`)} ${one.text}`;
  });
  const bad = isBad(result.ending)
    ? [
        `      ${paint('red', '✗')} ${endingWords[result.ending]}`,
        ...result.violations.map(({ at, text }) => `        ${formatDuration(at)}: ${firstLine(text)}`),
      ]
    : [];
  return [head, ...missed, ...bad];
}

/** What it expects holds, and nothing was bad. */
export function isHeld({ unmet, result }: Pick<Survey, 'unmet' | 'result'>): boolean {
  return unmet.length === 0 && !isBad(result.ending);
}

/** A crash's stack is for whoever looks into it. */
export function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
