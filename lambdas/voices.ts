import { parseHttpRequest } from '../lib/handlers/http-request.ts';
import type { Parts } from '../lib/handlers/parts.ts';
import { handleInbound } from '../lib/operations/inbound/handle-inbound.ts';
import type { Surroundings } from '../lib/wire/surroundings.ts';
import { lambda, type Lambda } from './lambda.ts';
import { realSurroundings } from './real-surroundings.ts';
import { realInbound } from './real-inbound.ts';

export const handler: Lambda = (event, context) =>
  lambda((request, parts) =>
    answer(request, parts, realSurroundings(context.invokedFunctionArn, parts.signal, parts.directory)),
  )(event, context);

/** A line for each request, of what came of it: nothing of what was sent. */
async function answer(event: unknown, parts: Parts, surroundings: Surroundings) {
  const request = parseHttpRequest(event);
  const { status, headers, body, did } = await handleInbound(request, realInbound(parts, surroundings));
  console.log(JSON.stringify({ status, did }));
  return { statusCode: status, headers, body };
}
