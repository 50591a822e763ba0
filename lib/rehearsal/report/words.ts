import { type Ending, endingWords, goodEndings, isBad } from '../explore/ending.ts';
import type { ModeReport, Report } from './report.ts';

/** `1,234`: the same on every machine. */
export function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function paths(count: number): string {
  return `${number(count)} ${count === 1 ? 'path' : 'paths'}`;
}

export function badCount({ modes, own }: Report): number {
  const played = modes.reduce((sum, { paths: all, well }) => sum + all - well, 0);
  return played + own.filter(({ ending }) => isBad(ending)).length;
}

export function unmetCount({ own }: Report): number {
  return own.filter(({ unmet }) => unmet.length > 0).length;
}

/** The one line that says how it stands. */
export function verdict(report: Report): string {
  const bad = badCount(report);
  const unmet = unmetCount(report);
  const played = `${paths(report.paths)} of ${report.runbook}, simulated`;
  const partial = report.complete ? '' : ' (partial: it was stopped half-way)';
  if (bad === 0 && unmet === 0)
    return report.paths === 0
      ? `its ${report.own.length} rehearsals end as they expect, and no other path was played${partial}`
      : `${played}: every one ended well${partial}`;
  const parts = [
    ...(bad > 0 ? [`${number(bad)} ended badly`] : []),
    ...(unmet > 0
      ? [`${unmet} of its ${report.own.length} rehearsals ${unmet === 1 ? 'does' : 'do'} not end as expected`]
      : []),
  ];
  return `${played}: ${parts.join(', and ')}${partial}`;
}

/** What a mode is, in words. */
export const modeWords: Record<ModeReport['mode'], string> = {
  bounded: 'at most two faults: it has to recover, or reach a human in time',
  any: 'any number of faults: only safety is judged',
};

/** `790 recovered · 60 reached a human`: the good ones first. */
export function endingsText(endings: Partial<Record<Ending, number>>): string {
  return inOrder(endings)
    .map(([ending, count]) => `${number(count)} ${endingWords[ending]}`)
    .join(' · ');
}

export function inOrder(endings: Partial<Record<Ending, number>>): [Ending, number][] {
  const all = Object.keys(endingWords) as Ending[];
  return all.flatMap((ending) => {
    const count = endings[ending];
    return count === undefined ? [] : [[ending, count] as [Ending, number]];
  });
}

/** One sign for all paths of a cell: the least good of them. */
export function worstOf(endings: Partial<Record<Ending, number>>): Ending | undefined {
  const found = inOrder(endings).map(([ending]) => ending);
  return found.find(isBad) ?? goodEndings.toReversed().find((one) => found.includes(one));
}

export const signs: Record<(typeof goodEndings)[number], string> = {
  recovered: '✓',
  human: 'h',
  aborted: 'u',
  refused: 'r',
};

export function signOf(ending: Ending | undefined): string {
  if (ending === undefined) return '·';
  return isBad(ending) ? '✗' : signs[ending];
}

export const sourceWords: Record<string, string> = {
  recorded: 'recorded on the real system',
  'api-model': 'from an API model',
  documentation: 'from documentation or source text',
  guess: 'guessed',
};
