import { nearest } from '../../model/nearest.ts';
import { isKnown, plainName } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';
import type { Reading } from '../context.ts';
import { hasBroken, isDressed } from '../shape.ts';
import type { Spot } from '../mistake.ts';
import type { Node } from '../yaml-node.ts';

/** Who may be meant: whoever can answer, or whoever can be told something, audiences of rebound.yaml among them. */
export type Among = 'people' | 'anybody';

/** Whether somebody has that name; true where there is no directory, so that it may be any. */
export function isSomebody(name: string, among: Among, directory: Directory | undefined): boolean {
  if (!directory || isKnown(directory, name)) return true;
  return among === 'anybody' && Object.hasOwn(directory.channels.audiences ?? {}, name);
}

/** Says of a name that nobody has whom it may mean. False when that was said. */
export function checkName(name: string, spot: Spot, among: Among, reading: Reading): boolean {
  const { directory, report } = reading;
  if (!directory || isSomebody(name, among, directory)) return true;
  const audiences = Object.keys(directory.channels.audiences ?? {});
  if (audiences.includes(name)) {
    report.error(
      spot,
      'unknown-person',
      `"${name}" is an audience of rebound.yaml, and nobody answers for it: expected a person or a group of people.yaml`,
    );
    return false;
  }
  const names = [
    ...Object.keys(directory.groups),
    ...Object.keys(directory.people),
    ...(among === 'anybody' ? audiences : []),
  ];
  const byName = Object.values(directory.people).find(
    (person) => plainName(person.name) === plainName(name),
  )?.id;
  const meant = byName ?? nearest(name, names);
  const where =
    among === 'anybody' ? 'people.yaml and the audiences of rebound.yaml have' : 'people.yaml has';
  const groups = Object.keys(directory.groups);
  const rest = groups.length === 0 ? '' : `; its groups are ${groups.slice(0, 12).join(', ')}`;
  const instead = meant === undefined ? rest : `; did you mean "${meant}"?`;
  report.error(spot, 'unknown-person', `${where} no "${name}"${instead}`);
  return false;
}

/** As `checkName`, of a text that stands in the file; anything else there was said elsewhere. */
export function checkNameAt(node: Node | undefined, among: Among, reading: Reading): boolean {
  if (!node || hasBroken(node) || node.kind !== 'scalar' || typeof node.value !== 'string') return true;
  return isDressed(node.value) || checkName(node.value, node, among, reading);
}
