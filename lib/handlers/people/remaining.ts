import { durationsOf } from '../../history/durations.ts';
import { remainingSeconds } from '../../history/remaining.ts';
import type { Ask } from '../../model/ask.ts';
import type { Run } from '../../model/run.ts';
import type { Parts } from '../parts.ts';

/** Seconds that what comes after a question took in the middle of the runs before; 0 when nothing is known. */
export async function remainingAfter(run: Run, ask: Ask, parts: Parts): Promise<number> {
  const steps = parts.manifests[run.runbook]?.steps ?? [];
  const at = steps.findIndex(({ id }) => id === ask.step);
  if (at < 0) return 0;
  // A failed step is done once more; what only asked is over with the answer.
  const left = steps.slice(ask.kind === 'failure' ? at : at + 1).filter(({ always }) => !always);
  try {
    const durations = await durationsOf(parts.clients.table, run.runbook);
    return (
      remainingSeconds(
        durations,
        left.map(({ id }) => id),
      )?.p50 ?? 0
    );
  } catch {
    return 0; // it only brings a page forward
  }
}
