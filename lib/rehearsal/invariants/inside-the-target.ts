import { changesOf, namespacesOf, type OutsideChange } from '../changes.ts';
import { describeTarget } from '../../model/target.ts';
import { changedOutside } from '../truth.ts';
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
  const target = table.run(process.run)?.target;
  const no = (text: string): Violation[] => [
    { invariant: 10, run: process.run, at: call.begun.at, text: `${what}: ${text}` },
  ];
  const roots = target ? [target, ...(target.also ?? [])] : [];
  if (roots.length === 0) return no('begun by a run without a target');
  const here = roots.filter((root) => root.cluster === cluster || root.account !== undefined);
  const whole = roots.map(describeTarget).join(' and ');
  if (here.length === 0) return no(`changes ${cluster}, the target is ${whole}`);
  if (here.some(({ namespace }) => namespace === undefined)) return [];
  const namespaces = namespacesOf(change);
  if (!namespaces) return no(`reaches into every namespace, the target is ${whole}`);
  const other = namespaces.find((namespace) => !here.some((root) => root.namespace === namespace));
  return other === undefined ? [] : no(`reaches into ${other}, the target is ${whole}`);
}

/** Whatever was called: the world outside of all targets is as it was. */
function elsewhere({ table, first, last, endedAt }: Watched): Violation[] {
  const roots = table.runs().flatMap(({ target }) => (target ? [target, ...(target.also ?? [])] : []));
  const inside = roots.map(({ cluster, namespace }) => `${cluster ?? ''}/${namespace ?? '*'}`);
  return changedOutside(first, last, inside)
    .slice(0, 5)
    .map((what) => ({
      invariant: 10,
      run: '',
      at: endedAt,
      text: `${what} is not as it was, and is no part of a target`,
    }));
}
