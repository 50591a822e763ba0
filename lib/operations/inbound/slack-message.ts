import { runOfRoom } from '../../history/rooms.ts';
import type { Directory } from '../../model/people.ts';
import { objectAt, textAt } from './body.ts';
import { noteRefused } from '../refused.ts';
import { noOf, refusalIn, shownId } from './refuse.ts';
import { type InboundAnswer, type InboundParts, taken } from './request.ts';
import { fromSlack } from './slack-text.ts';
import { personOfSlack } from './who.ts';

/**
 * What people say themselves; every other subtype is an edit, a deletion, a join, a bot's word or another thing that Slack says
 * (docs.slack.dev/reference/events/message).
 */
const saying = new Set<string | undefined>([undefined, 'thread_broadcast', 'file_share', 'me_message']);

/** A message of a person in the channel of a run. */
interface Said {
  id: string;
  user: string;
  channel: string;
  text: string;
}

/**
 * A message in a run's own channel is a note of that run (an `event_callback` with a `message` event:
 * docs.slack.dev/apis/events-api). What bots say, edits and joins are passed over, and so is every channel that is of no run.
 */
export async function hear(
  envelope: Record<string, unknown>,
  directory: Directory,
  parts: InboundParts,
): Promise<InboundAnswer> {
  const said = saidIn(envelope);
  if (!said) return taken('passed over');
  const run = await runOfRoom(parts.table, said.channel);
  if (run === undefined) return taken('no channel of a run');
  const person = personOfSlack(directory, said.user);
  const text = fromSlack(said.text, directory).trim();
  if (text === '') return taken('passed over');
  const tried = { run, by: person?.id ?? `Slack user ${shownId(said.user)}`, what: 'note', channel: 'slack' };
  try {
    if (!person)
      throw noOf(
        `Slack user ${shownId(said.user)} is nobody in people.yaml`,
        `add "slack: ${shownId(said.user)}" to a person's channels`,
      );
    await parts.operations.note(run, person.id, text, 'slack', said.id);
    return taken('noted');
  } catch (error) {
    const no = refusalIn(error);
    if (!no) throw error;
    // the operation has written down what it refused itself
    const isNews = person ? true : await noteRefused(tried, error, parts);
    // who is known hears of each; what strangers say is answered so often, and then no more
    if (isNews) await reply(`Not kept in the run: ${no.text}.`, run, said, parts);
    return taken(`refused: ${no.code}`);
  }
}

function saidIn(envelope: Record<string, unknown>): Said | undefined {
  const event = objectAt(envelope, 'event');
  if (textAt(envelope, 'type') !== 'event_callback' || textAt(event, 'type') !== 'message') return undefined;
  if (!saying.has(textAt(event, 'subtype')) || textAt(event, 'bot_id') !== undefined) return undefined;
  const user = textAt(event, 'user');
  const channel = textAt(event, 'channel');
  const text = textAt(event, 'text');
  if (user === undefined || channel === undefined || text === undefined) return undefined;
  if (!/^[A-Z0-9]{1,40}$/.test(channel)) return undefined;
  return { id: textAt(envelope, 'event_id') ?? '', user, channel, text };
}

/** Where it was said. Somebody who is not told once will see it in the run; nothing depends on it. */
async function reply(text: string, run: string, { id, user, channel }: Said, { send }: InboundParts) {
  try {
    await send?.(
      { channel: 'slack', to: channel },
      {
        key: `not-kept-${id}`,
        run,
        to: shownId(user),
        title: 'Not kept',
        text,
        urgency: 'info',
      },
    );
  } catch {
    // their message stands in the channel, and nowhere else
  }
}
