import { codeOf } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import type { Parts } from './parts.ts';

/** Step Functions forgets a name late and learns of one late: 'does not exist' counts after this. */
const unknownForMs = 15 * 60_000;

/** Whether a run's execution is over. Only a positive terminal status says yes; whatever cannot be told is `unknown`, never a guess. */
export async function finished(run: Run, parts: Parts): Promise<'yes' | 'no' | 'unknown'> {
  try {
    const { status } = await parts.clients.states.describe(run.execution);
    return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'no' : 'yes';
  } catch (error) {
    const old = parts.clock.now() - Date.parse(run.startedAt) >= unknownForMs;
    return codeOf(error) === 'NotFound' && old ? 'yes' : 'unknown';
  }
}
