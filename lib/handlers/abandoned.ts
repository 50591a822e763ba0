import type { Run } from '../model/run.ts';
import { bringToEnd, type Ending } from './closing.ts';
import type { Parts } from './parts.ts';
import { recorder } from './record.ts';

/**
 * Closes a run whose execution is over, or whose process is dead: as failed, fenced, its lock released, and people told. A run
 * that was closed already keeps its ending. NotReady: see `bringToEnd`.
 */
export async function closeAbandoned(
  run: Run,
  because: string,
  parts: Parts,
  known: Partial<Pick<Ending, 'handledSignals' | 'nobodyActs'>> = {},
): Promise<void> {
  const record = recorder({ execution: run.execution, state: 'Janitor', entered_at: '', attempt: 0 }, parts);
  await bringToEnd(run, { outcome: 'failed', because, handledSignals: 0, ...known }, parts, record);
}
