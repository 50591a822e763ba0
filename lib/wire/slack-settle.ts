import type { Json } from '../model/json.ts';
import type { Settled } from './channels.ts';
import { cutTo, oneLine } from './shown-text.ts';
import { type SlackCall, saysSlack } from './slack-api.ts';
import { isConversation, settledBlocks } from './slack-blocks.ts';
import { isTs, lookIn, messagesOf, payloadIn, slackEvent } from './slack-history.ts';
import { slackText } from './slack-text.ts';

/** What a lock screen shows, and what is kept of a decision beside the message. */
const textMax = 600;

/** How a message stands in Slack: what it shows, and the texts of its metadata. Both are absent where Slack does not let us look. */
interface Shown {
  blocks?: Json[];
  payload: Record<string, string>;
}

/**
 * Changes a message (`<channel>/<ts>`) to say how its question stands. Slack compares nothing when a message is changed: an ack that read
 * the message before it was decided, and writes afterwards, would bring the buttons back. So a decision also stands in the metadata,
 * which a change without metadata leaves alone (chat.update, reference); an ack looks there again after it has written, and repairs it.
 */
export async function settleMessage(call: SlackCall, id: string, settled: Settled): Promise<void> {
  const [channel, ts] = id.split('/');
  if (channel === undefined || ts === undefined || !isConversation(channel) || !isTs(ts)) return;
  const at = { channel, ts };
  const shown = await shownAt(call, at);
  if (settled.kind !== 'acknowledged') return decide(call, at, shown, settled);
  if (shown.payload['decided'] === undefined) {
    const blocks = settledBlocks(shown.blocks, settled);
    if (blocks) await update(call, at, blocks, settled);
  }
  const after = await shownAt(call, at);
  const text = after.payload['decided'];
  if (text !== undefined) await decide(call, at, after, { ...settled, kind: 'decided', text });
}

interface Place {
  channel: string;
  ts: string;
}

async function decide(call: SlackCall, at: Place, shown: Shown, settled: Settled): Promise<void> {
  const blocks = settledBlocks(shown.blocks, settled);
  if (!blocks) return;
  const payload = { ...shown.payload, run: settled.run, decided: cutTo(oneLine(settled.text), textMax) };
  await update(call, at, blocks, settled, { event_type: slackEvent, event_payload: payload });
}

async function update(
  call: SlackCall,
  { channel, ts }: Place,
  blocks: Json[],
  { title, text }: Settled,
  metadata?: Json,
): Promise<void> {
  try {
    await call('chat.update', {
      channel,
      ts,
      text: slackText(`${oneLine(title)} – ${oneLine(text)}`, textMax),
      blocks,
      metadata,
      parse: 'none',
    });
  } catch (error) {
    // Somebody deleted it: nobody sees a question there any more.
    if (!saysSlack(error, 'message_not_found', 'channel_not_found', 'is_archived')) throw error;
  }
}

async function shownAt(call: SlackCall, { channel, ts }: Place): Promise<Shown> {
  const answer = await lookIn(call, {
    channel,
    latest: ts,
    oldest: ts,
    inclusive: true,
    limit: 1,
    include_all_metadata: true,
  });
  const message = messagesOf(answer).find((one) => one['ts'] === ts);
  const blocks = message?.['blocks'];
  return {
    // What came as JSON is some.
    ...(Array.isArray(blocks) && blocks.length > 0 ? { blocks: blocks as Json[] } : {}),
    payload: textsIn((message && payloadIn(message)) ?? {}),
  };
}

function textsIn(payload: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(payload)) if (typeof value === 'string') texts[name] = value;
  return texts;
}
