import { describe, expect, test } from '@jest/globals';
import { formatMistakes } from '../../../lib/runbook/mistake.ts';
import { readEstate } from '../../../lib/runbook/read-estate.ts';

const home = 'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-central-1\n';
const good = `${home}channels:
  slack: { token: secret:rebound-channels/slack#token, signing_secret: parameter:/rebound-channels/slack, rooms: true }
  pagerduty:
    services: { platform: { routing_key: secret:rebound-channels/pagerduty#platform } }
    api_token: env:PAGERDUTY_TOKEN
    webhook_secret: secret:arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/hook-a1b2c3
    region: eu
  webhooks:
    bot: { url: https://bot.example.com/rebound, secret: secret:rebound-channels/bot }
  audiences:
    payments-status: { slack: C0STATUS }
    customers: { webhook: bot, public: true }
`;

test('where people are reached, and where its secrets are kept', () => {
  const { estate, mistakes } = readEstate(good, 'rebound.yaml');
  expect(mistakes).toEqual([]);
  expect(estate?.channels).toEqual({
    slack: {
      token: { $secret: 'rebound-channels/slack#token' },
      signingSecret: { $parameter: '/rebound-channels/slack' },
      rooms: true,
    },
    pagerduty: {
      services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty#platform' } } },
      apiToken: { $environment: 'PAGERDUTY_TOKEN' },
      webhookSecret: {
        $secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound-channels/hook-a1b2c3',
      },
      region: 'eu',
    },
    webhooks: {
      bot: { url: 'https://bot.example.com/rebound', secret: { $secret: 'rebound-channels/bot' } },
    },
    audiences: {
      'payments-status': { address: { channel: 'slack', to: 'C0STATUS' }, public: false },
      customers: { address: { channel: 'webhook', to: 'bot' }, public: true },
    },
  });
});

test('without it the estate has none', () => {
  expect(readEstate(home, 'rebound.yaml').estate).not.toHaveProperty('channels');
});

const rows: [find: string, put: string, code: string, message: string][] = [
  ['audiences:', '‸audience:', 'unknown-key', 'did you mean "audiences"?'],
  [
    '  slack: { token: secret:rebound-channels/slack#token, ',
    '  slack: ‸{ ',
    'missing-key',
    'where the bot token is kept',
  ],
  ['rooms: true', 'rooms: ‸yes', 'wrong-value', 'expected true or false'],
  ['region: eu\n', 'region: ‸europe\n', 'wrong-value', 'expected one of us, eu'],
  [
    'token: secret:rebound-channels/slack#token',
    'token: ‸hunter2-hunter2',
    'plain-secret',
    'does not stand in a file',
  ],
  [
    'token: secret:rebound-channels/slack#token',
    'token: ‸"hunter2-hunter2"',
    'plain-secret',
    'does not stand in a file',
  ],
  [
    'token: secret:rebound-channels/slack#token',
    'token: ‸secret:hunter2-hunter2',
    'wrong-value',
    'outside of rebound-channels/',
  ],
  [
    'token: secret:rebound-channels/slack#token',
    'token: ‸secret:hunter2 hunter2',
    'plain-secret',
    'expected secret:',
  ],
  [
    'token: secret:rebound-channels/slack#token',
    'token: ‸{ hunter2: hunter2 }',
    'wrong-value',
    'found a map',
  ],
  ['token: secret:rebound-channels/slack#token', 'token: ‸200300400', 'wrong-value', 'found a value'],
  ['parameter:/rebound-channels/slack', '‸parameter:hunter2', 'plain-secret', 'Parameter Store'],
  [
    'parameter:/rebound-channels/slack',
    '‸parameter:/other/slack',
    'wrong-value',
    'outside of rebound-channels/',
  ],
  ['env:PAGERDUTY_TOKEN', '‸env:hunter2-hunter2', 'plain-secret', 'env:NAME'],
  [
    '{ routing_key: secret:rebound-channels/pagerduty#platform }',
    '‸hunter2',
    'wrong-value',
    'found a value, expected a map',
  ],
  [
    '{ routing_key: secret:rebound-channels/pagerduty#platform }',
    '{ ‸routingkey: hunter2 }',
    'unknown-key',
    'did you mean "routing_key"?',
  ],
  ['url: https://bot.example.com/rebound', 'url: ‸http://bot.example.com', 'wrong-value', 'https://'],
  [
    'url: https://bot.example.com/rebound',
    'url: ‸https://bot:hunter2@bot.example.com',
    'wrong-value',
    'with a password in it',
  ],
  ['slack: C0STATUS', 'slack: ‸"#status"', 'wrong-value', 'the id of a Slack channel'],
  ['slack: C0STATUS', 'slack: ‸U01ANA', 'wrong-value', 'the id of a Slack channel'],
  ['slack: C0STATUS', 'slack: C0STATUS, ‸webhook: bot', 'wrong-value', 'more than one address'],
  ['{ slack: C0STATUS }', '‸{ public: false }', 'wrong-value', 'no address'],
  ['webhook: bot,', 'webhook: ‸bott,', 'unknown-channel', 'did you mean "bot"?'],
  ['    customers:', '    ‸Customers:', 'wrong-value', 'such as "customers"'],
];

describe('mistakes', () => {
  test.each(rows)('%j as %j is %s: %s', (find, put, code, message) => {
    expect(good).toContain(find);
    const marked = good.replace(find, () => put);
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const { estate, mistakes } = readEstate(marked.replace('‸', ''), 'rebound.yaml');
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
    ]);
    expect(mistakes[0]?.message).toContain(message);
    expect(estate).toBeUndefined();
    // whatever it was, it may have been the secret: neither the message nor the line shows it
    expect(JSON.stringify(mistakes) + formatMistakes(mistakes)).not.toMatch(/hunter2|200300400/);
  });

  test('a token of Slack is not shown even where the file is no YAML', () => {
    const token = ['xoxb', '1234567890', 'abcdefghijkl'].join('-');
    const { mistakes } = readEstate(
      good.replace('{ token: secret:rebound-channels/slack#token', `{ token: ${token}: [`),
      'r',
    );
    expect(mistakes.length).toBeGreaterThan(0);
    expect(JSON.stringify(mistakes)).not.toContain('1234567890');
  });
});
