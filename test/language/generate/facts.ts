import { healths, servings } from '../../../lib/steps/cluster/health.ts';

/** What is known of a value that an expression can read. */
export type Kind =
  | { is: 'text'; values?: readonly string[] }
  | { is: 'number' }
  | { is: 'boolean' }
  | { is: 'map' }
  | { is: 'list'; of: Kind };

/** A path of an output, behind the id: `.api`. `nullable`: reading it may stop the run in front of a human. */
export interface Path {
  path: string;
  kind: Kind;
  nullable?: true;
}

/** A step whose output can be read: `sure`, or only behind `$exists`. */
export interface Fact {
  id: string;
  sure: boolean;
  paths: readonly Path[];
  /** It chose a backup, and has its inventory. */
  backup?: true;
}

/** What the steps before a place have left, as the language's page has it: written down once more, by somebody who has not seen the checker. */
export interface Way {
  facts: readonly Fact[];
  /** Steps whose `$steps.<id>.status` can be read. */
  ids: readonly string[];
  /** Something was changed, and not verified since. */
  dirty: boolean;
  verified: boolean;
  changed: boolean;
  ended: boolean;
}

export const beginning: Way = {
  facts: [],
  ids: [],
  dirty: false,
  verified: false,
  changed: false,
  ended: false,
};

/** Where several ways meet again. */
export function meet(ways: readonly Way[]): Way {
  const open = ways.filter(({ ended }) => !ended);
  const [first] = open;
  if (!first) return { ...beginning, ended: true };
  const facts = new Map<string, Fact>();
  for (const way of open) {
    for (const fact of way.facts) {
      const everywhere = open.every((other) => other.facts.some(({ id, sure }) => id === fact.id && sure));
      facts.set(fact.id, { ...fact, sure: everywhere });
    }
  }
  return {
    facts: [...facts.values()],
    ids: [...new Set(open.flatMap(({ ids }) => ids))],
    dirty: open.some(({ dirty }) => dirty),
    verified: open.every(({ verified }) => verified),
    changed: open.some(({ changed }) => changed),
    ended: false,
  };
}

/** Behind branches: what each of them has found. What one verified, and another changed meanwhile, is taken as not verified. */
export function allOf(before: Way, branches: readonly Way[]): Way {
  if (branches.some(({ ended }) => ended)) return { ...before, ended: true };
  const facts = new Map(
    [...before.facts, ...branches.flatMap((way) => way.facts)].map((fact) => [fact.id, fact]),
  );
  return {
    facts: [...facts.values()],
    ids: [...new Set([...before.ids, ...branches.flatMap(({ ids }) => ids)])],
    dirty: branches.some(({ dirty }) => dirty),
    verified: before.verified || branches.some(({ verified }) => verified),
    changed: branches.some(({ changed }) => changed),
    ended: false,
  };
}

export const text: Kind = { is: 'text' };
export const number: Kind = { is: 'number' };
export const boolean: Kind = { is: 'boolean' };
export const oneOf = (...values: string[]): Kind => ({ is: 'text', values });

const said: Path[] = [
  { path: '.by', kind: text },
  { path: '.because', kind: text },
  { path: '.at', kind: text },
];

/** What each step type gives. */
export const outputs: Readonly<Record<string, readonly Path[]>> = {
  'check-cluster': [
    { path: '.api', kind: oneOf(...healths) },
    { path: '.namespace', kind: oneOf(...healths), nullable: true },
    { path: '.serving', kind: oneOf(...servings) },
    { path: '.reason', kind: text },
    { path: '.checked_at', kind: text },
    { path: '.deployments', kind: number, nullable: true },
    { path: '.lacking', kind: number, nullable: true },
  ],
  'find-backup': [
    { path: '.backup', kind: text },
    { path: '.age', kind: number },
    { path: '.taken_at', kind: text },
    { path: '.objects', kind: number },
    { path: '.workloads', kind: number },
    { path: '.storage', kind: text },
  ],
  'restore-backup': [
    { path: '.restore', kind: text },
    { path: '.phase', kind: text },
    { path: '.warnings', kind: number },
    { path: '.items', kind: number, nullable: true },
  ],
  'verify-workloads': [
    { path: '.available', kind: number },
    { path: '.missing', kind: number },
    { path: '.replicas', kind: number },
  ],
  approve: [{ path: '.approved', kind: boolean }, ...said],
  decide: said,
  manual: said,
  page: [{ path: '.key', kind: text }],
  announce: [{ path: '.to', kind: text }],
  wait: [{ path: '.waited', kind: number }],
  runbook: [
    { path: '.run', kind: text },
    { path: '.outcome', kind: oneOf('recovered', 'recovered-with-skips', 'nothing-to-do', 'planned') },
    { path: '.because', kind: text },
  ],
};
