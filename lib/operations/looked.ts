import type { Run } from '../model/run.ts';
import type { RunReport } from './operations.ts';
import type { OperationParts } from './parts.ts';
import type { Recorded } from './recorded.ts';
import { recordedOf } from './recorded-of.ts';
import { reportOf } from './report.ts';

/** A run as it is when somebody is told what an action would do. */
export interface Looked {
  run: Run;
  recorded: Recorded;
  report: RunReport;
}

export async function lookAt(run: Run, parts: OperationParts): Promise<Looked> {
  const recorded = await recordedOf(run, parts);
  return { run, recorded, report: reportOf(recorded) };
}
