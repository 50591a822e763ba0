import { formatDuration, formatObjective } from '../../model/duration.ts';
import { endingWords } from '../explore/ending.ts';
import type { Report } from './report.ts';
import {
  badCount,
  endingsText,
  modeWords,
  number,
  paths,
  sourceWords,
  unmetCount,
  verdict,
} from './words.ts';

/** The report as Markdown, for a pull request or a wiki. */
export function markdownReport(report: Report): string {
  const { times, own, bad, advice, neverReached, steps } = report;
  const well = badCount(report) === 0 && unmetCount(report) === 0;
  const lines = [
    `# ${escaped(report.title)}: rehearsed, simulated`,
    '',
    `${well ? '✓' : '✗'} **${escaped(verdict(report))}**`,
    '',
    `Runbook \`${report.runbook}\` (${code(report.file)}), seed ${report.seed}, at most ${number(report.max)} paths, version \`${report.fingerprint}\`. ${number(report.singles.played)} of ${number(report.singles.all)} single deviations were played; the rest are pairs and more.`,
    '',
    '## Its own rehearsals',
    '',
    '| | rehearsal | ended | after |',
    '|---|---|---|---|',
    ...own.map(
      ({ name, outcome, seconds, unmet, violations }) =>
        `| ${unmet.length + violations.length === 0 ? '✓' : '✗'} | ${[name, ...unmet, ...violations].map(escaped).join('<br>')} | ${outcome ?? 'not'} | ${seconds === null ? '' : formatDuration(seconds)} |`,
    ),
    '',
    '## How the paths ended',
    '',
    ...report.modes
      .filter((mode) => mode.paths > 0)
      .map((mode) => `- ${modeWords[mode.mode]}: ${paths(mode.paths)}, ${endingsText(mode.endings)}`),
    ...(bad.length === 0
      ? []
      : [
          '',
          '## Ended badly',
          '',
          ...bad.flatMap((one) => [
            `- **${endingWords[one.ending]}**: ${escaped(one.row)}, ${escaped(one.column)} (${number(one.likes)}). ${one.violations.map(escaped).join('; ')}`,
            '',
            ...block([one.command, ...one.story]).map((line) => `  ${line}`),
            '',
          ]),
        ]),
    '',
    '## Where it went wrong, and how it ended',
    '',
    'Two deviations in one path count where the first of them is.',
    '',
    ...matrix(report),
    '',
    '## Time until it was recovered',
    '',
    times.p50 === null
      ? 'No path recovered.'
      : `p50 ${duration(times.p50)}, p95 ${duration(times.p95)}, worst ${duration(times.worst)}${times.rto === null ? '' : `; RTO ${formatObjective(times.rto)}, ${paths(times.late)} later`}.`,
    '',
    ...(steps.length === 0
      ? []
      : [
          '| step | p50 | p95 | worst |',
          '|---|---:|---:|---:|',
          ...steps.map(
            (step) =>
              `| ${escaped(step.title)} | ${duration(step.p50)} | ${duration(step.p95)} | ${duration(step.worst)} |`,
          ),
        ]),
    ...section(
      'Never reached',
      neverReached.map(({ title, line }) => `- ${escaped(title)} (line ${line})`),
    ),
    ...section(
      'Advice',
      advice.map(
        ({ file, line, what, todo, source }) =>
          `- ${code(`${file}:${line}`)} ${escaped(what)}: ${escaped(todo)}${source === '' ? '' : `<br>${code(source)}`}`,
      ),
    ),
    ...section('What it rests on', [
      `The world was simulated: ${report.world
        .filter(({ count }) => count > 0)
        .map(
          ({ source, share, count }) =>
            `${Math.round(share * 100)} % ${sourceWords[source] ?? source} (${count})`,
        )
        .join(', ')}.`,
      ...(report.guesses.length === 0
        ? []
        : ['', 'Guessed:', '', ...report.guesses.map((one) => `- ${escaped(one)}`)]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function matrix({ matrix: cells, rows, columns }: Report): string[] {
  if (cells.length === 0) return ['Nothing but the rehearsals was played.'];
  const byPlace = new Map(cells.map((cell) => [`${cell.row}\n${cell.column}`, cell.endings]));
  return [
    `| | ${columns.map(({ title }) => escaped(title)).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...rows.map(({ id, title }) => {
      const texts = columns.map((column) => endingsText(byPlace.get(`${id}\n${column.id}`) ?? {}));
      return `| ${escaped(title)} | ${texts.join(' | ')} |`;
    }),
  ];
}

function duration(seconds: number | null): string {
  return seconds === null ? '' : formatDuration(seconds);
}

/** Text that Markdown takes for nothing but text, also in a table. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~#]/g, (sign) => `\\${sign}`);
}

/** Code in a line, not in a table: with more backticks around it than it has. */
function code(text: string): string {
  const fence = '`'.repeat(backticks(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replaceAll(/[\r\n]+/g, ' ')}${space}${fence}`;
}

/** Lines of code, between fences that none of them can end. */
function block(lines: readonly string[]): string[] {
  const fence = '`'.repeat(Math.max(3, backticks(lines.join('\n')) + 1));
  return [fence, ...lines.map((line) => line.replaceAll(/[\r\n]+/g, ' ')), fence];
}

/** The longest run of backticks. */
function backticks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
