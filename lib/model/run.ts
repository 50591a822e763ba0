import type { ProofLevel } from './proof.ts';
import { createHash } from 'node:crypto';
import type { Cluster } from './estate.ts';
import type { Json } from './json.ts';
import type { Mode, Outcome } from './outcome.ts';
import type { Hold, TargetValue } from './target.ts';

/** Who or what started a run. A person is unknown when someone used the AWS console: no start record. */
export interface Starter {
  kind: 'person' | 'alarm' | 'webhook' | 'schedule' | 'run' | 'unknown';
  /** The person's name, the alarm's ARN, the schedule's or the webhook's name, the id of the run; empty when unknown. */
  name: string;
}

/** Written before StartExecution, under the execution's name. */
export interface StartRecord {
  execution: string;
  runbook: string;
  mode: Mode;
  by: Starter;
  /** Why: the alarm's reason, or what the person said. */
  because: string;
  at: string;
  /** The run whose step this run is: it inherits lock and fence. */
  parent?: string;
  /** The run that handed on to this one, and its lock. */
  handedFrom?: string;
}

export interface Objectives {
  /** Seconds. */
  rto?: number;
  rpo?: number;
}

/** The record of a run: written by Open run, closed by Close run or the janitor, read by every handler. Times are ISO 8601 UTC. */
export interface Run {
  run: string;
  /** The execution's ARN. */
  execution: string;
  runbook: string;
  title: string;
  mode: Mode;
  /** `sandbox` or `real`: in which world it happened. */
  world: string;
  startedBy: Starter;
  because: string;
  inputs: Record<string, Json>;
  objectives: Objectives;
  startedAt: string;
  deadlineAt: string;
  /** Facts of the clusters that the runbook may name, from rebound.yaml by way of the manifest. */
  clusters: Record<string, Cluster>;
  /** Known once Lock has evaluated it. */
  target?: TargetValue;
  holds?: Hold[];
  status: 'open' | 'closed';
  /**
   * Stretches in which a person held the run; the last one has no `to` while it is held. `stepping`: begun by itself after a step, for
   * whoever has the run go step by step.
   */
  held: { from: string; to?: string; by: string; stepping?: true }[];
  /** Held again after each step, until that is ended. */
  stepping?: { by: string; since: string };
  /** Of the runbook; absent in runs of an older release. */
  severity?: string;
  owner?: string;
  /** The runbook may change something without asking, once a person said yes to the run. */
  unattended?: true;
  /** How something real had proven the runbook when the run was opened; noted where it makes a difference. */
  proven?: ProofLevel;
  /** Hash of what a proof of the runbook was about (lib/model/bound.ts) when the run was opened; of runs of the real world alone. */
  bound?: string;
  outcome?: Outcome;
  /** Why it ended as it did, one sentence. */
  endedBecause?: string;
  /** True when `refused` was for bad input (exit code 2 instead of 3). */
  badInput?: boolean;
  endedAt?: string;
  /** Run that this one joined. */
  joined?: string;
  /** The run whose step this run is. */
  parent?: string;
  /** The run that handed on to this one; the run that this one handed on to. */
  handedFrom?: string;
  handedOnTo?: string;
}

/** The first 16 characters of lower-case base32 (RFC 4648) of sha256(execution ARN): a repeated Open run finds its own. */
export function runIdOf(executionArn: string): string {
  return base32(createHash('sha256').update(executionArn).digest()).slice(0, 16);
}

/** Lower-case base32 (RFC 4648, no padding). */
export function base32(bytes: Uint8Array): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** `rb-<run>-<generation>-<iteration or 0>-<step with - for _>`, at most 60 characters; longer ones end in a hash. Names what a step makes outside. */
export function externalName(run: string, generation: number, iteration: number, step: string): string {
  const whole = `rb-${run}-${generation}-${iteration}-${step.replaceAll('_', '-')}`;
  if (whole.length <= 60) return whole;
  const hash = base32(createHash('sha256').update(whole).digest()).slice(0, 10);
  return `${whole.slice(0, 49)}-${hash}`;
}

/** Milliseconds within [from, to] in which the run was held. */
export function heldMs(run: Pick<Run, 'held'>, from: number, to: number): number {
  return run.held.reduce((sum, hold) => {
    const start = Math.max(from, Date.parse(hold.from));
    const end = Math.min(to, hold.to === undefined ? to : Date.parse(hold.to));
    return sum + Math.max(0, end - start);
  }, 0);
}
