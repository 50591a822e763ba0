import type { AnswerMore } from './ask.ts';
import type { GivenFault } from './given-fault.ts';
import type { Json } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { ChannelKind } from './people.ts';

/** A runbook's rehearsal: the sandbox's world where it differs from a healthy one, what people do, and what is expected. Durations in seconds. */
export interface Scenario {
  name: string;
  given: Given;
  inputs: Record<string, Json>;
  /** What each group or person says to a question, in order; the last one repeats. */
  people: Record<string, PersonScript[]>;
  expect: { outcome?: Outcome; within?: number; asked?: string[]; unchanged?: boolean };
}

export interface Given {
  clusters: Record<string, GivenCluster>;
  backups: GivenBackup[];
  storage: 'available' | 'unavailable';
  /** `down`: nobody can be paged, by no channel; the last-resort topic is no pager. */
  pagers: 'up' | 'down';
  /** `down`: it takes nothing. `silent`: it takes everything, and nobody gets it, as SNS does with texts in its sandbox. */
  channels?: Partial<Record<ChannelKind, 'up' | 'down' | 'silent'>>;
  /** Secrets of AWS Secrets Manager by name; there are no others. */
  secrets?: Record<string, string>;
  /** Calls that fail. */
  faults?: GivenFault[];
}

export interface GivenCluster {
  /** `gone`: the cluster does not exist any more. */
  state: 'active' | 'updating' | 'gone';
  /** `unreachable`: EKS knows it, its API server does not answer. */
  api: 'healthy' | 'unreachable' | 'denied';
  namespaces: Record<string, 'healthy' | 'deleted' | 'degraded'>;
  /** Seconds after which it is active and its API answers: whatever was wrong was mended, or it was built again. */
  back?: number;
}

export interface GivenBackup {
  namespace: string;
  cluster?: string;
  /** Seconds. */
  age: number;
  phase: 'Completed' | 'PartiallyFailed' | 'Failed' | 'InProgress' | 'Deleting' | 'Expired';
}

/** What a simulated person does with a question: an answer that it takes (seconds after it came), or nothing. */
export type PersonScript = ({ does: string; after: number } & AnswerMore) | { does: 'silent' };
