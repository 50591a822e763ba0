import { formatDuration, formatObjective } from '../../model/duration.ts';
import { endingWords, isBad } from '../explore/ending.ts';
import { kindOf } from './failures.ts';
import type { Cell, Report } from './report.ts';
import {
  badCount,
  endingsText,
  modeWords,
  number,
  paths,
  signOf,
  sourceWords,
  unmetCount,
  verdict,
  worstOf,
} from './words.ts';

/** Puts a colour on a text; the words and signs say it, too. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

export interface TerminalOptions {
  paint: Paint;
  /** Default 100. */
  columns?: number | undefined;
}

/** Bad endings that are shown; the others are in the files. */
const badMax = 8;
const stepsMax = 5;
const guessesMax = 4;

/** The report as lines for a terminal: the verdict, what was bad, the matrix, the times, and what it rests on. */
export function terminalReport(report: Report, { paint, columns = 100 }: TerminalOptions): string[] {
  return [
    ...head(report, paint),
    ...bad(report, paint),
    ...matrix(report, paint, columns),
    ...times(report, paint, columns),
    ...unreached(report, paint),
    ...advice(report, paint),
    ...world(report, paint),
  ];
}

function head(report: Report, paint: Paint): string[] {
  const well = badCount(report) === 0 && unmetCount(report) === 0;
  const mark = well ? paint('green', '✓') : paint('red', '✗');
  const modes = report.modes
    .filter((mode) => mode.paths > 0)
    .flatMap(({ mode, paths: count, endings }) => [
      paint('dim', `  ${modeWords[mode]}`),
      `    ${paths(count)}: ${endingsText(endings)}`,
    ]);
  const { all, played } = report.singles;
  return [
    '',
    `${mark} ${paint('bold', verdict(report))}`,
    ...modes,
    paint(
      'dim',
      `  ${number(played)} of ${number(all)} single deviations, the rest pairs and more; seed ${report.seed}, version ${report.fingerprint}`,
    ),
  ];
}

function bad(report: Report, paint: Paint): string[] {
  if (report.bad.length === 0) return [];
  const shown = report.bad
    .slice(0, badMax)
    .flatMap((one) => [
      `  ${paint('red', '✗')} ${paint('bold', endingWords[one.ending])}: ${one.row}, ${one.column}${one.likes > 1 ? ` (${number(one.likes)} alike)` : ''}`,
      ...one.violations.slice(0, 3).map((text) => `      ${text}`),
      ...one.story.map((line) => paint('dim', `      ${line}`)),
      `      ${paint('cyan', one.command)}`,
    ]);
  const more = report.bad.length - badMax;
  return [
    '',
    paint('bold', 'Ended badly'),
    ...shown,
    ...(more > 0 ? [`  and ${more} kinds more: --report DIR writes all`] : []),
  ];
}

function matrix({ matrix: cells, rows, columns: failures }: Report, paint: Paint, columns: number): string[] {
  if (cells.length === 0) return [];
  const letters = failures.map((_, n) => letterOf(n));
  const apart = failures.map(
    ({ title }, n) => n > 0 && kindOf(title) !== kindOf(failures[n - 1]?.title ?? ''),
  );
  const bars = apart.filter(Boolean).length * 2;
  const wide = columns >= 40 + failures.length * 2 + bars;
  const room = Math.max(12, Math.min(44, columns - 4 - failures.length * (wide ? 2 : 1) - bars));
  const gap = wide ? ' ' : '';
  const byPlace = new Map(cells.map((cell) => [`${cell.row}\n${cell.column}`, cell]));
  const line = (title: string, signs: string[]) =>
    `  ${fitted(title, room)} ${signs.map((sign, n) => `${apart[n] ? `${gap === '' ? '' : ' '}│${gap}` : n > 0 ? gap : ''}${sign}`).join('')}`;
  const legend = failures.map(({ title }, n) => `${letters[n]} ${title}`);
  return [
    '',
    paint('bold', 'Where it went wrong, and how it ended'),
    paint('dim', line('', letters)),
    ...rows.map(({ id, title }) =>
      line(
        title,
        failures.map((failure) => cellSign(byPlace.get(`${id}\n${failure.id}`), paint)),
      ),
    ),
    ...folded(legend, columns - 2).map((text) => paint('dim', `  ${text}`)),
    ...folded(signLegend, columns - 2).map((text) => paint('dim', `  ${text}`)),
  ];
}

const signLegend = [
  '✓ recovered',
  'h reached a human',
  'u aborted and taken back',
  'r refused',
  '✗ badly',
  '· not tried',
];

function cellSign(cell: Cell | undefined, paint: Paint): string {
  const worst = worstOf(cell?.endings ?? {});
  const sign = signOf(worst);
  if (worst === undefined) return paint('dim', sign);
  return isBad(worst) ? paint('red', sign) : worst === 'recovered' ? paint('green', sign) : sign;
}

/** a to z, then A to Z. */
function letterOf(index: number): string {
  return 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(index % 52);
}

function fitted(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}

function folded(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 2 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line}  ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

function times(report: Report, paint: Paint, columns: number): string[] {
  const { p50, p95, worst, rto, late } = report.times;
  if (p50 === null || p95 === null || worst === null)
    return ['', paint('bold', 'Time until it was recovered'), '  no path recovered'];
  const width = Math.max(10, Math.min(50, columns - 40));
  const bar = (seconds: number) => {
    const full = rto ?? worst;
    const filled = Math.max(1, Math.round((Math.min(seconds, full) / full) * width));
    const over = seconds > full ? paint('red', '▌over') : '';
    return `${'▇'.repeat(Math.min(filled, width))}${over}`;
  };
  const line = (name: string, seconds: number) =>
    `  ${name.padEnd(6)}${formatDuration(seconds).padStart(11)}  ${bar(seconds)}`;
  const dear = report.steps
    .filter((step) => (step.worst ?? 0) > 0)
    .slice(0, stepsMax)
    .map(
      ({ title, p50: middle, worst: most }) =>
        `  ${fitted(title, Math.min(44, columns - 34))} ${formatDuration(middle ?? 0).padStart(11)}, at worst ${formatDuration(most ?? 0)}`,
    );
  return [
    '',
    paint(
      'bold',
      rto === null
        ? 'Time until it was recovered'
        : `Time until it was recovered, RTO ${formatObjective(rto)}`,
    ),
    line('p50', p50),
    line('p95', p95),
    line('worst', worst),
    late === 0
      ? rto === null
        ? '  it has no RTO: objectives say what it is measured against'
        : '  none later than the RTO'
      : `  ${paint('yellow', '!')} ${paths(late)} later than the RTO`,
    ...(dear.length > 0 ? [paint('dim', '  what it takes, step by step'), ...dear] : []),
  ];
}

function unreached({ neverReached, file }: Report, paint: Paint): string[] {
  if (neverReached.length === 0) return [];
  return [
    '',
    paint('bold', 'Never reached'),
    ...neverReached.map(({ title, line }) => `  ? ${title} (${file}:${line})`),
  ];
}

function advice({ advice: all }: Report, paint: Paint): string[] {
  if (all.length === 0) return [];
  return [
    '',
    paint('bold', 'Advice'),
    ...all.flatMap(({ file, line, what, todo }) => [
      `  ${paint('bold', `${file}:${line}`)} ${what}`,
      `      ${todo}`,
    ]),
  ];
}

function world({ world: shares, guesses }: Report, paint: Paint): string[] {
  const parts = shares
    .filter(({ count }) => count > 0)
    .map(
      ({ source, count, share }) =>
        `${Math.round(share * 100)} % ${sourceWords[source] ?? source} (${count})`,
    );
  return [
    '',
    paint('bold', 'What it rests on: the world was simulated'),
    `  ${parts.join(' · ')}`,
    ...(guesses.length > 0
      ? [
          paint(
            'dim',
            `  guessed: ${guesses.slice(0, guessesMax).join('; ')}${guesses.length > guessesMax ? `; and ${guesses.length - guessesMax} more, which the files name` : ''}`,
          ),
        ]
      : []),
  ];
}
