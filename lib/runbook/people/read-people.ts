import type { Estate } from '../../model/estate.ts';
import type { Directory, Group, Rotation } from '../../model/people.ts';
import { createReport, type Report } from '../mistake.ts';
import type { Mistake } from '../runbook.ts';
import { type Fields, fieldsOf, type KeyWords } from '../shape.ts';
import { type Entry, entryOf } from '../yaml-node.ts';
import { readTree } from '../yaml-tree.ts';
import { checkIdentities } from './check-identities.ts';
import { badName, namedEntries, skeletonOf, textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';
import { createHidden } from './plain-secrets.ts';
import { readGroup } from './read-group.ts';
import type { KnownPeople } from './read-members.ts';
import { readPerson, readQuiet } from './read-person.ts';
import { readRotation } from './read-rotation.ts';

const keys: KeyWords = {
  known: ['people', 'groups', 'rotations', 'quiet_hours'],
  required: {
    people: 'people by id: { ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [slack: U01ANA] } }',
  },
  what: 'who is there: a map with people, groups, rotations, quiet_hours',
  elsewhere: {
    quiet: 'of everybody they are called "quiet_hours"',
    channels: 'the accounts of Slack and PagerDuty stand in rebound.yaml; a person has channels of their own',
  },
};

/** What people.yaml is checked against: the channels of rebound.yaml. Without it nothing is said of what is set up there. */
export interface PeopleSurroundings {
  estate?: Pick<Estate, 'channels'>;
}

/**
 * Reads people.yaml with the same care as a runbook: every mistake at once, in the order of the file. The directory is there when none of
 * them is an error, and then everybody in it can be reached, and nobody be taken for somebody else. Never throws.
 */
export function readPeople(
  source: string,
  file: string,
  { estate }: PeopleSurroundings = {},
): { directory?: Directory; mistakes: Mistake[] } {
  const content = source.replace(/^\ufeff/, '');
  const report = createReport(content, file);
  const hidden = createHidden();
  const tree = readTree(content, report);
  const fields = tree && fieldsOf(tree, keys, report);
  const settings = estate && (estate.channels ?? {});
  const directory = fields && readFields(fields, { report, settings });
  return { ...(directory && report.errors() === 0 ? { directory } : {}), mistakes: hidden.mistakes(report) };
}

function readFields(fields: Fields, reading: PeopleReading): Directory {
  const { report, settings } = reading;
  const peopleNode = fields.get('people');
  const people = namedEntries(peopleNode, 'people by id: { ana: { name: Ana Lopez, … } }', report);
  const groups = namedEntries(fields.get('groups'), 'groups by name: { platform-leads: [ana, ben] }', report);
  const rotations = namedEntries(fields.get('rotations'), 'rotations by name', report);
  if (peopleNode?.kind === 'map' && people.length === 0)
    report.error(
      peopleNode,
      'empty-group',
      'nobody is in this file, so nobody could be asked: write the first person',
    );
  const known: KnownPeople = {
    names: new Map(people.map(({ key, value }) => [key, textOf(entryOf(value, 'name')?.value)])),
    groups: new Set(groups.map(({ key }) => key)),
    refused: new Set(people.flatMap(({ key }) => (badName(key) === undefined ? [] : [skeletonOf(key)]))),
  };
  const readPersons = people.map((entry) => ({ entry, person: readPerson(entry, reading) }));
  const turns = rotations.map((entry) => ({ entry, rotation: readRotation(entry, known, reading) }));
  const names = rotations.map(({ key }) => key);
  const teams = groups.map((entry) => ({ entry, group: readGroup(entry, known, names, reading) }));
  const quietNode = fields.get('quiet_hours');
  const quiet = quietNode && readQuiet(quietNode, reading, false);
  checkIdentities(
    { people: readPersons, groups: teams, rotations: turns.map(({ rotation }) => rotation), settings },
    report,
  );
  for (const { entry, group } of teams) if (group) checkOnCall(entry, group, turns, report);
  return {
    people: byName(
      readPersons.map(({ person }) => person),
      ({ id }) => id,
    ),
    groups: byName(
      teams.map(({ group }) => group),
      ({ name }) => name,
    ),
    rotations: byName(
      turns.map(({ rotation }) => rotation),
      ({ name }) => name,
    ),
    ...(quiet ? { quiet } : {}),
    channels: settings ?? {},
  };
}

/** Whoever is on call for a group is woken for it, and has to be in it to speak for it. */
function checkOnCall(
  { value }: Entry,
  group: Group,
  turns: readonly { rotation: Rotation | undefined }[],
  report: Report,
): void {
  const rotation = turns.find((one) => one.rotation?.name === group.rotation)?.rotation;
  if (!rotation) return;
  const woken = [
    ...(rotation.kind === 'turns' ? rotation.people : []),
    ...rotation.overrides.map(({ who }) => who),
  ];
  const outside = [...new Set(woken)].filter((person) => !group.members.includes(person));
  if (outside.length === 0) return;
  const verb = outside.length === 1 ? 'is' : 'are';
  report.error(
    entryOf(value, 'rotation')?.value ?? value,
    'not-a-member',
    `${outside.join(', ')} ${verb} woken by the rotation "${rotation.name}", but ${verb} no member of ${group.name}: add ${outside.length === 1 ? 'them' : 'these'} to its members`,
  );
}

function byName<T>(found: readonly (T | undefined)[], name: (one: T) => string): Record<string, T> {
  return Object.fromEntries(
    found.flatMap((one): [string, T][] => (one === undefined ? [] : [[name(one), one]])),
  );
}
