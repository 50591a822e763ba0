import type { Address, ChannelSettings, Directory } from '../../lib/model/people.ts';
import { aDirectory, aPerson } from './directory.ts';

export const settings: ChannelSettings = {
  slack: {
    token: { $secret: 'rebound-channels/slack#token' },
    signingSecret: { $secret: 'rebound-channels/slack#signing' },
    rooms: true,
  },
  pagerduty: {
    services: {
      platform: { routingKey: { $parameter: '/rebound-channels/pagerduty/platform' } },
      payments: { routingKey: { $secret: 'rebound-channels/payments' } },
    },
    apiToken: { $environment: 'PAGERDUTY_TOKEN' },
  },
  webhooks: { bot: { url: 'https://bot.example/rebound', secret: { $secret: 'rebound-channels/bot' } } },
  audiences: { status: { address: { channel: 'slack', to: 'C0STATUS' }, public: false } },
};

const topic = 'arn:aws:sns:eu-west-1:111122223333:mail-ana';

/** Ana can be reached in every way. */
export const addresses: Record<'slack' | 'pagerduty' | 'sms' | 'mail' | 'webhook', Address> = {
  slack: { channel: 'slack', to: 'U0ANA' },
  pagerduty: { channel: 'pagerduty', to: 'platform' },
  sms: { channel: 'sms', to: '+34600000001' },
  mail: { channel: 'mail', to: topic },
  webhook: { channel: 'webhook', to: 'bot' },
};

/** Ana, Ben and Cleo with all channels set up. */
export function reachable(more: Partial<Directory> = {}): Directory {
  const { people, groups, rotations } = aDirectory();
  return aDirectory({
    people: {
      ...people,
      ana: aPerson('ana', { channels: Object.values(addresses), pagerdutyUser: 'PANA' }),
      ben: aPerson('ben', {
        channels: [{ channel: 'slack', to: 'U0BEN' }, addresses.pagerduty],
        pagerdutyUser: 'PBEN',
      }),
    },
    groups: { ...groups, payments: { name: 'payments', members: ['ana', 'ben'], rotation: 'payments' } },
    rotations: {
      ...rotations,
      payments: { kind: 'pagerduty', name: 'payments', schedule: 'PSCHED1', overrides: [] },
    },
    channels: settings,
    ...more,
  });
}
