import type { Channels } from '../../wire/channels.ts';
import type { Reference } from '../../model/people.ts';
import type { Operations } from '../operations.ts';
import type { OperationParts } from '../parts.ts';
import type { SlackMessage } from './slack-text.ts';
import type { Tally } from './tally.ts';

/** A request of the outside, as it came over the wire. */
export interface InboundRequest {
  method: string;
  /** Without the query: `/slack/interactions`. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The bytes that were sent: signatures are of them. */
  body: Uint8Array;
}

export interface InboundAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What came of it, in a few words of ours: for a log. Nothing that was sent is in it. */
  did: string;
}

/** What the requests of the outside work with; handed in. */
export interface InboundParts extends Pick<OperationParts, 'table' | 'clock' | 'directory'> {
  operations: Pick<Operations, 'answer' | 'ack' | 'note'>;
  /** The text of a secret of the directory's channels. What it throws holds no secret. */
  secret: (reference: Reference) => Promise<string>;
  /** Shows a message to whoever pressed a button, by the URL that Slack sent along. Absent: it is in the answer's body. */
  respond?: (url: string, message: SlackMessage) => Promise<void>;
  /** Says something in Slack that answers no button. Absent: nothing is said. */
  send?: Channels['send'];
  /** The time that senders sign by, milliseconds since the epoch, where the clock is not it: a sandbox has a time of its own. */
  sendersNow?: () => number;
  /** Counts what is turned away; kept between requests. */
  tally: Tally;
  /** Where people look at a run. */
  link?: (run: string) => string;
}

const plain = { 'content-type': 'application/json', 'cache-control': 'no-store' };

export function answerOf(status: number, body: unknown, did: string): InboundAnswer {
  return { status, headers: { ...plain }, body: JSON.stringify(body), did };
}

/** Nothing to say: the sender wants to know only that it came. */
export function taken(did: string): InboundAnswer {
  return { status: 200, headers: { 'cache-control': 'no-store' }, body: '', did };
}

/** In words of ours alone: whoever is outside learns nothing of what they sent, nor of what we have. */
export function turnedAway(
  status: number,
  said: { what: string; todo: string },
  did: string,
  more: Record<string, string> = {},
): InboundAnswer {
  const code = status === 401 ? 'AccessDenied' : status === 404 ? 'NotFound' : 'BadInput';
  const answer = answerOf(status, { code, facts: said }, did);
  return { ...answer, headers: { ...answer.headers, ...more } };
}
