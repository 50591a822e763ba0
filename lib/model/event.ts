import type { Json } from './json.ts';

export const eventKinds = [
  'run-opened',
  'locked',
  'joined',
  'refused',
  'step-started',
  'step-waiting', // NotReady: something outside is pending
  'step-done',
  'step-failed',
  'asked',
  'answered', // one person's voice
  'decided',
  'paged',
  'page-failed',
  'held',
  'continued',
  'aborted',
  'intended', // the ledger has a change
  'changed', // the outside has it
  'undone',
  'signal', // another alarm or start joined this run
  'told', // people were told something by other means (SNS, janitor)
  'acked', // somebody says that they look at it
  'noted', // what a person wrote down
  'command', // who has the run in hand: taken, offered
  'announced', // an update went out, or its draft is ready
  'closed',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** One line of what a check saw. */
export interface Finding {
  text: string;
  /** True when it is not as it should be. */
  bad?: boolean;
}

/** Something that happened in a run. Kept under `EV#<time>#<state>#<iteration>#<attempt>#<n>`, put if absent. */
export interface RunEvent {
  run: string;
  /** ISO 8601 UTC with milliseconds. */
  at: string;
  kind: EventKind;
  /** State name; empty for what belongs to no state. */
  state: string;
  /** Step id or place; empty for the run's own states. */
  step: string;
  uses?: string;
  iteration: number;
  generation: number;
  attempt: number;
  /** Counts the events that one invocation writes. */
  n: number;
  /** One line for people. */
  text: string;
  findings?: Finding[];
  /** Who did it or was reached, by which channel, and how many seconds after what they react to. */
  person?: string;
  channel?: string;
  seconds?: number;
  output?: Json;
  error?: { code: string; facts: Json };
}
