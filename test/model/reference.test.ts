import { expect, test } from '@jest/globals';
import { isOfChannels, parseReference } from '../../lib/model/reference.ts';

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret';

test.each([
  ['secret:rebound-channels/slack', { $secret: 'rebound-channels/slack' }, true],
  ['secret:rebound-channels/slack#token', { $secret: 'rebound-channels/slack#token' }, true],
  [
    `secret:${arn}:rebound-channels/slack-a1b2c3#token`,
    { $secret: `${arn}:rebound-channels/slack-a1b2c3#token` },
    true,
  ],
  ['secret:rebound/slack', { $secret: 'rebound/slack' }, false],
  [`secret:${arn}:other/rebound-channels/x`, { $secret: `${arn}:other/rebound-channels/x` }, false],
  ['parameter:/rebound-channels/slack', { $parameter: '/rebound-channels/slack' }, true],
  ['parameter:/rebound/slack', { $parameter: '/rebound/slack' }, false],
  ['env:SLACK_TOKEN', { $environment: 'SLACK_TOKEN' }, true],
])('%s', (text, reference, ofChannels) => {
  const parsed = parseReference(text);
  expect(parsed).toEqual(reference);
  expect(parsed && isOfChannels(parsed)).toBe(ofChannels);
});

test.each([
  '',
  'rebound-channels/slack',
  'secret:',
  'secret:a b',
  'parameter:rebound-channels/slack',
  'parameter:/a//b',
  `parameter:/${'a'.repeat(1011)}`,
  'env:',
  'env:1A',
  'env:A-B',
  'env:A\nB',
  'xoxb-1',
])('%j is none', (text) => {
  expect(parseReference(text)).toBeUndefined();
});
