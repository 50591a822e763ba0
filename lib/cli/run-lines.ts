import { formatDuration, formatObjective, formatTime } from '../model/duration.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { Paint } from './screen.ts';

/** Between two columns. */
const gap = '  ';

/**
 * A table of runs, newest first; what it would show, when there is none. In a terminal that is too narrow for all of it, how
 * long they took is left to `rebound show`; on a phone a run is two lines.
 */
export function runLines(runs: readonly Run[], paint: Paint, columns = Number.POSITIVE_INFINITY): string[] {
  if (runs.length === 0) {
    return [
      'sandbox · no run yet. This lists what was recovered, when, and against which objective.',
      'Start one: rebound run restore-namespace --input cluster=prod-blue namespace=payments',
    ];
  }
  const rows = runs.map((run) => [
    run.run.slice(0, 6),
    formatTime(Date.parse(run.startedAt)).replace(' UTC', ''),
    run.mode === 'real' || run.outcome === 'planned' ? run.runbook : `${run.runbook} (${run.mode})`,
    run.target ? describeTarget(run.target) : '–',
    run.outcome ?? 'open',
    duration(run),
  ]);
  const head = ['run', 'started, UTC', 'runbook', 'target', 'outcome', 'took'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const whole = widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  const shown = whole > columns ? -1 : undefined;
  // on a phone: what it was about stands below when it was
  if (whole - gap.length - (widths.at(-1) ?? 0) > columns)
    return [
      'sandbox · runs, newest first',
      paint('dim', 'run     started, UTC  outcome'),
      ...rows.flatMap(([run = '', started = '', runbook, target, outcome]) => [
        `${run}  ${started.padEnd('started, UTC'.length)}  ${outcome}`,
        `        ${runbook} · ${target}`,
      ]),
    ];
  const line = (cells: string[]) =>
    cells
      .slice(0, shown)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return ['sandbox · runs, newest first', paint('dim', line(head)), ...rows.map(line)];
}

function duration(run: Run): string {
  if (run.endedAt === undefined) return '';
  const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const { rto } = run.objectives;
  const late = rto !== undefined && seconds > rto ? `, over the RTO of ${formatObjective(rto)}` : '';
  return `${formatDuration(seconds)}${late}`;
}
