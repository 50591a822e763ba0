import type { TargetValue } from '../../model/target.ts';
import { changesOf, namespacesOf, type OutsideChange } from '../changes.ts';
import { describeTarget } from '../../model/target.ts';
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
  const targets = targetsOf(table.run(process.run)?.target);
  const no = (text: string): Violation[] => [
    { invariant: 10, run: process.run, at: call.begun.at, text: `${what}: ${text}` },
  ];
  if (targets.length === 0) return no('begun by a run without a target');
  const here = targets.filter((target) => target.cluster === cluster);
  if (here.length === 0) return no(`changes ${cluster}, the target is ${saidOf(targets)}`);
  const namespaces = namespacesOf(change);
  const whole = here.some(({ namespace }) => namespace === undefined);
  if (!namespaces && !whole) return no(`reaches into every namespace, the target is ${saidOf(targets)}`);
  const other = whole
    ? undefined
    : namespaces?.find((namespace) => !here.some((target) => target.namespace === namespace));
  if (other !== undefined) return no(`reaches into ${other}, the target is ${saidOf(targets)}`);
  return anothers(change).flatMap(no);
}

/** Only what a step of this run made is taken away: it carries the name that the ledger has for that step. */
function anothers({ process, call, away, undoes }: OutsideChange): string[] {
  if (call.request.method !== 'DELETE') return [];
  if (!undoes) return ['takes something away, and is no taking back'];
  const maker = away?.object.metadata.labels?.['velero.io/restore-name'];
  if (!away || (maker !== undefined && isNameOf(maker, process.run, takenBy(process)))) return [];
  return [`takes away what ${maker ?? 'no step of a run'} made`];
}

function targetsOf(target: TargetValue | undefined): TargetValue[] {
  if (!target?.cluster) return [];
  return [target, ...(target.also ?? []).flatMap(targetsOf)];
}

function saidOf(targets: TargetValue[]): string {
  return targets.map(({ cluster = '', namespace }) => (namespace ? `${namespace} @ ${cluster}` : cluster)).join(' and ');
}

/** Whatever was called: the world outside of all targets is as it was. */
function elsewhere({ table, first, last, endedAt }: Watched): Violation[] {
  const inside = table
    .runs()
    .flatMap(({ target }) => targetsOf(target))
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
