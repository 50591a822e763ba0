import type { Paint } from '../screen.ts';
import type { Reported } from './report-of.ts';

/** Several runbooks, the worst first: those with bad endings, then those whose rehearsals do not come out as expected, then the others by name. */
export function tableLines(
  reports: readonly Reported[],
  paint: Paint,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  if (reports.length === 0) return [];
  const sorted = reports.toSorted(
    (a, b) => share(b) - share(a) || b.bad - a.bad || b.unmet - a.unmet || (a.runbook < b.runbook ? -1 : 1),
  );
  const rows = sorted.map((one) => [
    one.well ? '✓' : '✗',
    one.runbook,
    String(one.paths),
    one.bad === 0 ? '–' : String(one.bad),
    one.unmet === 0 ? '–' : String(one.unmet),
    one.complete ? '' : 'partial',
  ]);
  const head = ['', 'runbook', 'paths', 'ended badly', 'not as expected', ''];
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const whole = widths.reduce((sum, width) => sum + width + 2, 0);
  // on a phone: a runbook is two lines
  if (whole > columns)
    return [
      '',
      'sandbox · rehearsed, simulated; the worst first',
      ...sorted.flatMap((one) => [
        `${marked(one.well ? '✓' : '✗', paint)} ${one.runbook}${one.complete ? '' : ' (partial)'}`,
        `  ${one.paths} paths, ${one.bad} ended badly, ${one.unmet} not as expected`,
      ]),
    ];
  const line = (cells: string[]) =>
    cells
      // numbers line up
      .map((cell, n) => (n >= 2 && n <= 4 ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    '',
    'sandbox · rehearsed, simulated; the worst first',
    paint('dim', line(head)),
    ...rows.map((row) => line(row).replace(/^./, (mark) => marked(mark, paint))),
  ];
}

const share = ({ bad, paths }: Reported) => (paths === 0 ? 0 : bad / paths);

function marked(mark: string, paint: Paint): string {
  return paint(mark === '✓' ? 'green' : 'red', mark);
}
