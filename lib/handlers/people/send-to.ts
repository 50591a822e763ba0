import { iso } from '../../model/clock.ts';
import { explain } from '../../model/errors.ts';
import type { Message, Sent } from '../../wire/channels.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';
import type { Way } from './ways.ts';

/** A page that was tried: what the channel took, or why it did not. */
export interface Attempt {
  channel: string;
  at: string;
  sent?: string;
  failed?: string;
}

/** `since`: ISO 8601, when that was asked or said which they are paged for. */
export interface Sending {
  since?: string;
  /** Milliseconds since the epoch: no further way is tried after it. A channel that hangs takes 20 s, and the function has a minute. */
  until?: number;
  /** Told of each try at once, before the next: whoever comes after a crash goes on from there. */
  noted?: (attempt: Attempt) => Promise<void>;
}

/** Of what went wrong with a channel, in an event. */
const whyLengthMax = 500;

/**
 * Sends a message by the first way that takes it, in order. Every try is given back, and is an event: a page by which somebody was
 * reached (`told`, where it wakes nobody and asks nothing), and each one that failed.
 */
export async function sendTo(
  person: string,
  ways: readonly Way[],
  message: Omit<Message, 'to' | 'urgency'>,
  parts: Parts,
  record: (line: Line) => Promise<void>,
  { since, until = Number.POSITIVE_INFINITY, noted = async () => undefined }: Sending = {},
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const note = async (attempt: Attempt) => {
    attempts.push(attempt);
    await noted(attempt);
  };
  for (const { channel, address, urgency } of ways) {
    if (attempts.length > 0 && parts.clock.now() >= until) break;
    const key = `${message.key}-${channel.replace(' ', '')}`;
    const taken = await attemptOf(
      parts.clients.channels.send(address, { ...message, key, to: person, urgency }),
    );
    const now = parts.clock.now();
    if ('id' in taken) {
      await note({ channel, at: iso(now), sent: taken.id });
      // what wakes nobody, and asks nothing, is no page
      const told = urgency === 'info' && message.question === undefined;
      const text = `${told ? 'told' : 'paged'} ${person} by ${channel}: ${message.title}`;
      await record({ kind: told ? 'told' : 'paged', person, channel, text, ...secondsSince(since, now) });
      return attempts;
    }
    await note({ channel, at: iso(now), failed: taken.why });
    const text = `could not page ${person} by ${channel}: ${taken.why}`;
    await record({ kind: 'page-failed', person, channel, text, findings: [{ text, bad: true }] });
  }
  return attempts;
}

async function attemptOf(sending: Promise<Sent>): Promise<{ id: string } | { why: string }> {
  try {
    return { id: (await sending).id };
  } catch (error) {
    return { why: explain(error).slice(0, whyLengthMax) };
  }
}

function secondsSince(since: string | undefined, now: number): { seconds?: number } {
  const seconds = Math.round((now - Date.parse(since ?? '')) / 1000);
  return Number.isNaN(seconds) ? {} : { seconds: Math.max(0, seconds) };
}

/** So many people are paged at a time: one after the other, channels that hang would take all the time there is. */
const togetherMax = 6;

/** The work for each, some at a time, in order. */
export async function inTurns<T>(items: readonly T[], work: (items: T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += togetherMax)
    await work(items.slice(from, from + togetherMax));
}
