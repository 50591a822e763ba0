import type { AnswerMore, Ask } from '../../model/ask.ts';
import type { ChannelKind } from '../../model/people.ts';

/** Deliveries of one request: how many seconds after it was signed, in any order. */
export interface Delivered {
  after: number[];
  /** Somebody who does not have the secret made it: with another one, or by changing what was signed. */
  forged?: 'secret' | 'body';
}

/** What people do about a run besides answering what they are paged for. `to`: the run's newest question of that kind, open or not. */
export type PeopleDoes =
  /** Presses a button in Slack; `by` is a person with Slack, or a Slack user that nobody knows. `plan`: of the button, where it is an old one. */
  | ({ does: 'press'; by: string; to: Ask['kind']; answer: string; plan?: string } & Delivered)
  /** Does something to the run's incident in PagerDuty. */
  | ({
      does: 'pagerduty';
      by: string;
      event: 'acknowledged' | 'annotated' | 'resolved';
      text: string;
    } & Delivered)
  /** Writes into the run's channel in Slack. */
  | ({ does: 'write'; by: string; text: string } & Delivered)
  | { does: 'answer'; by: string; to: Ask['kind']; answer: string; because: string; more?: AnswerMore }
  | { does: 'ack' | 'take'; by: string }
  | { does: 'give'; by: string; whom: string }
  | { does: 'note'; by: string; text: string }
  | { does: 'announce'; by: string; audience: string };

/** From a moment on these channels take nothing, and all others do. */
export interface ChannelsFail {
  does: 'channels';
  down: ChannelKind[];
}

/** Seconds after the beginning. */
export interface Stretch {
  from: number;
  to: number;
}

/** What else happens to a play with people who are real. */
export interface Circumstances {
  /** From then on somebody else is on call: seconds after the beginning, the rotation, the person. */
  shift?: { at: number; rotation: string; who: string };
  /** The machine sleeps: time goes on, and nobody of us does anything. */
  sleeps?: { at: number; seconds: number }[];
  /** The janitor does not come. */
  noJanitor?: Stretch[];
}
