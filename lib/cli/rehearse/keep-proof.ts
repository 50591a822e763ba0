import { boundOf } from '../../model/bound.ts';
import { iso } from '../../model/clock.ts';
import { explain } from '../../model/errors.ts';
import { pathsDefault } from '../../rehearsal/explore/explore.ts';
import { manifestOf } from '../../rehearsal/report/build-report.ts';
import { proofOf } from '../../rehearsal/report/proof-of.ts';
import type { Call } from '../command.ts';
import { withHistory } from '../sessions.ts';
import type { Explored } from './exploring.ts';
import type { Reported } from './report-of.ts';

/** Keeps what a whole rehearsal has shown, and says so in a line; of less than the default budget nothing is kept. What fails is said, too. */
export async function keepProof(
  call: Call,
  { subject, surveys }: Explored,
  { report, complete, runbook }: Reported,
  code: Record<string, string>,
): Promise<string> {
  if (!complete) return 'Partial: it was stopped half-way. No proof is kept of it.';
  if (report.max < pathsDefault)
    return `No proof is kept of fewer than ${pathsDefault} paths (--max ${report.max}).`;
  const manifests = Object.fromEntries(
    subject.compiled.map(({ manifest }) => [manifest.runbook, manifest] as const),
  );
  const bound = boundOf(manifestOf(subject), manifests, code);
  const systems = [...new Set(surveys.flatMap((one) => Object.keys(one.systems)))];
  const proof = proofOf(report, bound, iso(call.io.clock.now()), systems);
  try {
    await withHistory(call, ({ operations }) => operations.keepProof(proof));
    return proof.holds
      ? `Kept as simulated: rebound status ${runbook} shows it.`
      : `Kept as simulated, and that it did not hold: rebound status ${runbook} shows it.`;
  } catch (error) {
    return `What it has shown could not be kept: ${explain(error)}`;
  }
}
