import { awakeFor } from './awake.ts';
import { briefLines } from './brief-lines.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { recordedOf } from './recorded-of.ts';
import { reportOf } from './report.ts';

/** How a run stands, for whoever takes it over: read in half a minute. */
export function makeBrief(parts: OperationParts): Pick<Operations, 'brief'> {
  return {
    brief: async (id) => {
      const recorded = await recordedOf(await findRun(parts.table, id), parts);
      const report = reportOf(recorded);
      const { directory } = parts;
      return briefLines({
        report,
        because: recorded.run.because,
        events: recorded.events,
        awake: await awakeFor(report, parts),
        now: recorded.now,
        ...(directory ? { directory } : {}),
      });
    },
  };
}
