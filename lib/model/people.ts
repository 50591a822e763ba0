import type { SecretReference } from './secret.ts';

/**
 * How a person is reached. `slack`: a member's id (a direct message). `pagerduty`: one of the services of rebound.yaml. `sms`: a number in
 * E.164. `mail`: the ARN of an SNS topic that mails to that person. `webhook`: one of the webhooks of rebound.yaml. `terminal`: the
 * terminal that is attached to the process, when there is one.
 */
export type Address =
  | { channel: 'slack'; to: string }
  | { channel: 'pagerduty'; to: string }
  | { channel: 'sms'; to: string }
  | { channel: 'mail'; to: string }
  | { channel: 'webhook'; to: string }
  | { channel: 'terminal'; to: '' };
export const channelKinds = ['slack', 'pagerduty', 'sms', 'mail', 'webhook', 'terminal'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Every day from `from` to `to` (`22:00`, `07:00`; may go over midnight), in the person's time zone. */
export interface QuietHours {
  from: string;
  to: string;
}

export interface Person {
  /** The key in people.yaml: what is kept in the history. */
  id: string;
  name: string;
  /** IANA, such as `Europe/Madrid`. */
  zone: string;
  /** In the order in which they are tried. */
  channels: Address[];
  /** Their own; otherwise the directory's. */
  quiet?: QuietHours;
  /** PagerDuty's id of this person: who is on call in its schedules, and who acknowledges there. */
  pagerdutyUser?: string;
}

/** Somebody stands in for whoever would be on call. Milliseconds since the epoch. */
export interface Override {
  from: number;
  to: number;
  who: string;
}

/**
 * Who is on call, one after the other. `turns`: people in order, each for `days` days, from `start` (a local date, `2026-11-02`) on; the
 * shift changes at `at` (`09:00`) of the local day in `zone`, whatever daylight saving does. `pagerduty`: the id of a schedule there.
 */
export type Rotation =
  | {
      kind: 'turns';
      name: string;
      people: string[];
      zone: string;
      start: string;
      at: string;
      days: number;
      /** Nobody is on call before `start`, and from this local date on: absent, it never ends. */
      end?: string;
      overrides: Override[];
    }
  | { kind: 'pagerduty'; name: string; schedule: string; overrides: Override[] };

/** People who are asked and told together. With a rotation, who is on call is woken; all members may speak for the group. */
export interface Group {
  name: string;
  members: string[];
  rotation?: string;
}

/** people.yaml, checked, with the channels of rebound.yaml: whom to reach, and how. By id or name. */
export interface Directory {
  people: Record<string, Person>;
  groups: Record<string, Group>;
  rotations: Record<string, Rotation>;
  quiet?: QuietHours;
  channels: ChannelSettings;
}

/** Where a text that is kept elsewhere is read: a secret of Secrets Manager, a parameter of Parameter Store, or (locally only) the environment. */
export type Reference = SecretReference | { $parameter: string } | { $environment: string };

/** `channels` of rebound.yaml: the accounts through which people are reached. Nothing secret stands in it, only where that is kept. */
export interface ChannelSettings {
  slack?: {
    token: Reference;
    /** Of requests that Slack sends to us. */
    signingSecret?: Reference;
    /** Makes a channel for each run that changes something, whose messages are notes of it. */
    rooms?: boolean;
  };
  pagerduty?: {
    services: Record<string, { routingKey: Reference }>;
    /** REST API: schedules. */
    apiToken?: Reference;
    /** Of webhooks that PagerDuty sends to us. */
    webhookSecret?: Reference;
    /** The account's service region; the United States by default. */
    region?: 'us' | 'eu';
  };
  webhooks?: Record<string, { url: string; secret: Reference }>;
  /** Places that are told without being asked, for `announce` and `updates`. A public one is sent by a person only. */
  audiences?: Record<string, Audience>;
}
export interface Audience {
  /** `slack`: a channel's id; otherwise as of a person. */
  address: Address;
  public: boolean;
}

/** `updates` of a runbook: every so many seconds a draft made of facts goes to these audiences, people or groups; to public ones a person sends it. */
export interface Updates {
  every: number;
  to: string[];
  /** The person or group that sends what is public; the run's commander, and until there is one its owner, where it is left out. */
  by?: string;
}
