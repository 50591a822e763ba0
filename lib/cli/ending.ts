import { formatDuration, formatObjective } from '../model/duration.ts';
import type { RunReport } from '../operations/operations.ts';
import type { Paint } from './screen.ts';

/** `recovered in 18 m 20 s, RTO 75 m`, and why; two lines. */
export function endingLines(report: RunReport, paint: Paint): string[] {
  const { outcome, seconds } = report;
  const took = formatDuration(seconds);
  const words = outcome === 'recovered' ? `recovered in ${took}` : `${outcome ?? 'still open'} after ${took}`;
  const because = report.because && outcome !== 'recovered' ? `: ${report.because}` : '';
  const joined = report.joined ? `; rebound show ${report.joined.slice(0, 6)} --follow` : '';
  const ending = `${paint('bold', paint(isGood(report) ? 'green' : 'red', words))}${against(report)}`;
  return [
    `sandbox · ${report.target || report.runbook}: ${ending}${because}${joined}`,
    paint('dim', `sandbox · run ${report.run}: rebound show ${report.run.slice(0, 6)} tells it again`),
  ];
}

/** The objective, where the run was about reaching it. */
function against({ outcome, seconds, objectives: { rto } }: RunReport): string {
  if (rto === undefined || outcome === 'joined' || outcome === 'refused' || outcome === 'planned') return '';
  const late =
    outcome?.startsWith('recovered') && seconds > rto ? `: ${formatDuration(seconds - rto)} too late` : '';
  return `, RTO ${formatObjective(rto)}${late}`;
}

function isGood({ outcome }: RunReport): boolean {
  return outcome !== null && outcome !== 'failed' && outcome !== 'aborted' && outcome !== 'refused';
}
