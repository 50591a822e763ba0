import { codeOf, transientCodes } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import type { Parts } from './parts.ts';

/** Step Functions forgets a name late and learns of one late: 'does not exist' counts after this. */
const unknownForMs = 15 * 60_000;
/** One lost answer must not wake a person. */
const attemptsMax = 3;
const pauseMs = 1000;

/** Whether a run's execution is over. Only a positive terminal status says yes; whatever cannot be told is `unknown`, never a guess. */
export async function finished(run: Run, parts: Parts): Promise<'yes' | 'no' | 'unknown'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { status } = await parts.clients.states.describe(run.execution);
      return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'no' : 'yes';
    } catch (error) {
      const code = codeOf(error);
      const old = parts.clock.now() - Date.parse(run.startedAt) >= unknownForMs;
      if (code === 'NotFound' && old) return 'yes';
      if (!code || !transientCodes.includes(code) || attempt === attemptsMax) return 'unknown';
    }
    await parts.clock.sleep(pauseMs, parts.signal);
  }
}
