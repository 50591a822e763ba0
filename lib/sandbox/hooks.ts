import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../model/json.ts';
import type { Directory } from '../model/people.ts';
import type { WireRequest } from '../model/transport.ts';
import { bodyText, json, noAnswer } from './answer.ts';
import { textOfReference } from './channel-secrets.ts';
import { isDown, personAt, settle, type Taken, take } from './messages.ts';
import { parseJson, textOf } from './read.ts';
import type { ChannelMessage, World } from './world.ts';

/** Older requests may be somebody's who recorded one. */
const windowSeconds = 300;

/** The webhooks of rebound.yaml, received as our documentation says one should: signature and time are checked, repeats are known by their key. */
export function answerHooks(
  world: World,
  request: WireRequest,
  now: number,
  directory: Directory | undefined,
): Taken | Error {
  const webhooks = Object.entries(directory?.channels.webhooks ?? {});
  const found = webhooks.find(([, { url }]) => url === request.url);
  if (!found) return noAnswer('ENOTFOUND', `getaddrinfo ENOTFOUND ${new URL(request.url).hostname}`);
  const [name, { secret: reference }] = found;
  if (isDown(world, 'webhook')) return { world, answer: json(503, { message: 'unavailable' }) };
  const secret = textOfReference(world, reference);
  if (secret === undefined || !isSigned(request, secret, now))
    return { world, answer: json(401, { message: 'the signature does not match' }) };
  const body = parseJson(bodyText(request));
  const key = request.headers['idempotency-key'] ?? '';
  if (!isObject(body) || request.headers['content-type'] !== 'application/json' || key === '')
    return { world, answer: json(400, { message: 'expected a JSON object, and its idempotency-key' }) };
  const answer = json(202, { key });
  if (body['type'] === 'settled') {
    const kind = body['kind'] === 'acknowledged' ? ('acknowledged' as const) : ('decided' as const);
    const id = `${name}/${textOf(body['key'])}`;
    return { world: settle(world, id, { kind, text: textOf(body['text']), at: now }), answer };
  }
  const id = `${name}/${key}`;
  if (world.messages.some((message) => message.id === id)) return { world, answer };
  const urgency = body['urgency'] === 'info' ? ('info' as const) : undefined;
  return { ...take(world, messageOf(body, name, id, key, now, directory), urgency), answer };
}

function messageOf(
  body: Record<string, unknown>,
  name: string,
  id: string,
  key: string,
  at: number,
  directory: Directory | undefined,
): ChannelMessage {
  const { run, question, title, text, to } = body;
  const person = personAt(directory, 'webhook', name, textOf(to));
  const ask = isObject(question) ? question['ask'] : undefined;
  return {
    channel: 'webhook',
    id,
    to: name,
    ...(person === undefined ? {} : { person }),
    title: textOf(title),
    text: textOf(text),
    ...(typeof run === 'string' ? { run } : {}),
    ...(typeof ask === 'string' ? { ask } : {}),
    key,
    at,
  };
}

function isSigned({ headers, body }: WireRequest, secret: string, now: number): boolean {
  const timestamp = headers['x-rebound-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > windowSeconds) return false;
  const expected = Buffer.from(
    `v1=${createHmac('sha256', secret)
      .update(`${timestamp}.${bodyText({ body })}`)
      .digest('hex')}`,
  );
  const given = Buffer.from(headers['x-rebound-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
