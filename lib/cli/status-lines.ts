import { formatDuration, formatObjective, formatTime } from '../model/duration.ts';
import type { ProofReport } from '../operations/operations.ts';
import type { Paint } from './screen.ts';

/** How far runbooks are proven, the worst first. `now`: milliseconds since the epoch. */
export function statusLines(runbooks: readonly ProofReport[], now: number, paint: Paint): string[] {
  if (runbooks.length === 0) return ['no runbook is here: rebound new writes a first one'];
  // a drill that held, and a rehearsal since that ends badly: nobody knows
  const proven = runbooks.filter((one) => one.proven && !one.failed).length;
  const simulated = runbooks.filter((one) => !one.proven && one.level === 'simulated' && !one.failed).length;
  const rest = runbooks.length - proven - simulated;
  const head = `Would it work tonight? ${proven} proven · ${simulated} simulated only · ${rest} not known to`;
  return [
    paint('bold', head),
    paint('dim', 'Nothing simulated is a proof: it says that the runbook holds in the sandbox.'),
    ...runbooks.flatMap((one) => linesOf(one, now, paint)),
  ];
}

function linesOf(report: ProofReport, now: number, paint: Paint): string[] {
  const { runbook, reason, next, at, seconds, rto, levels } = report;
  const mark = markOf(report, paint);
  const when = at === null ? 'never' : `${ago(now - Date.parse(at))} (${formatTime(Date.parse(at))})`;
  const time =
    seconds === null
      ? 'no time known'
      : `${formatDuration(seconds)}${rto === null ? '' : ` of ${formatObjective(rto)}`}`;
  const facts = [when, ...(levels.length === 0 ? [] : [time])];
  const wide = `${mark} ${paint('bold', runbook)}  ${reason}`;
  return [
    wide,
    ...(at === null ? [] : [`    ${facts.join(' · ')}`]),
    ...(next === 'nothing to do' ? [] : [paint('dim', `    → ${next}`)]),
  ];
}

function markOf({ proven, stands, failed, level }: ProofReport, paint: Paint): string {
  if (failed) return paint('red', '✗');
  if (proven) return paint('green', '✓');
  return stands && level === 'simulated' ? paint('yellow', '~') : '?';
}

function ago(ms: number): string {
  if (ms < 60_000) return 'just now';
  return `${formatDuration(Math.floor(ms / 60_000) * 60).replace(/ 0 [mhs]$/, '')} ago`;
}
