import { describe, expect, test } from '@jest/globals';
import type { WireAnswer } from '../../lib/model/transport.ts';
import { malformed, refused, serverError, throttled } from '../../lib/sandbox/fault-answers.ts';
import { makeChannels } from '../../lib/wire/channels-client.ts';
import { addresses, settings } from '../builders/channels.ts';
import { aMessage } from '../builders/messages.ts';
import { answering } from '../wire/answering.ts';

/** A channel's first call meets a fault, as the systems say it. */
async function codeFor(channel: keyof typeof addresses, answer: WireAnswer): Promise<unknown> {
  const { surroundings, play } = answering(answer);
  const around = { ...surroundings, channels: channel === 'pagerduty' ? withSecret : settings };
  const channels = makeChannels(around, { read: async () => '{"token":"sandbox-0123456789abcdef"}' });
  return play(() =>
    channels.send(addresses[channel], aMessage()).then(
      () => 'taken',
      (error: unknown) => (error as { code?: unknown }).code,
    ),
  );
}
const withSecret = {
  ...settings,
  pagerduty: { services: { platform: { routingKey: { $secret: 'rebound-channels/slack#token' } } } },
};

describe.each(Object.keys(addresses) as (keyof typeof addresses)[])('%s', (channel) => {
  const system = channel === 'sms' || channel === 'mail' ? ('sns' as const) : channel;
  test('throttled, out of order and refused are told apart', async () => {
    expect(await codeFor(channel, throttled(system))).toBe('Throttled');
    expect(await codeFor(channel, serverError(system))).toBe('Unavailable');
    expect(await codeFor(channel, refused(system))).toBe(
      channel === 'pagerduty' ? 'Rejected4xx' : 'AccessDenied',
    );
  });
  test('a page of a proxy is no message that was taken', async () => {
    // Of a webhook nothing is known but that 2xx is taken.
    expect(await codeFor(channel, malformed)).toBe(channel === 'webhook' ? 'taken' : 'Malformed');
  });
});
