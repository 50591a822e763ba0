import { getRun } from '../history/runs.ts';
import { fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { nearest } from '../model/nearest.ts';
import type { Run } from '../model/run.ts';
import type { Hold, Root, TargetValue } from '../model/target.ts';
import type { Table } from '../wire/table.ts';

/** What rebound.yaml knows that can be locked. */
type Known = Pick<Run, 'clusters'> & Partial<Pick<Estate, 'databases'>>;

/**
 * The lock's items of a target: a cluster whole or one namespace of it; a database; an account, or one Region of it, and with it
 * everything there that rebound.yaml knows, so that it is in the way of whoever recovers a part. Account and Region are those of
 * rebound.yaml. BadInput for a name that it does not have, and for a target that names nothing.
 */
export function holdsOf({ also = [], ...target }: TargetValue, known: Known): Hold[] {
  return [...holdsOfOne(target, known), ...also.flatMap((other) => holdsOf(other, known))];
}

function holdsOfOne(target: TargetValue, known: Known): Hold[] {
  const { account, region, cluster, namespace = null, database } = target;
  const holds: Hold[] = [];
  if (cluster !== undefined) holds.push({ root: clusterRoot(cluster, known), part: namespace });
  if (database !== undefined) holds.push({ root: databaseRoot(database, known), part: null });
  if (account !== undefined && holds.length === 0) return wide(account, region ?? null, known);
  if (holds.length > 0) return holds;
  return fail('BadInput', {
    what: 'the target names nothing that can be locked',
    ...(region === undefined ? {} : { why: `Region ${region} of which account?` }),
    todo: 'give `target: { cluster: … }`, a database, or an account with or without a Region',
  });
}

function wide(account: string, region: string | null, known: Known): Hold[] {
  const inside = [
    ...Object.keys(known.clusters).map((name) => clusterRoot(name, known)),
    ...Object.keys(known.databases ?? {}).map((name) => databaseRoot(name, known)),
  ].filter((root) => root.account === account && (region === null || root.region === region));
  const whole: Root = { kind: 'account', account, region: '', name: account };
  return [{ root: whole, part: region }, ...inside.map((root) => ({ root, part: null }))];
}

function clusterRoot(wanted: string, { clusters }: Known): Root {
  const { account, region, name } = named('cluster', wanted, clusters);
  return { kind: 'cluster', account, region, name };
}

function databaseRoot(name: string, { databases = {} }: Known): Root {
  const { account, region } = named('database', name, databases);
  return { kind: 'database', account, region, name };
}

function named<T>(kind: string, name: string, known: Record<string, T>): T {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  const close = nearest(name, Object.keys(known));
  return fail('BadInput', {
    what: `rebound.yaml has no ${kind} ${name}`,
    todo: close
      ? `did you mean ${close}?`
      : `it knows ${Object.keys(known).join(', ') || `no ${kind} at all`}`,
  });
}

/** `payments @ prod-blue`, `the whole of prod-blue`, `account 111122223333`. */
export function describeHold({ root, part }: Hold): string {
  if (root.kind === 'account') return `${part === null ? '' : `${part} of `}account ${root.name}`;
  return part === null ? `the whole of ${root.name}` : `${part} @ ${root.name}`;
}

/** A runbook that hands on to one that hands on to it would have no end; its deadline has one. */
const handedMax = 20;

/** Everything that a run may hold: its target's, and what the runs had that handed on to it, one after another. */
export async function allHolds(run: Run, table: Table): Promise<Hold[]> {
  const holds = [...(run.holds ?? [])];
  let { handedFrom } = run;
  for (let count = 0; handedFrom !== undefined && count < handedMax; count += 1) {
    const before: Run | undefined = await getRun(table, handedFrom);
    holds.push(...(before?.holds ?? []));
    handedFrom = before?.handedFrom;
  }
  return holds;
}
