import { expect, test } from '@jest/globals';
import type { WireRequest } from '../../lib/model/transport.ts';
import { makeSlackReply } from '../../lib/wire/slack-reply.ts';

const url = 'https://hooks.slack.com/actions/T1/2/the-key-in-it';
const message = { response_type: 'ephemeral', replace_original: false, text: 'done' };

function replying(status: number) {
  const sent: WireRequest[] = [];
  const reply = makeSlackReply({
    clock: { now: () => 0, sleep: () => new Promise(() => undefined) },
    transport: async (request) => {
      sent.push(request);
      return { status, headers: {}, body: Buffer.from('ok') };
    },
  });
  return { sent, reply };
}

test('the message is posted as JSON to the URL that Slack sent along', async () => {
  const { sent, reply } = replying(200);
  await reply(url, message);
  expect(sent).toEqual([
    {
      system: 'slack',
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
    },
  ]);
});

test.each([
  'http://hooks.slack.com/actions/T1/2/3',
  'https://hooks.slack.com.evil.example/actions/T1/2/3',
  'https://evil.example/?https://hooks.slack.com/',
  'https://hooks.slack.com:8443/actions',
  'https://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'no address',
])('nothing is sent to %s', async (address) => {
  const { sent, reply } = replying(200);
  await expect(reply(address, message)).rejects.toMatchObject({ code: 'BadInput' });
  expect(sent).toEqual([]);
});

test.each([
  [404, 'Rejected4xx'],
  [429, 'Throttled'],
  [500, 'Unavailable'],
])('answered with %i it is %s, and the URL, which is a key, is in no error', async (status, code) => {
  const { reply } = replying(status);
  const error: unknown = await reply(url, message).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('the-key-in-it');
});
