import type { Estate } from '../../../lib/model/estate.ts';
import type { ChannelSettings } from '../../../lib/model/people.ts';
import { smallEstate } from '../../builders/estate.ts';

export const goodChannels: ChannelSettings = {
  slack: { token: { $secret: 'rebound-channels/slack#token' } },
  pagerduty: {
    services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty#platform' } } },
    apiToken: { $parameter: '/rebound-channels/pagerduty' },
  },
  webhooks: { bot: { url: 'https://bot.example.com/', secret: { $environment: 'BOT' } } },
  audiences: { customers: { address: { channel: 'webhook', to: 'bot' }, public: true } },
};
export const goodEstate: Estate = { ...smallEstate, channels: goodChannels };

export const goodPeople = `people:
  ana:
    name: Ana Lopez
    zone: Europe/Madrid
    channels: [slack: U01ANA, pagerduty: platform, sms: "+34600000001"]
    quiet: { from: "23:00", to: "06:30" }
    pagerduty_user: PANA123
  ben:
    name: Ben Okafor
    zone: America/New_York
    channels: [mail: arn:aws:sns:eu-central-1:111122223333:mail-ben, webhook: bot]
    quiet: false
  cleo: { name: Клео Иванова, zone: Asia/Tokyo, channels: [slack: W02CLEO, terminal] }
groups:
  leads: [ana, ben]
  oncall: { members: [ana, ben, cleo], rotation: platform }
  payments: { members: [ben, cleo], rotation: payments }
rotations:
  platform:
    people: [ana, ben, cleo]
    zone: Europe/Madrid
    start: 2026-11-02
    hand_over: "09:00"
    every: 7d
    end: 2027-11-01
    overrides: [{ from: 2026-11-24T18:00, to: 2026-11-25T09:00, who: ben }]
  payments: { pagerduty: PSCHED1 }
quiet_hours: { from: "22:00", to: "07:00" }
`;
