import type { Run } from '../model/run.ts';
import { bringToEnd } from './closing.ts';
import type { Parts } from './parts.ts';
import { recorder } from './record.ts';

/** Closes a run whose execution is over, or whose process is dead: as failed, fenced, its lock released, and people told. */
export async function closeAbandoned(run: Run, because: string, parts: Parts): Promise<void> {
  const record = recorder({ execution: run.execution, state: 'Janitor', entered_at: '', attempt: 0 }, parts);
  await bringToEnd(run, { outcome: 'failed', because, handledSignals: 0 }, parts, record);
}
