import { handleJanitor } from '../lib/handlers/janitor.ts';
import type { Parts } from '../lib/handlers/parts.ts';
import { fail } from '../lib/model/errors.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(closeWhatIsOpen);

/** Nobody reads what an event's function returns: what was done goes to the log, and what could not be done is an error, which the heartbeat counts. */
export async function closeWhatIsOpen(event: unknown, parts: Parts): Promise<unknown> {
  const answer = await handleJanitor(event, parts);
  const { closed, told, left } = answer;
  if (closed.length + told.length + left.length > 0) console.log(JSON.stringify(answer));
  if (left.length > 0)
    fail('Unavailable', {
      what: `${left.length} of what was left open could not be closed or told`,
      why: left.join('; '),
      todo: 'it is tried again every minute; when this stays, see `rebound show` for these runs',
    });
  return answer;
}
