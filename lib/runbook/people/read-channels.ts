import type { Audience, ChannelSettings } from '../../model/people.ts';
import type { Report } from '../mistake.ts';
import { type Fields, fieldsOf, hasBroken, type KeyWords, shape } from '../shape.ts';
import { oneOf, truth } from '../shapes.ts';
import { entryOf, type Node } from '../yaml-node.ts';
import { namedEntries, textOf } from './names.ts';
import type { Hidden } from './plain-secrets.ts';
import { readAddress, type SetUp } from './read-address.ts';
import { readReference } from './read-reference.ts';

const keys: Record<'channels' | 'slack' | 'pagerduty' | 'service' | 'webhook' | 'audience', KeyWords> = {
  channels: {
    known: ['slack', 'pagerduty', 'webhooks', 'audiences'],
    required: {},
    what: 'how people are reached: a map with slack, pagerduty, webhooks, audiences',
  },
  slack: {
    known: ['token', 'signing_secret', 'rooms'],
    required: { token: 'where the bot token is kept, such as secret:rebound-channels/slack#token' },
    what: 'a map such as { token: secret:rebound-channels/slack#token }',
  },
  pagerduty: {
    known: ['services', 'api_token', 'webhook_secret', 'region'],
    required: {},
    what: 'a map with services, api_token, webhook_secret, region',
  },
  service: {
    known: ['routing_key'],
    required: {
      routing_key: 'where the integration key is kept, such as secret:rebound-channels/pagerduty#platform',
    },
    what: 'a map such as { routing_key: secret:rebound-channels/pagerduty#platform }',
  },
  webhook: {
    known: ['url', 'secret'],
    required: {
      url: 'an address such as https://bot.example.com/rebound',
      secret: 'where the secret of its signature is kept, such as secret:rebound-channels/bot',
    },
    what: 'a map such as { url: https://bot.example.com/rebound, secret: secret:rebound-channels/bot }',
  },
  audience: {
    known: ['slack', 'pagerduty', 'sms', 'mail', 'webhook', 'public'],
    required: {},
    what: 'a map such as { slack: C0STATUS }',
  },
};

/** `channels` of rebound.yaml: through what people are reached. Texts that may be secrets are hidden. */
export function readChannels(
  node: Node | undefined,
  report: Report,
  hidden: Hidden,
): ChannelSettings | undefined {
  const fields = node && quietFields(node, keys.channels, report, hidden);
  if (!fields) return undefined;
  const slack = readSlack(fields.get('slack'), report, hidden);
  const pagerduty = readPagerduty(fields.get('pagerduty'), report, hidden);
  const webhooks = readWebhooks(fields.get('webhooks'), report, hidden);
  const audiences = readAudiences(fields.get('audiences'), writtenIn(fields), report);
  return {
    ...(slack ? { slack } : {}),
    ...(pagerduty ? { pagerduty } : {}),
    ...(webhooks ? { webhooks } : {}),
    ...(audiences ? { audiences } : {}),
  };
}

/** What stands there, with mistakes or without: an audience that uses it is no second mistake. */
function writtenIn(fields: Fields): SetUp {
  const keysOf = (node: Node | undefined) => (node?.kind === 'map' ? node.entries.map(({ key }) => key) : []);
  const pagerduty = fields.get('pagerduty');
  return {
    slack: fields.get('slack') !== undefined,
    services: keysOf(pagerduty && entryOf(pagerduty, 'services')?.value),
    webhooks: keysOf(fields.get('webhooks')),
  };
}

/** As `fieldsOf`, without saying what stands where a map is expected, or behind a key that is none: it may be the secret. */
function quietFields(node: Node, words: KeyWords, report: Report, hidden: Hidden): Fields | undefined {
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) if (!words.known.includes(key)) hidden.hide(value);
    return fieldsOf(node, words, report);
  }
  if (hasBroken(node)) return undefined;
  hidden.hide(node);
  const found = node.kind === 'list' ? 'a list' : node.value === null ? 'nothing' : 'a value';
  report.error(node, 'wrong-value', `found ${found}, expected ${words.what}`);
  return undefined;
}

function readSlack(node: Node | undefined, report: Report, hidden: Hidden): ChannelSettings['slack'] {
  const fields = node && quietFields(node, keys.slack, report, hidden);
  if (!fields) return undefined;
  const token = readReference(fields.get('token'), report, hidden);
  const signingSecret = readReference(fields.get('signing_secret'), report, hidden);
  const roomsNode = fields.get('rooms');
  const rooms = roomsNode && shape(roomsNode, truth, report);
  if (!token) return undefined;
  return { token, ...(signingSecret ? { signingSecret } : {}), ...(rooms === undefined ? {} : { rooms }) };
}

/** PagerDuty's service regions. */
const regions = ['us', 'eu'] as const;

function readPagerduty(node: Node | undefined, report: Report, hidden: Hidden): ChannelSettings['pagerduty'] {
  const fields = node && quietFields(node, keys.pagerduty, report, hidden);
  if (!fields) return undefined;
  const what = 'services such as { platform: { routing_key: secret:rebound-channels/pagerduty#platform } }';
  const services = quietEntries(fields.get('services'), what, report, hidden).flatMap(({ key, value }) => {
    const service = quietFields(value, keys.service, report, hidden);
    const routingKey = service && readReference(service.get('routing_key'), report, hidden);
    return routingKey ? [[key, { routingKey }] as const] : [];
  });
  const apiToken = readReference(fields.get('api_token'), report, hidden);
  const webhookSecret = readReference(fields.get('webhook_secret'), report, hidden);
  const regionNode = fields.get('region');
  const region = regionNode && shape(regionNode, oneOf(regions), report);
  return {
    services: Object.fromEntries(services),
    ...(apiToken ? { apiToken } : {}),
    ...(webhookSecret ? { webhookSecret } : {}),
    ...(region ? { region } : {}),
  };
}

function readWebhooks(node: Node | undefined, report: Report, hidden: Hidden): ChannelSettings['webhooks'] {
  if (!node) return undefined;
  const what = 'webhooks by name: { bot: { url: https://…, secret: secret:rebound-channels/bot } }';
  const found = quietEntries(node, what, report, hidden).flatMap(({ key, value }) => {
    const fields = quietFields(value, keys.webhook, report, hidden);
    const url = fields && readUrl(fields.get('url'), report, hidden);
    const secret = fields && readReference(fields.get('secret'), report, hidden);
    return url !== undefined && secret ? [[key, { url, secret }] as const] : [];
  });
  return Object.fromEntries(found);
}

function quietEntries(node: Node | undefined, what: string, report: Report, hidden: Hidden) {
  if (node && node.kind !== 'map') hidden.hide(node);
  return node?.kind === 'scalar' && node.value !== null && !node.broken
    ? (report.error(node, 'wrong-value', `found a value, expected ${what}`), [])
    : namedEntries(node, what, report);
}

/** https, so that nobody on the way reads or changes it; without a password in it. */
function readUrl(node: Node | undefined, report: Report, hidden: Hidden): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const text = textOf(node);
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return text;
  hidden.hide(node);
  const why =
    url && (url.username !== '' || url.password !== '')
      ? 'an address with a password in it'
      : 'something else';
  report.error(
    node,
    'wrong-value',
    `found ${why}, expected an address such as https://bot.example.com/rebound`,
  );
  return undefined;
}

function readAudiences(
  node: Node | undefined,
  setUp: SetUp,
  report: Report,
): Record<string, Audience> | undefined {
  if (!node) return undefined;
  const what = 'audiences by name: { payments-status: { slack: C0STATUS } }';
  const found = namedEntries(node, what, report).flatMap(({ key, value }) => {
    const fields = fieldsOf(value, keys.audience, report);
    if (!fields) return [];
    const publicNode = fields.get('public');
    const isPublic = publicNode ? shape(publicNode, truth, report) : false;
    const entries = fields.node.entries.filter(
      (entry) => entry.key !== 'public' && keys.audience.known.includes(entry.key),
    );
    const [entry, second] = entries;
    if (!entry || second) {
      const count = entry ? 'more than one address' : 'no address';
      if (fields.node.entries.every((one) => keys.audience.known.includes(one.key)))
        report.error(
          second?.spot ?? value,
          'wrong-value',
          `found ${count}, expected one such as { slack: C0STATUS }`,
        );
      return [];
    }
    const address = readAddress(entry, setUp, 'audience', report);
    return address && isPublic !== undefined ? [[key, { address, public: isPublic }] as const] : [];
  });
  return Object.fromEntries(found);
}
