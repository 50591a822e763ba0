import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import type { Surroundings } from '../../lib/wire/surroundings.ts';

export const start = Date.parse('2026-11-24T03:12:44Z');

export interface Answering {
  clock: Timeline;
  surroundings: Surroundings;
  /** What was sent, in order. */
  sent: WireRequest[];
  /** Runs a story in virtual time to its end. */
  play: <T>(story: () => Promise<T>) => Promise<T>;
}

export type Reply = WireAnswer | Error | ((signal: AbortSignal | undefined) => Promise<WireAnswer>);

/** Surroundings whose transport gives the answers one after the other; the last one repeats. */
export function answering(...replies: Reply[]): Answering {
  const random = seededRandom(1);
  const clock = new Timeline({ start, random });
  const sent: WireRequest[] = [];
  const transport: Transport = async (request, signal) => {
    sent.push(request);
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (typeof reply === 'function') return reply(signal);
    if (reply === undefined || reply instanceof Error) throw reply ?? new Error('no answer is planned');
    return reply;
  };
  const surroundings: Surroundings = {
    clock,
    random,
    transport,
    region: 'eu-west-1',
    account: '111122223333',
    credentials: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }),
    unsigned: false,
    table: 'rebound',
    topicArn: 'arn:aws:sns:eu-central-1:111122223333:rebound',
    evidenceBucket: 'rebound-evidence',
    pagerUrl: 'https://pager.example/pages',
  };
  return {
    clock,
    surroundings,
    sent,
    async play(story) {
      const ending = story();
      await clock.until(ending, { whenIdle: 'wait' });
      return ending;
    },
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function text(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body) };
}

/** A Status of the Kubernetes API. */
export function status(code: number, reason: string, message = 'said so'): WireAnswer {
  return json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code });
}
