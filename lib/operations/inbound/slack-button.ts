import { askById } from '../../history/asks.ts';
import { runOfRoom } from '../../history/rooms.ts';
import type { Ask, Voice } from '../../model/ask.ts';
import { formatTime } from '../../model/duration.ts';
import { type ReboundError, sentenceOf } from '../../model/errors.ts';
import type { Directory, Person } from '../../model/people.ts';
import { at, objectAt, objectIn, textAt } from './body.ts';
import { moreThanAWord } from './more-than-a-word.ts';
import { noteRefused } from '../refused.ts';
import { noOf, refusalIn, shownId } from './refuse.ts';
import { answerOf, type InboundAnswer, type InboundParts, taken } from './request.ts';
import { onlyForThem } from './slack-text.ts';
import { personOfSlack } from './who.ts';

/** The answer of the button that only says "I'm looking at it". */
export const acknowledging = 'ack';

/** What a button carries as its value, as JSON. No token, and no person: Slack says who pressed it. */
export interface ButtonValue {
  /** The ask's id. */
  ask: string;
  answer: string;
  /** Hash of the plans that the message showed. */
  plan?: string;
}

/** Slack gives up after three seconds: an answer by URL must not use them up. */
const respondMs = 1000;

/**
 * Somebody pressed a button (a `block_actions` payload: docs.slack.dev/reference/interaction-payloads/block_actions-payload). The person
 * is told what came of it in a message that only they see. That goes to `response_url`: what the HTTP answer holds is not shown for
 * buttons of blocks (slackapi/bolt-js, issue 132), and is there for who cannot be reached by the URL.
 */
export async function press(
  payload: Record<string, unknown>,
  directory: Directory,
  parts: InboundParts,
): Promise<InboundAnswer> {
  const user = textAt(objectAt(payload, 'user'), 'id');
  const value = valueIn(payload);
  // links open by themselves, and other apps' payloads are no business of ours
  if (textAt(payload, 'type') !== 'block_actions' || user === undefined || !value)
    return taken('no button of ours');
  const room = textAt(objectAt(payload, 'container'), 'channel_id');
  const url = textAt(payload, 'response_url');
  try {
    const { text, did } = await act({ user, value, room }, directory, parts);
    return await tell(text, did, url, parts);
  } catch (error) {
    const text =
      'Something did not answer, and whether your answer was kept is not known. Press again; it counts once.';
    await tell(text, '', url, parts).catch(() => undefined);
    throw error;
  }
}

/** Who pressed what, where. */
interface Pressed {
  user: string;
  value: ButtonValue;
  room: string | undefined;
}

async function act(
  { user, value, room }: Pressed,
  directory: Directory,
  parts: InboundParts,
): Promise<{ text: string; did: string }> {
  const ask = await askById(parts.table, value.ask);
  if (!ask) {
    return {
      text: 'This question is not known here: the button is of another Rebound, or of a history that is gone. rebound runs lists what there is.',
      did: 'unknown question',
    };
  }
  const person = personOfSlack(directory, user);
  if (!person) return refuse(unknownUser(user), { ask, by: `Slack user ${shownId(user)}`, value }, parts);
  const other = room === undefined ? undefined : await runOfRoom(parts.table, room);
  if (other !== undefined && other !== ask.run)
    return refuse(elsewhere(ask, other), { ask, by: person.id, value }, parts);
  const more = moreThanAWord(ask, value.answer, parts.link);
  if (more !== undefined) return { text: more, did: 'wants more than a word' };
  try {
    return await say(ask, value, person, parts);
  } catch (error) {
    const refused = refusalIn(error);
    if (!refused) throw error;
    // the operation has written it down
    return { text: `Not done: ${refused.text}.`, did: `refused: ${refused.code}` };
  }
}

function unknownUser(user: string): ReboundError {
  const id = shownId(user);
  return noOf(
    `Slack user ${id} is nobody in people.yaml`,
    `add "slack: ${id}" to a person's channels, or have somebody else answer`,
  );
}

function elsewhere({ run }: Ask, other: string): ReboundError {
  return noOf(
    `this button is of run ${run}, and this channel is of run ${other}`,
    `answer it where it was asked, or with rebound answer ${run}`,
  );
}

/** What operations never hear of is written down here. */
async function refuse(
  no: ReboundError,
  { ask, by, value }: { ask: Ask; by: string; value: ButtonValue },
  parts: InboundParts,
) {
  await noteRefused({ run: ask.run, ask, by, what: value.answer, channel: 'slack' }, no, parts);
  return { text: `Not done: ${sentenceOf(no.facts)}.`, did: 'refused: AccessDenied' };
}

async function say(ask: Ask, { answer, plan }: ButtonValue, { id }: Person, { operations }: InboundParts) {
  const { run, title } = ask;
  // a decision may have an option of that name
  if (answer === acknowledging && !ask.options.includes(acknowledging)) {
    await operations.ack(run, id, { ask: ask.id, channel: 'slack' });
    const until = ask.decision ? '' : ` Its time runs on until ${formatTime(Date.parse(ask.levelEndsAt))}.`;
    return {
      text: `You are looking at "${title}" of run ${run}: this level is paged no more.${until}`,
      did: 'acknowledged',
    };
  }
  // a yes is to what was shown: a button that shows nothing says yes to nothing
  const seen = plan ?? (ask.kind === 'approval' && answer === 'approve' ? '' : undefined);
  const more = { ask: ask.id, channel: 'slack', ...(seen === undefined ? {} : { plan: seen }) };
  const decision = await operations.answer(run, answer, id, '', more);
  return { text: saidText(ask, answer, decision), did: decision ? 'decided' : 'answered' };
}

function saidText({ title, run }: Ask, answer: string, decision: Voice | null): string {
  if (!decision)
    return `Your ${answer} to "${title}" of run ${run} is kept. More people have to say yes; the question stays open.`;
  return `"${title}" of run ${run} is decided: ${decision.answer}, by ${decision.by}.`;
}

async function tell(
  text: string,
  did: string,
  url: string | undefined,
  { respond, clock }: InboundParts,
): Promise<InboundAnswer> {
  const message = onlyForThem(text);
  if (url === undefined || !respond) return answerOf(200, message, did);
  const timer = new AbortController();
  const late = clock.sleep(respondMs, timer.signal).then(
    () => false,
    () => false,
  );
  const shown = respond(url, message).then(
    () => true,
    () => false,
  );
  const was = await Promise.race([shown, late]);
  timer.abort(new Error('answered'));
  return was ? taken(did) : answerOf(200, message, did);
}

/** The value of the button that was pressed: one press is one action. Undefined when it is none of ours. */
function valueIn(payload: Record<string, unknown>): ButtonValue | undefined {
  const actions = at(payload, 'actions');
  const [action, another]: unknown[] = Array.isArray(actions) ? actions : [];
  if (action === undefined || another !== undefined) return undefined;
  const value = objectIn(textAt(action, 'value') ?? '');
  const ask = textAt(value, 'ask');
  const answer = textAt(value, 'answer');
  const plan = textAt(value, 'plan');
  if (ask === undefined || answer === undefined || !/^[A-Za-z0-9-]{1,64}$/.test(ask)) return undefined;
  if (answer === '' || answer.length > 64) return undefined;
  return { ask, answer, ...(plan === undefined || plan === '' ? {} : { plan: plan.slice(0, 64) }) };
}
