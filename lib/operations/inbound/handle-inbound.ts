import { createHash } from 'node:crypto';
import type { Directory, Reference } from '../../model/people.ts';
import { fieldOf, objectAt, objectIn, textAt, textIn } from './body.ts';
import { comeAgain, once } from './once.ts';
import { hearPagerduty } from './pagerduty.ts';
import { type InboundAnswer, type InboundParts, type InboundRequest, taken, turnedAway } from './request.ts';
import { isOfPagerduty, isOfSlack, type Shown, shownByPagerduty, shownBySlack } from './signatures.ts';
import { press } from './slack-button.ts';
import { hear } from './slack-message.ts';
import { count, type Why } from './tally.ts';

/** As much as any door of Rebound takes. PagerDuty sends at most 256 KB, Slack less. */
export const bodyBytesMax = 1024 * 1024;

/** The doors for what people's tools send. */
export const inboundPaths = ['/slack/interactions', '/slack/events', '/pagerduty'] as const;

/** Signed at most five minutes before or after our time: longer ago nothing is taken again. */
const slackSeconds = 15 * 60;
/** Slack tells an event again for minutes, PagerDuty for up to 48 hours (developer.pagerduty.com, Webhooks, Behavior). */
const eventSeconds = 2 * 86_400;
/** What happened longer ago is no event any more: who acknowledged it then says nothing of now. */
const eventAgeMaxMs = 86_400_000;

interface Door {
  /** Where the secret is kept that its requests are signed with; undefined when it is not set up. */
  secret: (directory: Directory) => Reference | undefined;
  /** What is to be set up. */
  setting: string;
  type: 'application/json' | 'application/x-www-form-urlencoded';
  shown: (request: InboundRequest, now: number) => Shown;
  isSigned: (shown: { signatures: string[]; time?: string }, body: Uint8Array, secret: string) => boolean;
  act: (opened: Opened, parts: InboundParts) => Promise<InboundAnswer>;
}

/** A request that is known to be signed. */
interface Opened {
  directory: Directory;
  /** The body as text. */
  text: string;
  /** One that fits a signature that was shown; it tells requests apart. */
  signature: string;
}

const slack: Pick<Door, 'secret' | 'setting' | 'shown' | 'isSigned'> = {
  secret: ({ channels }) => channels.slack?.signingSecret,
  setting: 'channels.slack.signing_secret of rebound.yaml',
  shown: shownBySlack,
  isSigned: isOfSlack,
};

const doors: Record<(typeof inboundPaths)[number], Door> = {
  '/slack/interactions': { ...slack, type: 'application/x-www-form-urlencoded', act: takeInteraction },
  '/slack/events': { ...slack, type: 'application/json', act: takeEvent },
  '/pagerduty': {
    secret: ({ channels }) => channels.pagerduty?.webhookSecret,
    setting: 'channels.pagerduty.webhook_secret of rebound.yaml',
    type: 'application/json',
    shown: shownByPagerduty,
    isSigned: isOfPagerduty,
    act: takeWebhook,
  },
};

/**
 * What Slack and PagerDuty send. The doors are open to everybody: a request is looked at only when it is signed with the secret that
 * rebound.yaml names for it, and not more than five minutes old where it says when it was signed. Nothing is done by GET, and nothing twice.
 * Throws what may pass (the history or the secret does not answer): the sender, or the person, comes again.
 */
export async function handleInbound(request: InboundRequest, parts: InboundParts): Promise<InboundAnswer> {
  const known = inboundPaths.find((path) => path === request.path);
  if (!known)
    return turnedAway(
      404,
      { what: 'nothing is there', todo: `send to ${inboundPaths.join(', ')}` },
      'no such door',
    );
  const door = doors[known];
  if (request.method !== 'POST') {
    return turnedAway(
      405,
      {
        what: 'nothing is done or shown by opening this address',
        todo: 'Slack and PagerDuty send to it by POST; people answer with a button, or with rebound answer',
      },
      'not a POST',
      { allow: 'POST' },
    );
  }
  if (request.body.length > bodyBytesMax)
    return turnedAway(413, { what: 'the body is larger than 1 MiB', todo: 'send less' }, 'too large');
  const { directory } = parts;
  const reference = directory && door.secret(directory);
  if (!directory || !reference)
    return turnedAway(404, { what: 'this is not set up', todo: `set ${door.setting}` }, 'not set up');
  const shown = door.shown(request, sendersNow(parts));
  if ('why' in shown) return notSigned(shown.why, parts);
  const secret = (await parts.secret(reference)).trim();
  // An empty secret is none: everybody would have it.
  if (secret === '' || !door.isSigned(shown, request.body, secret)) return notSigned('forged', parts);
  const text = textIn(request.body);
  if (text === undefined || !isOfType(request, door.type))
    return turnedAway(
      text === undefined ? 400 : 415,
      { what: `the body is not ${door.type} in UTF-8`, todo: 'send it as Slack and PagerDuty do' },
      'another type',
    );
  return door.act({ directory, text, signature: shown.signatures[0] ?? '' }, parts);
}

/** One and the same sentence for what is missing and what is wrong; the age of a request is its sender's to mend. */
async function notSigned(why: Why, { tally, table, clock }: InboundParts): Promise<InboundAnswer> {
  await count(tally, table, why, clock.now());
  const said =
    why === 'old'
      ? {
          what: 'the request was signed more than five minutes before or after the time that it is here',
          todo: 'send it when it happens; when it has just happened, set the clock',
        }
      : {
          what: 'the request is not signed with the secret that is set up here',
          todo: 'compare the secret of rebound.yaml with the one that the sender shows (docs/channels.md)',
        };
  return turnedAway(401, said, why);
}

function sendersNow({ sendersNow: now, clock }: InboundParts): number {
  return now ? now() : clock.now();
}

function isOfType({ headers }: InboundRequest, type: string): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === type;
}

const unreadable = (form: string): InboundAnswer =>
  turnedAway(
    400,
    { what: `the body is not ${form}`, todo: 'send it as its documentation says' },
    'unreadable',
  );

/** A form with one field, `payload`, which is JSON (docs.slack.dev/interactivity/handling-user-interaction). Slack sends it once. */
async function takeInteraction(opened: Opened, parts: InboundParts): Promise<InboundAnswer> {
  const payload = objectIn(fieldOf(opened.text, 'payload') ?? '');
  if (!payload) return unreadable('a form with a payload of JSON');
  // the first one says what came of it
  const meanwhile = taken('is under way');
  const name = `slack interaction ${opened.signature}`;
  return once(parts, { name, keptSeconds: slackSeconds, meanwhile }, () =>
    press(payload, opened.directory, parts),
  );
}

/**
 * JSON: `url_verification`, which wants its challenge back, or `event_callback`. What was not answered with 2xx within three seconds is
 * sent again, signed anew but with the same event_id, and X-Slack-Retry-Num (docs.slack.dev/apis/events-api).
 */
async function takeEvent(opened: Opened, parts: InboundParts): Promise<InboundAnswer> {
  const envelope = objectIn(opened.text);
  if (!envelope) return unreadable('a JSON object');
  if (textAt(envelope, 'type') === 'url_verification') {
    const challenge = (textAt(envelope, 'challenge') ?? '').slice(0, 1000);
    const answer = taken('verified');
    return { ...answer, headers: { ...answer.headers, ...asText }, body: challenge };
  }
  const id = textAt(envelope, 'event_id') ?? hashOfText(opened.text);
  return once(parts, { name: `slack event ${id}`, keptSeconds: eventSeconds, meanwhile: comeAgain() }, () =>
    hear(envelope, opened.directory, parts),
  );
}

/** What is given back is no page: a browser must not read one into it. */
const asText = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/**
 * JSON with one event. Its signature says nothing of when, and PagerDuty tries for up to 48 hours: a repetition is known by the
 * event's id, and what happened a day ago or more is too old to mean anything (developer.pagerduty.com, Webhooks, Behavior).
 */
async function takeWebhook(opened: Opened, parts: InboundParts): Promise<InboundAnswer> {
  const body = objectIn(opened.text);
  if (!body) return unreadable('a JSON object');
  const event = objectAt(body, 'event');
  const id = textAt(event, 'id');
  const at = Date.parse(textAt(event, 'occurred_at') ?? '');
  if (!event || id === undefined || Number.isNaN(at)) return taken('no event');
  const age = sendersNow(parts) - at;
  if (Math.abs(age) > eventAgeMaxMs) {
    await count(parts.tally, parts.table, 'old', parts.clock.now());
    return taken('too old');
  }
  return once(parts, { name: `pagerduty ${id}`, keptSeconds: eventSeconds, meanwhile: comeAgain() }, () =>
    hearPagerduty(event, parts.clock.now() - age, opened.directory, parts),
  );
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
