import type { Run } from '../../model/run.ts';
import { describeTarget, type TargetValue } from '../../model/target.ts';
import { changesOf, namespacesOf, type OutsideChange } from '../changes.ts';
import { changedOutside } from '../truth.ts';
import { isNameOf, takenBy } from '../undoing.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** 10. Nothing outside the run's target and the resources declared in its manifest is changed. */
export const insideTheTarget: Invariant = {
  number: 10,
  title: 'Inside the target',
  boundedOnly: false,
  check: (watched) => [
    ...changesOf(watched).flatMap((change) => beyond(change, watched)),
    ...elsewhere(watched),
  ],
};

function beyond(change: OutsideChange, { table }: Watched): Violation[] {
  const { process, call, what, cluster } = change;
  const no = (text: string): Violation[] => [
    { invariant: 10, run: process.run, at: call.begun.at, text: `${what}: ${text}` },
  ];
  const run = table.run(process.run);
  if (!run?.target) return no('begun by a run without a target');
  const target = describeTarget(run.target);
  const here = rootsOf(run.target).filter((root) => reaches(root, cluster, run));
  if (here.length === 0) return no(`changes ${cluster}, the target is ${target}`);
  if (here.every(({ namespace }) => namespace !== undefined)) {
    const namespaces = namespacesOf(change);
    if (!namespaces) return no(`reaches into every namespace, the target is ${target}`);
    const other = namespaces.find((namespace) => !here.some((root) => root.namespace === namespace));
    if (other !== undefined) return no(`reaches into ${other}, the target is ${target}`);
  }
  return anothers(change).flatMap(no);
}

function rootsOf({ also = [], ...target }: TargetValue): TargetValue[] {
  return [target, ...also.flatMap(rootsOf)];
}

/** A root is a cluster, or an account with or without a Region, and whatever rebound.yaml knows in it. */
function reaches({ account, region, ...root }: TargetValue, cluster: string, { clusters }: Run): boolean {
  if (root.cluster !== undefined || root.database !== undefined) return root.cluster === cluster;
  const known = clusters[cluster];
  return known?.account === account && (region === undefined || known?.region === region);
}

/** Only what a step of this run made is taken away: it carries the name that the ledger has for that step. */
function anothers({ process, call, away, undoes }: OutsideChange): string[] {
  if (call.request.method !== 'DELETE') return [];
  if (!undoes) return ['takes something away, and is no taking back'];
  const maker = away?.object.metadata.labels?.['velero.io/restore-name'];
  if (!away || (maker !== undefined && isNameOf(maker, process.run, takenBy(process)))) return [];
  return [`takes away what ${maker ?? 'no step of a run'} made`];
}

/** Whatever was called: the world outside of all targets is as it was. */
function elsewhere({ table, first, last, endedAt }: Watched): Violation[] {
  const inside = table
    .runs()
    .flatMap(({ target }) => (target ? rootsOf(target) : []))
    .map(({ cluster, namespace }) => `${cluster ?? ''}/${namespace ?? '*'}`);
  return changedOutside(first, last, inside)
    .slice(0, 5)
    .map((what) => ({
      invariant: 10,
      run: '',
      at: endedAt,
      text: `${what} is not as it was, and is no part of a target`,
    }));
}
