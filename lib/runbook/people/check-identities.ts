import type { ChannelSettings, Group, Person, Rotation } from '../../model/people.ts';
import { isSameName } from '../../model/look-alike.ts';
import { plainName } from '../../model/on-call.ts';
import type { Report, Spot } from '../mistake.ts';
import { type Entry, entryOf } from '../yaml-node.ts';
import { skeletonOf } from './names.ts';

/** What was read, with the entries that it was read from. */
export interface PeopleRead {
  people: readonly { entry: Entry; person: Person | undefined }[];
  groups: readonly { entry: Entry; group: Group | undefined }[];
  rotations: readonly (Rotation | undefined)[];
  settings: ChannelSettings | undefined;
}

interface Named {
  name: string;
  what: string;
  spot: Spot;
}

/**
 * Nobody may be taken for somebody else: ids and groups, and full names, are told apart at a glance; an account of Slack or PagerDuty is
 * one person's, or one human would be counted as two.
 */
export function checkIdentities(read: PeopleRead, report: Report): void {
  const nameSpot = ({ entry }: PeopleRead['people'][number]): Spot =>
    entryOf(entry.value, 'name')?.value ?? entry.spot;
  const ids: Named[] = [
    ...read.people.map(({ entry }) => ({ name: entry.key, what: 'the person', spot: entry.spot })),
    ...read.groups.map(({ entry }) => ({ name: entry.key, what: 'the group', spot: entry.spot })),
  ];
  const audiences = Object.keys(read.settings?.audiences ?? {});
  sayTwins(ids, report);
  sayTwins(
    read.people.flatMap((one) =>
      one.person ? [{ name: one.person.name, what: 'the person', spot: nameSpot(one) }] : [],
    ),
    report,
  );
  for (const { name, what, spot } of ids) {
    if (audiences.includes(name))
      report.error(
        spot,
        'names-alike',
        `rebound.yaml has an audience "${name}", too: call ${what} something else`,
      );
  }
  for (const one of read.people) {
    const twin = read.people.find(
      ({ entry }) => plainName(entry.key) === plainName(one.person?.name ?? '') && entry !== one.entry,
    );
    if (twin && one.person)
      report.error(
        nameSpot(one),
        'names-alike',
        `found "${one.person.name}", which is what another person is called in line ${twin.entry.spot.position.line}`,
      );
  }
  sayShared(read, report);
}

function sayTwins(named: readonly Named[], report: Report): void {
  const seen = new Map<string, Named[]>();
  for (const one of named) {
    const skeleton = skeletonOf(one.name);
    const before = seen.get(skeleton) ?? [];
    seen.set(skeleton, [...before, one]);
    const twin = before.find(({ name }) => isSameName(name, one.name));
    if (!twin) continue;
    const { line } = twin.spot.position;
    const how =
      plainName(twin.name) === plainName(one.name)
        ? `is called so in line ${line}, too`
        : `in line ${line} looks the same to a tired eye ("${twin.name}")`;
    const message = `found "${one.name}", but ${twin.what} ${how}: give one of them another name`;
    report.error(one.spot, 'names-alike', message);
  }
}

function sayShared({ people }: PeopleRead, report: Report): void {
  const seen = new Map<string, string>();
  const say = (key: string, id: string, what: string, spot: Spot) => {
    const other = seen.get(key);
    if (other === undefined) seen.set(key, id);
    else
      report.error(
        spot,
        'same-account',
        `${other} has this ${what}, too: one human would count as two people`,
      );
  };
  for (const { entry, person } of people) {
    if (!person) continue;
    const slack = person.channels.findIndex(({ channel }) => channel === 'slack');
    const list = entryOf(entry.value, 'channels')?.value;
    const spot = (list?.kind === 'list' ? list.items[slack] : undefined) ?? entry.spot;
    if (slack >= 0) say(`slack ${person.channels[slack]?.to ?? ''}`, person.id, 'Slack member', spot);
    const user = entryOf(entry.value, 'pagerduty_user')?.value ?? entry.spot;
    if (person.pagerdutyUser !== undefined)
      say(`pagerduty ${person.pagerdutyUser}`, person.id, 'user of PagerDuty', user);
  }
}
