import type { Address, ChannelKind } from '../model/people.ts';

/** One message for one person (or audience) by one channel. Channels show what they can of it; an SMS has 160 characters. */
export interface Message {
  /** Repeats of one message carry the same key. */
  key: string;
  run: string;
  /** Id of the person, or name of the audience. */
  to: string;
  title: string;
  text: string;
  /** `payments @ prod-blue`. */
  target?: string;
  /** Where people look at the run. */
  link?: string;
  /** `info` wakes nobody. */
  urgency: 'now' | 'info';
  /** Something broke glass, or is said to everybody: shown so. */
  alarming?: boolean;
  question?: Question;
  /** A channel of its own for the run (Slack), where it is shown too. */
  room?: string;
}

/** The question of a message. No token of Step Functions is in it: `ask` is the ask's own id. */
export interface Question {
  ask: string;
  text: string;
  /** Hash of the plans that are shown. */
  plan: string;
  /** What is going to be done, line by line. */
  lines: string[];
  answers: { answer: string; label: string; style?: 'primary' | 'danger' }[];
  /** ISO 8601: when the level's time is over, and who is woken then. */
  endsAt: string;
  then?: string;
  /** What differs whenever somebody is to be woken anew for the same question: its level, who came on call since. */
  turn?: string;
}

/** What a channel took. `id` finds it again there: Slack `<channel>/<ts>`, PagerDuty the service and dedup key, SNS the message id. */
export interface Sent {
  channel: ChannelKind;
  id: string;
}

/** What became of a question. */
export interface Settled {
  run: string;
  title: string;
  /** `ana approved at 03:16: "as drilled"`; of an ack `ana is looking at it`. */
  text: string;
  kind: 'acknowledged' | 'decided' | 'closed';
}

/**
 * The channels by which people are reached, as rebound.yaml sets them up. A page that was not taken is an error, never counted as
 * sent: Unavailable, Throttled, Rejected4xx, AccessDenied, NotFound (of a secret), Malformed; BadInput when the channel is not set up.
 */
export interface Channels {
  send: (address: Address, message: Message) => Promise<Sent>;
  /** Slack: the message changes; PagerDuty: acknowledge, resolve; nothing where a channel cannot. */
  settle: (sent: Sent, settled: Settled) => Promise<void>;
  /** Slack: a channel for the run; its id. Found again when it is there already. */
  openRoom: (name: string, topic: string) => Promise<string>;
  /** PagerDuty: ids of its users who are on call in a schedule at a time (milliseconds since the epoch). */
  onCall: (schedule: string, at: number) => Promise<string[]>;
}
