import { formatDuration } from '../../model/duration.ts';
import { type Ending, endingWords, isBad } from '../../rehearsal/explore/ending.ts';
import type { Paint } from '../screen.ts';
import type { Explored } from './exploring.ts';
import { firstLine, isHeld } from './own-lines.ts';

/** What came of one runbook, to be shown, written and judged. */
export interface Reported {
  runbook: string;
  /** Plain data, the same bytes for the same seed. */
  report: unknown;
  complete: boolean;
  /** Every path ended well, and every expectation holds. */
  well: boolean;
  /** Paths and rehearsals played, those that ended badly, and expectations that do not hold. */
  paths: number;
  bad: number;
  unmet: number;
  /** For a terminal. */
  lines: (paint: Paint, columns: number | undefined) => string[];
  /** By how the file's name ends. */
  files: Record<string, string>;
}

export interface ReportParts {
  explored: Explored;
  /** The runbook's file. */
  text: string;
  max: number;
  fingerprint: string;
}

/** How many bad endings are shown. */
const shownMax = 20;

export function reportOf({ explored, max, fingerprint }: ReportParts): Promise<Reported> {
  const { subject, surveys, results, singles, complete } = explored;
  const { seed, runbook } = subject;
  const endings: Partial<Record<Ending, number>> = {};
  for (const { ending } of results) endings[ending] = (endings[ending] ?? 0) + 1;
  const bad = results.filter(({ ending }) => isBad(ending));
  const unmet = surveys.filter((survey) => !isHeld(survey)).length;
  const command = (id: string) =>
    `rebound rehearse ${runbook.runbook} --replay '${id}@${fingerprint}'${seed === 1 ? '' : ` --seed ${seed}`}`;
  const report = {
    version: 1,
    level: 'simulated',
    runbook: runbook.runbook,
    seed,
    max,
    complete,
    fingerprint,
    singles,
    paths: results.length,
    endings,
    own: surveys.map(({ rehearsal, result, unmet: missed }) => ({
      name: runbook.rehearsals[rehearsal]?.name ?? '',
      ending: result.ending,
      unmet: missed,
    })),
    bad: bad.map(({ id, ending, violations }) => ({ id, ending, violations, command: command(id) })),
  };
  const lines = (paint: Paint) => [
    '',
    `${results.length} paths played of ${singles} single deviations, their pairs and more (simulated, seed ${seed}):`,
    ...Object.entries(endings).map(([ending, count]) => `  ${String(count).padStart(6)}  ${wordsOf(ending)}`),
    ...bad
      .slice(0, shownMax)
      .flatMap(({ id, ending, violations }) => [
        `  ${paint('red', '✗')} ${paint('bold', endingWords[ending])}`,
        ...violations.map(({ at, text }) => `      ${formatDuration(at)}: ${firstLine(text)}`),
        `      ${command(id)}`,
      ]),
    ...(bad.length > shownMax ? [`  and ${bad.length - shownMax} more`] : []),
  ];
  return Promise.resolve({
    runbook: runbook.runbook,
    report,
    complete,
    well: bad.length === 0 && unmet === 0,
    paths: results.length + surveys.length,
    bad: bad.length,
    unmet,
    lines,
    files: { json: `${JSON.stringify(report, null, 2)}\n` },
  });
}

function wordsOf(ending: string): string {
  return Object.entries(endingWords).find(([name]) => name === ending)?.[1] ?? ending;
}
