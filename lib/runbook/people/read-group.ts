import { didYouMean } from '../../model/nearest.ts';
import type { Group } from '../../model/people.ts';
import { fieldsOf, hasBroken, type KeyWords } from '../shape.ts';
import { describeNode, type Entry, type Node } from '../yaml-node.ts';
import { textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';
import { type KnownPeople, readMembers } from './read-members.ts';

const groupKeys: KeyWords = {
  known: ['members', 'rotation'],
  required: { members: 'a list of people such as [ana, ben]' },
  what: 'a list of people such as [ana, ben], or { members: [ana, ben], rotation: platform }',
};

/** One entry of `groups`: a list of people, or a map that names a rotation, too. */
export function readGroup(
  { key, value }: Entry,
  known: KnownPeople,
  rotations: readonly string[],
  reading: PeopleReading,
): Group | undefined {
  const { report } = reading;
  const what = {
    list: groupKeys.what,
    empty: `nobody is in ${key}: whoever asks it asks nobody; write its members, or leave the group out`,
  };
  if (value.kind !== 'map') {
    const members = readMembers(value, what, known, reading);
    return members && { name: key, members };
  }
  const fields = fieldsOf(value, groupKeys, report);
  const members = fields && readMembers(fields.get('members'), what, known, reading);
  const rotation = fields && readRotationName(fields.get('rotation'), rotations, reading);
  return members && { name: key, members, ...(rotation === undefined ? {} : { rotation }) };
}

function readRotationName(
  node: Node | undefined,
  rotations: readonly string[],
  { report }: PeopleReading,
): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const name = textOf(node);
  if (name !== undefined && rotations.includes(name)) return name;
  if (name === undefined) {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected the name of a rotation, such as platform`,
    );
    return undefined;
  }
  const has = rotations.length === 0 ? '; there are none' : `; there are ${rotations.join(', ')}`;
  report.error(
    node,
    'unknown-rotation',
    `no rotation is called "${name}"${didYouMean(name, rotations) || has}`,
  );
  return undefined;
}
