import { nearest } from '../../model/nearest.ts';
import { plainName } from '../../model/on-call.ts';
import { hasBroken } from '../shape.ts';
import { describeNode, type Node } from '../yaml-node.ts';
import { skeletonOf, textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';

/** Who stands in the file, whether readable or not: a name that is there is no unknown one. */
export interface KnownPeople {
  /** Names by id, as far as they could be read. */
  names: ReadonlyMap<string, string | undefined>;
  groups: ReadonlySet<string>;
  /** Skeletons of names that cannot be used: whoever means one of these makes no second mistake. */
  refused: ReadonlySet<string>;
}

/** A list of people by their ids, each once. Undefined when something in it is wrong, which is said. */
export function readMembers(
  node: Node | undefined,
  what: { list: string; empty: string },
  known: KnownPeople,
  reading: PeopleReading,
): string[] | undefined {
  const { report } = reading;
  if (!node || (node.kind === 'scalar' && hasBroken(node))) return undefined;
  if (node.kind !== 'list' && !(node.kind === 'scalar' && node.value === null)) {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${what.list}`);
    return undefined;
  }
  if (node.kind !== 'list' || node.items.length === 0) {
    report.error(node, 'empty-group', what.empty);
    return undefined;
  }
  const found = node.items.flatMap((item) => readMember(item, known, reading) ?? []);
  const twice = node.items.find((item, index) =>
    node.items
      .slice(0, index)
      .some((before) => textOf(before) !== undefined && textOf(before) === textOf(item)),
  );
  if (twice) report.error(twice, 'wrong-value', `found ${describeNode(twice)} twice: leave one of them out`);
  return found.length === node.items.length && !twice ? found : undefined;
}

/** One person by id. */
export function readMember(node: Node, known: KnownPeople, { report }: PeopleReading): string | undefined {
  if (hasBroken(node)) return undefined;
  const who = textOf(node);
  if (who !== undefined && known.names.has(who)) return who;
  if (who !== undefined && known.refused.has(skeletonOf(who))) return undefined;
  if (who === undefined) {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected the id of a person, such as ana`,
    );
  } else if (known.groups.has(who)) {
    report.error(node, 'unknown-person', `"${who}" is a group, expected people: write its members`);
  } else {
    report.error(node, 'unknown-person', `nobody here is called "${who}"${instead(who, known)}`);
  }
  return undefined;
}

function instead(who: string, { names }: KnownPeople): string {
  const byName = [...names].find(([, name]) => name !== undefined && plainName(name) === plainName(who))?.[0];
  const meant = byName ?? nearest(who, names.keys());
  if (meant !== undefined) return `; did you mean "${meant}"?`;
  return names.size === 0 ? '' : `; there are ${[...names.keys()].slice(0, 20).join(', ')}`;
}
