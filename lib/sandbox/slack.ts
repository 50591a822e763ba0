import { isObject, type Json } from '../model/json.ts';
import type { Directory } from '../model/people.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, json, noAnswer, text as textAnswer } from './answer.ts';
import { textOfReference } from './channel-secrets.ts';
import { isDown, personAt, settle, type Taken, take } from './messages.ts';
import { parseJson, textOf } from './read.ts';
import { blockProblems } from './slack-blocks.ts';
import { createRoom, listRooms, setTopic } from './slack-rooms.ts';
import type { ChannelMessage, World } from './world.ts';

type Given = Record<string, unknown>;

/**
 * Slack's Web API, as far as we use it: errors are answered with 200 and `ok: false`. It knows the people and audiences of people.yaml
 * and rebound.yaml, and the channels that were made. A message that is posted twice is shown twice.
 */
export function answerSlack(
  world: World,
  request: WireRequest,
  now: number,
  directory: Directory | undefined,
): Taken | Error {
  const { host, pathname } = new URL(request.url);
  if (host !== 'slack.com' && host !== 'hooks.slack.com')
    return noAnswer('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`);
  if (isDown(world, 'slack'))
    return { world, answer: json(503, { ok: false, error: 'service_unavailable' }) };
  // The response_url of an interaction: a key by itself. Only who pressed the button sees what comes there.
  if (host === 'hooks.slack.com') return { world, answer: textAnswer(200, 'ok') };
  const refusal = authorization(world, request, directory);
  if (refusal !== undefined) return { world, answer: failure(refusal) };
  const given = argumentsOf(request);
  if (typeof given === 'string') return { world, answer: failure(given) };
  switch (pathname) {
    case '/api/conversations.open':
      return { world, answer: open(given, directory) };
    case '/api/chat.postMessage':
      return post(world, given, now, directory);
    case '/api/chat.update':
      return update(world, given, now);
    case '/api/conversations.history':
      return { world, answer: history(world, given, directory) };
    case '/api/conversations.create':
      return createRoom(world, textOf(given['name']));
    case '/api/conversations.setTopic':
      return setTopic(world, textOf(given['channel']), given['topic']);
    case '/api/conversations.list':
      return { world, answer: listRooms(world) };
    default:
      return { world, answer: failure('unknown_method') };
  }
}

export function failure(error: string, messages: string[] = []): WireAnswer {
  return json(200, {
    ok: false,
    error,
    ...(messages.length > 0
      ? { response_metadata: { messages: messages.map((one) => `[ERROR] ${one}`) } }
      : {}),
  });
}

function authorization(
  world: World,
  request: WireRequest,
  directory: Directory | undefined,
): string | undefined {
  const header = request.headers['authorization'];
  const settings = directory?.channels.slack;
  if (header === undefined) return 'not_authed';
  const token = settings && textOfReference(world, settings.token);
  return token !== undefined && header === `Bearer ${token}` ? undefined : 'invalid_auth';
}

/** Arguments of the query for what only reads, of a JSON body otherwise; the error's word when there are none. */
function argumentsOf(request: WireRequest): Given | string {
  if (request.method === 'GET') return Object.fromEntries(new URL(request.url).searchParams);
  if (!/^application\/json(; ?charset=utf-8)?$/.test(request.headers['content-type'] ?? ''))
    return 'invalid_post_type';
  const given = parseJson(bodyText(request));
  return isObject(given) ? given : 'invalid_json';
}

/** The conversation with a person: the same whenever it is opened. */
function directOf(user: string): string {
  return `D${user.slice(1)}`;
}

function open(given: Given, directory: Directory | undefined): WireAnswer {
  const user = textOf(given['users']);
  if (user === '') return failure('users_list_not_supplied');
  return slackUsers(directory).includes(user)
    ? json(200, { ok: true, channel: { id: directOf(user) } })
    : failure('user_not_found');
}

function slackUsers(directory: Directory | undefined): string[] {
  return Object.values(directory?.people ?? {}).flatMap(({ channels }) =>
    channels.flatMap(({ channel, to }) => (channel === 'slack' ? [to] : [])),
  );
}

/** What people.yaml or rebound.yaml calls that conversation; undefined when the app is in none of that id. */
function addressOf(world: World, channel: string, directory: Directory | undefined): string | undefined {
  const user = slackUsers(directory).find((one) => directOf(one) === channel);
  if (user !== undefined) return user;
  const audiences = Object.values(directory?.channels.audiences ?? {}).map(({ address }) => address);
  const known =
    audiences.some((address) => address.channel === 'slack' && address.to === channel) ||
    world.rooms.some(({ id }) => id === channel);
  return known ? channel : undefined;
}

function post(world: World, given: Given, now: number, directory: Directory | undefined): Taken {
  const asked = textOf(given['channel']);
  const channel = slackUsers(directory).includes(asked) ? directOf(asked) : asked;
  const to = addressOf(world, channel, directory);
  if (to === undefined) return { world, answer: failure('channel_not_found') };
  const wrong = contentProblem(given);
  if (wrong) return { world, answer: wrong };
  const text = textOf(given['text']);
  const blocks = blocksIn(given);
  const metadata = (given['metadata'] ?? null) as Json;
  const ts = `${Math.floor(now / 1000)}.${String(world.messages.length + 1).padStart(6, '0')}`;
  const payload = isObject(metadata) && isObject(metadata['event_payload']) ? metadata['event_payload'] : {};
  const person = personAt(directory, 'slack', to);
  const message: ChannelMessage = {
    channel: 'slack',
    id: `${channel}/${ts}`,
    to,
    ...(person === undefined ? {} : { person }),
    title: unescaped(headerOf(blocks) ?? text),
    text: unescaped(text),
    ...namesIn(payload),
    at: now,
    slack: { channel, ts, text, blocks, metadata },
  };
  const answer = json(200, {
    ok: true,
    channel,
    ts,
    message: { type: 'message', text, blocks, ts, bot_id: 'B0REBOUND' },
  });
  return { ...take(world, message), answer };
}

/** `key`, `run` and `ask` of the metadata, where they are texts. */
function namesIn(payload: Record<string, unknown>): Pick<ChannelMessage, 'key' | 'run' | 'ask'> {
  const { key, run, ask } = payload;
  return {
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof run === 'string' ? { run } : {}),
    ...(typeof ask === 'string' ? { ask } : {}),
  };
}

function contentProblem(given: Given): WireAnswer | undefined {
  const { text, blocks, metadata } = given;
  if (blocks === undefined && (typeof text !== 'string' || text === '')) return failure('no_text');
  if (typeof text === 'string' && text.length > 40_000) return failure('msg_too_long');
  const problems = blocks === undefined ? [] : blockProblems(blocks);
  if (problems.length > 0) return failure('invalid_blocks', problems);
  const fits =
    metadata === undefined ||
    (isObject(metadata) && typeof metadata['event_type'] === 'string' && isObject(metadata['event_payload']));
  return fits ? undefined : failure('invalid_metadata_format');
}

function update(world: World, given: Given, now: number): Taken {
  const id = `${textOf(given['channel'])}/${textOf(given['ts'])}`;
  const known = world.messages.find((message) => message.id === id && message.slack);
  if (!known) return { world, answer: failure('message_not_found') };
  const wrong = contentProblem(given);
  if (wrong) return { world, answer: wrong };
  const text = textOf(given['text']);
  const blocks = blocksIn(given);
  const asks = blocks.some((block) => isObject(block) && block['type'] === 'actions');
  const settled = {
    kind: asks ? ('acknowledged' as const) : ('decided' as const),
    text: unescaped(text),
    at: now,
  };
  const changed = settle(world, id, settled, (message) =>
    message.slack ? { ...message, slack: { ...message.slack, text, blocks, ...metadataIn(given) } } : message,
  );
  const [channel, ts] = id.split('/');
  return { world: changed, answer: json(200, { ok: true, channel, ts, text }) };
}

/** A change without metadata leaves what there is; one with an empty object takes it away. */
function metadataIn(given: Given): { metadata?: Json } {
  const metadata = given['metadata'] as Json | undefined;
  return metadata === undefined ? {} : { metadata };
}

/** Newest first; with metadata only when asked for it. */
function history(world: World, given: Given, directory: Directory | undefined): WireAnswer {
  const channel = textOf(given['channel']);
  if (addressOf(world, channel, directory) === undefined) return failure('channel_not_found');
  const limit = Number(given['limit'] ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) return failure('invalid_limit');
  const oldest = boundOf(given['oldest']);
  const latest = boundOf(given['latest']);
  if (oldest === false || latest === false) return failure('invalid_ts_oldest');
  const inclusive = given['inclusive'] === 'true';
  const within = world.messages
    .flatMap(({ slack }) => (slack && slack.channel === channel ? [slack] : []))
    .filter(({ ts }) => {
      const after = oldest === undefined || ts > oldest || (inclusive && ts === oldest);
      return after && (latest === undefined || ts < latest || (inclusive && ts === latest));
    })
    .toReversed();
  const messages = within.slice(0, limit).map(({ ts, text, blocks, metadata }) => ({
    type: 'message',
    bot_id: 'B0REBOUND',
    ts,
    text,
    blocks,
    ...(given['include_all_metadata'] === 'true' && metadata !== null ? { metadata } : {}),
  }));
  return json(200, { ok: true, messages, has_more: within.length > limit, pin_count: 0 });
}

function boundOf(value: unknown): string | undefined | false {
  if (value === undefined) return undefined;
  return typeof value === 'string' && /^\d{1,12}(\.\d{6})?$/.test(value) ? value : false;
}

/** What came as JSON, and was found to be blocks. */
function blocksIn(given: Given): Json[] {
  return Array.isArray(given['blocks']) ? (given['blocks'] as Json[]) : [];
}

function headerOf(blocks: readonly Json[]): string | undefined {
  const header = blocks.find((block) => isObject(block) && block['type'] === 'header');
  const text = isObject(header) ? header['text'] : undefined;
  return isObject(text) ? textOf(text['text']) : undefined;
}

/** As people read it. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
