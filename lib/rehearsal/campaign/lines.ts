import { isBad, type Ending, endingWords } from '../explore/ending.ts';
import type { CampaignOptions } from './campaign.ts';
import { grouped } from './grouped.ts';
import type { BadLine, RunbookState, StateFolder } from './state.ts';

/** Bad endings of a runbook that are shown; the others stand in its file. */
const shownMax = 20;

/** The table, and each bad ending with the command that plays it again. */
export async function endLines(
  states: ReadonlyMap<string, RunbookState>,
  folder: StateFolder,
  { subjects, fingerprint, folder: shown }: Pick<CampaignOptions, 'subjects' | 'fingerprint' | 'folder'>,
): Promise<string[]> {
  const seed = subjects[0]?.seed ?? 1;
  const lines = table(states);
  for (const [name, { unmet, badOwn, badBytes, paths, well }] of states) {
    for (const text of unmet) lines.push('', `${name}, its own rehearsal ${text}`);
    for (const id of badOwn)
      lines.push('', `${name}, its own rehearsal ${id} ends badly`, commandOf(name, id, fingerprint, seed));
    const bad = await folder.bad(name, badBytes);
    for (const one of distinct(bad).slice(0, shownMax))
      lines.push(
        '',
        `${name}: ${endingWords[one.ending]}`,
        ...one.violations.map((text) => `  ${text}`),
        commandOf(name, one.id, fingerprint, seed),
      );
    if (paths - well > shownMax)
      lines.push('', `${name} has ${paths - well} bad endings: ${shown}/${name}.bad.jsonl`);
  }
  return lines;
}

/** Those that differ in what was bad first: a hundred likes hide the one that is not. */
function distinct(bad: readonly BadLine[]): BadLine[] {
  const kinds = new Set<string>();
  const first = bad.filter(({ ending, violations }) => {
    const kind = `${ending} ${(violations[0] ?? '').replaceAll(/[\d]+|\b[a-z2-7]{16}\b/g, '…')}`;
    return !kinds.has(kind) && kinds.add(kind);
  });
  return [...first, ...bad.filter((one) => !first.includes(one))];
}

function commandOf(name: string, id: string, fingerprint: string, seed: number): string {
  const seeded = seed === 1 ? '' : ` --seed ${seed}`;
  return `  rebound rehearse ${name} --replay '${id}@${fingerprint}'${seeded}`;
}

function table(states: ReadonlyMap<string, RunbookState>): string[] {
  const headings = ['runbook', 'paths', 'of singles', 'well', 'bad', 'paths/s', 'endings'];
  const rows = [...states].map(([name, { paths, singles, position, well, seconds, endings }]) => [
    name,
    grouped(paths),
    `${grouped(position?.at ?? 0)}/${grouped(singles)}`,
    `${((100 * well) / Math.max(1, paths)).toFixed(2)} %`,
    String(paths - well),
    (paths / Math.max(0.001, seconds)).toFixed(1),
    endingsText(endings),
  ]);
  const widths = headings.map((heading, n) =>
    Math.max(heading.length, ...rows.map((row) => row[n]?.length ?? 0)),
  );
  return [headings, ...rows].map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function endingsText(endings: Partial<Record<Ending, number>>): string {
  return Object.entries(endings)
    .toSorted(([one], [other]) => Number(isBad(other as Ending)) - Number(isBad(one as Ending)))
    .map(([ending, count]) => `${ending} ${count}`)
    .join(', ');
}
