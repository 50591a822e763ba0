import type { Parts } from '../lib/handlers/parts.ts';
import { handleWebhook, type HttpAnswer } from '../lib/handlers/webhook.ts';
import { lambda } from './lambda.ts';
import { remembered } from './real-surroundings.ts';
import { setting } from './settings.ts';

export const handler = lambda(answer);

/** A line for each request, of what came of it: nothing of what was sent. */
async function answer(event: unknown, parts: Parts): Promise<HttpAnswer> {
  const id = setting('REBOUND_WEBHOOK_SECRET');
  const answered = await handleWebhook(event, parts, () =>
    remembered(id, parts.clock, () => parts.clients.secrets.read(id)),
  );
  const said = answered.statusCode === 200 ? answered.body : undefined;
  console.log(JSON.stringify({ status: answered.statusCode, ...(said === undefined ? {} : { said }) }));
  return answered;
}
