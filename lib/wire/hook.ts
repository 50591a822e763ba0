import { createHmac } from 'node:crypto';
import { codeOf, ReboundError, transientCodes } from '../model/errors.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { Message, Settled } from './channels.ts';
import { codeOfStatus, retryAfter } from './refusal.ts';
import { send } from './send.ts';
import type { Surroundings } from './surroundings.ts';

/** How often a message is sent at most, and how long after the first attempt no further one is begun: a function has 60 s. */
const attemptsMax = 3;
const attemptsMs = 20_000;
/** Between the attempts: a half to the whole of these. */
const pauseMs = [1000, 4000] as const;

/** `x-rebound-signature`: `v1=` and the HMAC-SHA256 of `<timestamp>.<body>` in hex, the timestamp as in `x-rebound-timestamp`. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

export interface Hook {
  send: (name: string, message: Message) => Promise<string>;
  settle: (name: string, key: string, settled: Settled) => Promise<void>;
}

/** Where a webhook is, and what its messages are signed with. BadInput when rebound.yaml has none of that name. */
export type HookTarget = (name: string) => Promise<{ url: string; secret: string }>;

/**
 * Somebody's own webhook: a JSON POST, signed, with the message's key as idempotency-key. Taken is what was answered with 2xx. No answer,
 * 429, and 5xx are tried again on the handed-in clock, each attempt with a timestamp of its own: whoever receives it knows repeats by
 * their key.
 */
export function makeHook(surroundings: Surroundings, target: HookTarget): Hook {
  async function post(name: string, key: string, body: string): Promise<void> {
    const { url, secret } = await target(name);
    const { clock, random, signal } = surroundings;
    const first = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      const failed = await attemptOf(name, url, secret, key, body);
      if (!failed) return;
      const pause = pauseBefore(attempt, failed, random());
      const late = clock.now() + (pause ?? 0) - first > attemptsMs;
      if (pause === undefined || late || attempt >= attemptsMax) throw failed;
      await clock.sleep(pause, signal);
    }
  }

  async function attemptOf(
    name: string,
    url: string,
    secret: string,
    key: string,
    body: string,
  ): Promise<ReboundError | undefined> {
    const timestamp = String(Math.floor(surroundings.clock.now() / 1000));
    const what = `the message to the webhook ${name}`;
    try {
      const answer = await send(
        surroundings,
        {
          system: 'webhook',
          method: 'POST',
          url,
          headers: {
            'content-type': 'application/json',
            'x-rebound-timestamp': timestamp,
            'x-rebound-signature': signatureOf(secret, timestamp, body),
            'idempotency-key': key,
          },
          body,
        },
        what,
      );
      return answer.status >= 200 && answer.status <= 299 ? undefined : refused(answer, what, name);
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return error as ReboundError;
    }
  }

  return {
    async send(name, message) {
      await post(name, message.key, JSON.stringify({ type: 'message', ...message }));
      return `${name}/${message.key}`;
    },
    async settle(name, key, settled) {
      await post(name, `${key} ${settled.kind}`, JSON.stringify({ type: 'settled', key, ...settled }));
    },
  };
}

/** Milliseconds until it is tried again; undefined when that is of no use. */
function pauseBefore(attempt: number, failed: ReboundError, chance: number): number | undefined {
  if (!transientCodes.includes(failed.code)) return undefined;
  const wanted = failed.facts['retry_after'];
  const pause = pauseMs[attempt - 1] ?? 0;
  const own = pause / 2 + (chance * pause) / 2;
  return typeof wanted === 'number' ? Math.max(wanted * 1000, own) : own;
}

/** Nothing of the answer is shown: it may say again what was sent to it. */
function refused(answer: WireAnswer, what: string, name: string): ReboundError {
  const code = codeOfStatus(answer.status);
  const seconds = retryAfter(answer.headers);
  return new ReboundError(code, {
    what: `${what} was not taken: it answered ${answer.status}`,
    todo:
      code === 'AccessDenied'
        ? `look at the secret of ${name} in rebound.yaml`
        : `look at the webhook ${name}`,
    ...(seconds === undefined ? {} : { retry_after: seconds }),
    status: answer.status,
  });
}
