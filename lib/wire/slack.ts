import { codeOf, fail } from '../model/errors.ts';
import { hashOf, isObject, type Json } from '../model/json.ts';
import type { Channels, Message, Sent, Settled } from './channels.ts';
import { oneLine } from './shown-text.ts';
import { type SlackCall, saysSlack, slackCaller } from './slack-api.ts';
import { fallbackText, isConversation, messageBlocks } from './slack-blocks.ts';
import { isTs, lookIn, messagesOf, payloadIn, slackEvent } from './slack-history.ts';
import { settleMessage } from './slack-settle.ts';
import { slackText } from './slack-text.ts';
import type { Surroundings } from './surroundings.ts';

/** How far back an own message is looked for, and among how many: repeats come within minutes. */
const lookBackSeconds = 24 * 3600;
const lookAtMax = 100;
/** Source: Slack, conversations.setTopic. */
const topicMax = 250;

export type Slack = Pick<Channels, 'openRoom'> & {
  /** To a person's id (a direct message), or to a channel's. */
  send: (to: string, message: Message) => Promise<Sent>;
  settle: (id: string, settled: Settled) => Promise<void>;
};

/**
 * Slack, by a bot's token with the scopes chat:write, im:write, im:history; channels:manage, channels:read and channels:history for
 * rooms. Metadata of one's own messages comes with the history (metadata.message:read is for events: docs.slack.dev, its reference page).
 * `chat.postMessage` shows a message twice when it is called twice, and its reference page documents no argument against that
 * (only errors that speak of a `client_msg_id`): so each message carries its key as metadata, and an own message with the same key is
 * looked for before one is posted. Where Slack does not let us look, it is posted: woken twice is better than not at all.
 */
export function makeSlack(surroundings: Surroundings, token: () => Promise<string>): Slack {
  const { clock } = surroundings;
  const call = slackCaller(surroundings, token);

  /**
   * A direct message needs the conversation's id, not the person's, to be read and changed. Where it may not be opened, or not now, the
   * person's id takes a message all the same (chat.postMessage opens the conversation itself, and answers with its id), unlooked for.
   */
  async function conversationOf(to: string): Promise<string> {
    if (!isConversation(to))
      return fail('BadInput', { what: `${oneLine(to).slice(0, 60)} is no id of a Slack member or channel` });
    if (isOpened(to)) return to;
    try {
      const { channel } = await call('conversations.open', { users: to });
      return idOf(channel, 'Slack conversations.open');
    } catch (error) {
      if (codeOf(error) !== 'Throttled' && !saysSlack(error, 'missing_scope')) throw error;
      return to;
    }
  }

  async function post(channel: string, key: string, message: Message): Promise<string> {
    const earlier = isOpened(channel) ? await ownMessage(call, channel, key, clock.now()) : undefined;
    if (earlier !== undefined) return `${channel}/${earlier}`;
    const now = clock.now();
    const answer = await call('chat.postMessage', {
      channel,
      text: fallbackText(message, now),
      blocks: messageBlocks(message, now),
      metadata: { event_type: slackEvent, event_payload: payloadOf(message, key) },
      parse: 'none',
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    });
    const { ts } = answer;
    const where = typeof answer['channel'] === 'string' ? answer['channel'] : channel;
    if (typeof ts !== 'string' || !isTs(ts))
      return fail('Malformed', { what: 'Slack chat.postMessage was answered without the id of the message' });
    return `${where}/${ts}`;
  }

  return {
    async send(to, message) {
      const own = await post(await conversationOf(to), message.key, message);
      const inRoom = await shownInRoom(post, to, message);
      return { channel: 'slack', id: inRoom === undefined ? own : `${own} ${inRoom}` };
    },

    async settle(id, settled) {
      for (const one of id.split(' ')) await settleMessage(call, one, settled);
    },

    async openRoom(name, topic) {
      const wanted = roomName(name);
      const channel = await call('conversations.create', { name: wanted }).then(
        (answer) => idOf(answer['channel'], 'Slack conversations.create'),
        (error: unknown) => {
          if (!saysSlack(error, 'name_taken')) throw error;
          return roomCalled(call, wanted);
        },
      );
      const text = slackText(topic, topicMax);
      // The room is there, with or without it.
      await call('conversations.setTopic', { channel, topic: text }).catch(keepCoded);
      return channel;
    },
  };
}

/** In the run's room a question is shown once, whoever else was asked by messages of their own. A room that cannot be written to keeps nobody from being paged. */
async function shownInRoom(
  post: (channel: string, key: string, message: Message) => Promise<string>,
  to: string,
  message: Message,
): Promise<string | undefined> {
  const { room, run, title, text, question } = message;
  if (room === undefined || room === to || !isConversation(room)) return undefined;
  const key = `room ${hashOf({ run, title, text: question ? question.ask : text }).slice(0, 32)}`;
  try {
    return await post(room, key, message);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Whether it is a conversation's id, and no person's. */
function isOpened(id: string): boolean {
  return !/^[UW]/.test(id);
}

/** The id of an own message with that key. */
async function ownMessage(
  call: SlackCall,
  channel: string,
  key: string,
  now: number,
): Promise<string | undefined> {
  const oldest = `${Math.max(0, Math.floor(now / 1000) - lookBackSeconds)}.000000`;
  const answer = await lookIn(call, { channel, oldest, limit: lookAtMax, include_all_metadata: true });
  const found = messagesOf(answer).find((message) => payloadIn(message)?.['key'] === key);
  const ts = found?.['ts'];
  return typeof ts === 'string' && isTs(ts) ? ts : undefined;
}

async function roomCalled(call: SlackCall, name: string): Promise<string> {
  let cursor: string | undefined;
  for (let page = 0; page < 50; page += 1) {
    const answer = await call('conversations.list', {
      types: 'public_channel',
      exclude_archived: true,
      limit: 200,
      cursor,
    });
    const { channels, response_metadata: more } = answer;
    const found = Array.isArray(channels)
      ? channels.find((one: unknown) => isObject(one) && one['name'] === name)
      : undefined;
    if (found !== undefined) return idOf(found, 'Slack conversations.list');
    const next = isObject(more) ? more['next_cursor'] : undefined;
    if (typeof next !== 'string' || next === '') break;
    cursor = next;
  }
  return fail('AlreadyExists', {
    what: `Slack has a channel ${name} that the app cannot see`,
    why: 'it is private, or archived',
    todo: 'rename it, or invite the app',
  });
}

/** Lower-case letters, digits, `-` and `_`, at most 80. Source: Slack, conversations.create, Naming. */
function roomName(name: string): string {
  const letters = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return letters === '' ? 'rebound' : letters;
}

function payloadOf({ run, to, question }: Message, key: string): Record<string, Json> {
  return { key, run, to, ...(question ? { ask: question.ask } : {}) };
}

function idOf(channel: unknown, what: string): string {
  const id = isObject(channel) ? channel['id'] : undefined;
  return typeof id === 'string' && isConversation(id)
    ? id
    : fail('Malformed', { what: `${what} was answered without the id of a channel` });
}

function keepCoded(error: unknown): void {
  if (codeOf(error) === undefined) throw error;
}
