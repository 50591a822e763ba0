import { createHmac } from 'node:crypto';
import type { InboundRequest } from '../../operations/inbound/request.ts';
import type { Delivered } from './people-acts.ts';

/*
 * Requests as Slack and PagerDuty sign them: docs.slack.dev, Verifying requests from Slack; developer.pagerduty.com, Webhooks, Verifying
 * signatures. Written here on their own: what takes them must not be what makes them.
 */

export interface Signing {
  secret: string;
  /** Milliseconds since the epoch. */
  at: number;
  forged?: Delivered['forged'];
}

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** What somebody signs who does not have the secret; or what was signed is not what is sent. */
function signed(body: string, { secret, forged }: Signing, sign: (secret: string, body: string) => string) {
  if (forged === 'secret') return sign(`${secret.slice(1)}x`, body);
  return sign(secret, forged === 'body' ? `${body} ` : body);
}

function post(path: string, type: string, body: string, headers: Record<string, string>): InboundRequest {
  return { method: 'POST', path, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

function bySlack(path: string, type: string, body: string, signing: Signing): InboundRequest {
  const time = String(Math.floor(signing.at / 1000));
  const signature = signed(body, signing, (secret, text) => hmac(secret, `v0:${time}:${text}`));
  return post(path, type, body, {
    'x-slack-request-timestamp': time,
    'x-slack-signature': `v0=${signature}`,
  });
}

/** A button was pressed. */
export function interaction(
  { user, value, channel }: { user: string; value: object; channel?: string },
  signing: Signing,
): InboundRequest {
  const payload = {
    type: 'block_actions',
    user: { id: user },
    // Two presses of one second are two payloads.
    trigger_id: `${signing.at}.${user}`,
    ...(channel === undefined ? {} : { container: { type: 'message', channel_id: channel } }),
    actions: [{ type: 'button', action_id: 'answer', value: JSON.stringify(value) }],
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return bySlack('/slack/interactions', 'application/x-www-form-urlencoded', body, signing);
}

/** Somebody wrote into a channel. Sent again, it is signed anew with the same id. */
export function slackMessage(
  { id, user, channel, text }: { id: string; user: string; channel: string; text: string },
  signing: Signing,
): InboundRequest {
  const event = { type: 'message', user, channel, text, ts: `${Math.floor(signing.at / 1000)}.000100` };
  const body = JSON.stringify({ type: 'event_callback', event_id: id, event });
  return bySlack('/slack/events', 'application/json', body, signing);
}

/** Something happened to an incident. */
export function incidentEvent(
  event: { id: string; type: string; user: string; occurredAt: string; data: object },
  signing: Signing,
): InboundRequest {
  const { id, type, user, occurredAt, data } = event;
  const body = JSON.stringify({
    event: {
      id,
      event_type: `incident.${type}`,
      resource_type: 'incident',
      occurred_at: occurredAt,
      agent: { id: user, type: 'user_reference' },
      data,
    },
  });
  const signature = signed(body, signing, hmac);
  return post('/pagerduty', 'application/json', body, { 'x-pagerduty-signature': `v1=${signature}` });
}
