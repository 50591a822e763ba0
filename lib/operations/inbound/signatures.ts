import { createHmac, createHash, timingSafeEqual } from 'node:crypto';
import type { InboundRequest } from './request.ts';
import type { Why } from './tally.ts';

/** Slack: "more than five minutes" from our time may be a replay (docs.slack.dev/authentication/verifying-requests-from-slack). */
const windowSeconds = 5 * 60;
/** While a secret is changed, PagerDuty sends one signature for each (developer.pagerduty.com, webhooks, verifying signatures). */
const signaturesMax = 8;

/** What a request shows before any secret is read: what is to be compared, or why it cannot be signed. */
export type Shown = { signatures: string[]; time?: string } | { why: Why };

/**
 * X-Slack-Signature, `v0=` and 64 hexadecimal digits, with X-Slack-Request-Timestamp, seconds since the epoch; not more than five
 * minutes before or after `now` (milliseconds).
 */
export function shownBySlack({ headers }: InboundRequest, now: number): Shown {
  const time = headers['x-slack-request-timestamp'] ?? '';
  const signature = /^v0=([0-9a-f]{64})$/.exec(headers['x-slack-signature'] ?? '')?.[1];
  if (signature === undefined || !/^\d{1,12}$/.test(time)) return { why: 'unsigned' };
  if (Math.abs(now / 1000 - Number(time)) > windowSeconds) return { why: 'old' };
  return { signatures: [signature], time };
}

/** X-PagerDuty-Signature: `v1=` and 64 hexadecimal digits, several with commas between; other versions are passed over. It holds no time. */
export function shownByPagerduty({ headers }: InboundRequest): Shown {
  const all = (headers['x-pagerduty-signature'] ?? '').split(',').slice(0, signaturesMax);
  const signatures = all.flatMap((one) => /^v1=([0-9a-f]{64})$/.exec(one.trim())?.[1] ?? []);
  return signatures.length > 0 ? { signatures } : { why: 'unsigned' };
}

/** HMAC-SHA256 of `v0:<time>:<body as it was sent>`. */
export function isOfSlack(shown: { signatures: string[]; time?: string }, body: Uint8Array, secret: string) {
  const { signatures, time = '' } = shown;
  return isOneOf(signatures, createHmac('sha256', secret).update(`v0:${time}:`).update(body));
}

/** HMAC-SHA256 of the body as it was sent; one that fits is enough. */
export function isOfPagerduty(shown: { signatures: string[] }, body: Uint8Array, secret: string): boolean {
  return isOneOf(shown.signatures, createHmac('sha256', secret).update(body));
}

function isOneOf(signatures: string[], hmac: ReturnType<typeof createHmac>): boolean {
  const wanted = hmac.digest('hex');
  // all of them are compared: the time says nothing about which one fits
  return signatures.map((one) => isSame(one, wanted)).includes(true);
}

/** Compared by hash: equal length, and the time says nothing about where they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
