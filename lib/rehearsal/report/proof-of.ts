import type { Bound, Proof } from '../../model/proof.ts';
import { systems as known } from '../../model/transport.ts';
import type { Report } from './report.ts';
import { badCount, unmetCount } from './words.ts';

/** What a whole rehearsal proves: that it is `simulated`. `at`: ISO 8601. */
export function proofOf(report: Report, bound: Bound, at: string, called: readonly string[]): Proof {
  const { runbook, seed, modes, own, times, world } = report;
  const { p50, p95, worst, rto } = times;
  const well = modes.reduce((sum, mode) => sum + mode.well, 0);
  return {
    runbook,
    level: 'simulated',
    at,
    bound,
    rto,
    holds: badCount(report) === 0 && unmetCount(report) === 0,
    ...(p50 === null ? {} : { seconds: p50 }),
    simulated: {
      seed,
      paths: report.paths + own.length,
      well: well + own.length - unmetCount(report),
      any: modes.find(({ mode }) => mode === 'any')?.paths ?? 0,
      p50,
      p95,
      worst,
      sources: Object.fromEntries(world.map(({ source, count }) => [source, count])),
      systems: known.filter((one) => called.includes(one)),
    },
  };
}
