import { describe, expect, test } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import type { Directory } from '../../lib/model/people.ts';
import { peopleStatements, peopleUse, refuseEnvironment } from '../../lib/stacks/people-rights.ts';
import { stepTypeNames } from '../../lib/steps/catalog.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';

const place = { account: '111122223333', region: 'eu-central-1' };
const slack = {
  token: { $secret: 'rebound-channels/slack#token' },
  signingSecret: { $secret: 'rebound-channels/slack-signing' },
};

describe('what functions have to do with people.yaml', () => {
  test('every function is one of those that reach people, look who may say yes, or need nothing of it', () => {
    const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)];
    const by = (use: string) => names.filter((name) => peopleUse(name) === use);
    expect(by('reaches')).toEqual([
      'lock',
      'ask',
      'close-run',
      'starter',
      'janitor',
      'step-announce',
      'step-approve',
      'step-decide',
      'step-manual',
      'step-page',
    ]);
    expect(by('looks')).toEqual(['open-run', 'hand-on', 'step-restore-backup']);
  });
});

describe('what it takes to reach the people of a directory', () => {
  const cases: [string, Partial<Directory>, unknown[]][] = [
    ['nothing without channels that are ours', { people: { ana: aPerson('ana', { channels: [] }) } }, []],
    [
      'the key by which we speak, not the one by which others sign',
      { channels: { slack } },
      [
        {
          actions: ['secretsmanager:GetSecretValue'],
          resources: [
            'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/slack-??????',
          ],
        },
      ],
    ],
    [
      'nothing of a channel by which nobody is reached',
      {
        people: { ana: aPerson('ana', { channels: [{ channel: 'terminal', to: '' }] }) },
        channels: {
          slack,
          pagerduty: { services: { platform: { routingKey: { $secret: 'rebound-channels/pd' } } } },
        },
      },
      [],
    ],
    [
      'Slack without a person in it, for the rooms of runs',
      {
        people: { ana: aPerson('ana', { channels: [] }) },
        channels: { slack: { token: { $parameter: '/rebound-channels/slack' }, rooms: true } },
      },
      [
        {
          actions: ['ssm:GetParameter'],
          resources: ['arn:aws:ssm:eu-central-1:111122223333:parameter/rebound-channels/slack'],
        },
      ],
    ],
    [
      'the topic of mails, of people and of audiences, and numbers, which have no ARN',
      {
        people: {
          ana: aPerson('ana', {
            channels: [
              { channel: 'mail', to: 'arn:aws:sns:eu-central-1:111122223333:ana' },
              { channel: 'sms', to: '+34600000001' },
            ],
          }),
        },
        channels: {
          audiences: {
            status: {
              address: { channel: 'mail', to: 'arn:aws:sns:eu-central-1:111122223333:status' },
              public: false,
            },
          },
        },
      },
      [
        {
          actions: ['sns:Publish'],
          resources: [
            'arn:aws:sns:eu-central-1:111122223333:ana',
            'arn:aws:sns:eu-central-1:111122223333:status',
          ],
        },
        { actions: ['sns:Publish'], notResources: ['arn:*:sns:*:*:*'] },
      ],
    ],
    [
      "PagerDuty's REST API only where a rotation is kept there",
      {
        people: { ana: aPerson('ana', { channels: [{ channel: 'pagerduty', to: 'platform' }] }) },
        rotations: { payments: { kind: 'pagerduty', name: 'payments', schedule: 'PSCHED1', overrides: [] } },
        channels: {
          pagerduty: {
            services: {
              platform: { routingKey: { $secret: 'rebound-channels/pagerduty#platform' } },
              other: { routingKey: { $secret: 'rebound-channels/other' } },
            },
            apiToken: { $secret: 'rebound-channels/pagerduty-api' },
            webhookSecret: { $secret: 'rebound-channels/pagerduty-signing' },
          },
        },
      },
      [
        {
          actions: ['secretsmanager:GetSecretValue'],
          resources: [
            'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/pagerduty-??????',
            'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/pagerduty-api-??????',
          ],
        },
      ],
    ],
    [
      "somebody's own webhook: its secret",
      {
        people: { ana: aPerson('ana', { channels: [{ channel: 'webhook', to: 'bot' }] }) },
        channels: {
          webhooks: { bot: { url: 'https://bot.example.com', secret: { $secret: 'rebound-channels/bot' } } },
        },
      },
      [
        {
          actions: ['secretsmanager:GetSecretValue'],
          resources: ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/bot-??????'],
        },
      ],
    ],
  ];
  test.each(cases)('%s', (_, more, expected) => {
    expect(peopleStatements(aDirectory(more), place)).toEqual(expected);
  });
});

test('a key that is kept in the environment is refused: a function has nobody’s', () => {
  const directory = aDirectory({
    channels: {
      slack: { token: { $environment: 'SLACK_TOKEN' } },
      webhooks: { bot: { url: 'https://bot.example.com', secret: { $environment: 'BOT' } } },
    },
  });
  expect(() => refuseEnvironment(directory)).toThrow(
    expect.objectContaining({
      code: 'BadRunbook',
      facts: expect.objectContaining({
        what: 'rebound.yaml keeps channels.slack.token, channels.webhooks.bot.secret in the environment',
      }),
    }),
  );
  expect(() => refuseEnvironment(aDirectory({ channels: { slack } }))).not.toThrow();
});
