import { formatDuration } from '../model/duration.ts';
import type { RunReport } from '../operations/operations.ts';
import type { Paint } from './screen.ts';

/** `recovered in 18 m 20 s, RTO 75 m`, and why; two lines. */
export function endingLines(report: RunReport, paint: Paint): string[] {
  const { outcome, seconds, objectives } = report;
  const took = formatDuration(seconds);
  const rto = objectives.rto;
  const against =
    rto === undefined
      ? ''
      : `, RTO ${formatObjective(rto)}${isGood(report) && seconds > rto ? `: ${formatDuration(seconds - rto)} too late` : ''}`;
  const word = outcome ?? 'still open';
  const style = isGood(report) ? 'green' : 'red';
  const first = `${paint('bold', paint(style, outcome === 'recovered' ? `recovered in ${took}` : `${word} after ${took}`))}${against}`;
  const because = report.because && outcome !== 'recovered' ? `: ${report.because}` : '';
  const joined = report.joined ? ` Follow that one: rebound show ${report.joined}.` : '';
  return [
    `sandbox · ${report.target || report.runbook}: ${first}${because}${joined}`,
    paint('dim', `sandbox · run ${report.run}: rebound show ${report.run.slice(0, 6)} tells it again`),
  ];
}

function isGood({ outcome }: RunReport): boolean {
  return outcome !== null && outcome !== 'failed' && outcome !== 'aborted' && outcome !== 'refused';
}

/** As people write an objective: `75 m` rather than `1 h 15 m`. */
export function formatObjective(seconds: number): string {
  return seconds % 60 === 0 && seconds < 3 * 3600 ? `${seconds / 60} m` : formatDuration(seconds);
}
