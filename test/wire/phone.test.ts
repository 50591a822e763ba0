import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../lib/wire/channels.ts';
import { makePhone } from '../../lib/wire/phone.ts';
import { aMessage, askId } from '../builders/messages.ts';
import { publishProblems } from '../contracts/sns-format.ts';
import { answering, type Reply, text } from './answering.ts';

const answer = text(
  200,
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
);
const topic = 'arn:aws:sns:eu-central-1:111122223333:mail-ana';
const failure = (status: number, code: string) =>
  text(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} said</Message></Error></ErrorResponse>`,
  );

async function sendWith(channel: 'sms' | 'mail', reply: Reply, message: Message = aMessage()) {
  const { surroundings, sent, play } = answering(reply);
  const phone = makePhone(surroundings);
  const outcome = await play(() =>
    (channel === 'sms' ? phone.sms('+34600000001', message) : phone.mail(topic, message)).catch(
      (error: unknown) => error,
    ),
  );
  return { outcome, sent, form: new URLSearchParams(Buffer.from(sent[0]?.body ?? '').toString('utf8')) };
}

function attributesOf(form: URLSearchParams): Record<string, string> {
  const names = [...form].filter(([name]) => name.endsWith('.Name'));
  return Object.fromEntries(
    names.map(([name, value]) => [value, form.get(name.replace(/Name$/, 'Value.StringValue')) ?? '']),
  );
}

test('an SMS is one Publish to the number, transactional', async () => {
  const { outcome, sent, form } = await sendWith('sms', answer);
  expect(outcome).toBe('m-1');
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toBe('https://sns.eu-west-1.amazonaws.com/');
  expect(publishProblems(form)).toEqual([]);
  expect(form.get('PhoneNumber')).toBe('+34600000001');
  expect(form.get('Message')).toMatch(
    /^Restore the namespace\? \(payments @ prod-blue\): .*15 min left https:/,
  );
  expect(attributesOf(form)).toEqual({
    'AWS.SNS.SMS.SMSType': 'Transactional',
    run: aMessage().run,
    for: 'ana',
    key: aMessage().key,
    ask: askId,
  });
});

test('a mail has all of it, in the topic’s Region', async () => {
  const { outcome, sent, form } = await sendWith(
    'mail',
    answer,
    aMessage({ title: 'Restore "Żółć"?\nnow', alarming: true }),
  );
  expect(outcome).toBe('m-1');
  expect(sent[0]?.url).toBe('https://sns.eu-central-1.amazonaws.com/');
  expect(publishProblems(form)).toEqual([]);
  expect(form.get('Subject')).toBe('!! Restore "????"? now (payments @ prod-blue)');
  expect(form.get('Message')).toBe(
    [
      '!! Restore "Żółć"? now (payments @ prod-blue)',
      '',
      'May nightly-payments-20261124 be restored into prod-blue?',
      '  - restore backup nightly-payments-20261124',
      '  - namespace payments, 42 objects, 2 volumes',
      '',
      'The namespace payments is gone since 03:05; the newest whole backup is from 02:00.',
      'Answers: approve, reject',
      '15 minutes left, then platform-leads is asked',
      '',
      `Run ${aMessage().run}: ${aMessage().link}`,
    ].join('\n'),
  );
});

describe.each(['sms', 'mail'] as const)('%s', (channel) => {
  test.each<[string, Reply, string]>([
    ['not allowed', failure(403, 'AuthorizationError'), 'AccessDenied'],
    ['opted out', failure(400, 'InvalidParameter'), 'Rejected4xx'],
    ['too many', failure(400, 'Throttling'), 'Throttled'],
    ['their mistake', failure(500, 'InternalError'), 'Unavailable'],
    ['a proxy', text(200, '<html>sign in</html>'), 'Malformed'],
    ['no answer', new Error('lost'), 'Unavailable'],
  ])('%s', async (_, reply, code) => {
    const { outcome, sent } = await sendWith(channel, reply);
    expect(outcome).toMatchObject({ code });
    expect(sent).toHaveLength(1);
  });
});
