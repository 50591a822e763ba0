import { dayNumber, instantOn, localDay, timeOfDay } from './local-time.ts';
import type { Directory, Override, Person, QuietHours, Rotation } from './people.ts';

/** Hours in which nobody is ever quiet: `quiet: false` of people.yaml, where the directory has some for everybody else. */
export const neverQuiet: QuietHours = { from: '00:00', to: '00:00' };

/** A name as it is compared: capitals, width of letters and doubled spaces make no other person. */
export function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ');
}

/** The person of that id or full name, however it is capitalised; an id goes before a name. */
export function personCalled(directory: Directory, text: string): Person | undefined {
  const wanted = plainName(text);
  const people = Object.values(directory.people);
  return (
    people.find(({ id }) => plainName(id) === wanted) ?? people.find(({ name }) => plainName(name) === wanted)
  );
}

/** Ids of the people that a name stands for: a group's members, or the one person. None when nobody knows it. */
export function membersOf(directory: Directory, who: string): string[] {
  const group = groupOf(directory, who);
  if (group) return [...group.members];
  const person = personCalled(directory, who);
  return person ? [person.id] : [];
}

/** Names of the groups that a person is in. */
export function groupsOf(directory: Directory, person: string): string[] {
  return Object.values(directory.groups)
    .filter(({ members }) => members.includes(person))
    .map(({ name }) => name);
}

/** Whether that is a person or a group. */
export function isKnown(directory: Directory, who: string): boolean {
  return groupOf(directory, who) !== undefined || personCalled(directory, who) !== undefined;
}

/** The rotation of a group; undefined for a person, and for a group whose members are all woken. */
export function rotationOf(directory: Directory, who: string): Rotation | undefined {
  const name = groupOf(directory, who)?.rotation;
  return name !== undefined && Object.hasOwn(directory.rotations, name)
    ? directory.rotations[name]
    : undefined;
}

/** The people whom PagerDuty calls by these ids of its users; one that nobody has is left out. */
export function userIds(directory: Directory, users: readonly string[]): string[] {
  const people = Object.values(directory.people);
  return users.flatMap((user) => people.find(({ pagerdutyUser }) => pagerdutyUser === user)?.id ?? []);
}

/**
 * Ids of whoever is on call at a time (milliseconds since the epoch): who stands in goes first. `external`: the people who are on call
 * by PagerDuty's schedule, where it was asked (`userIds` makes people of what it says).
 */
export function onCallAt(rotation: Rotation, at: number, external: readonly string[] = []): string[] {
  const standIn = rotation.overrides.find((override) => covers(override, at));
  if (standIn) return [standIn.who];
  if (rotation.kind === 'pagerduty') return [...external];
  const turn = turnAt(rotation, at);
  const person = turn === undefined ? undefined : rotation.people[turn % rotation.people.length];
  return person === undefined ? [] : [person];
}

/**
 * When somebody else comes on call, or nobody does: the first change after `at`. Undefined when there is none, or when it is PagerDuty
 * who knows. A shift that goes on because the same person is next is no change.
 */
export function shiftEnds(rotation: Rotation, at: number): number | undefined {
  if (rotation.kind === 'pagerduty') return nextEdge(rotation.overrides, at);
  const now = onCallAt(rotation, at).join();
  let here = at;
  // From each edge on, every person's turn: whatever is the same by then stays so.
  const looks = (2 * rotation.overrides.length + 1) * (rotation.people.length + 1);
  for (let looked = 0; looked <= looks; looked += 1) {
    const next = nextChange(rotation, here);
    if (next === undefined || onCallAt(rotation, next).join() !== now) return next;
    here = next;
  }
  return undefined;
}

/** Whom a level wakes, and why it is more people than the one who is on call. */
export interface Woken {
  people: string[];
  /** In words, for a finding: nobody is on call, PagerDuty did not answer. */
  because?: string;
}

/**
 * Who is woken for a name at a time: a person, who is on call for a group with a rotation, all members of one without. When nobody is
 * on call, or PagerDuty does not answer, all members: somebody has to hear it. `external`: what PagerDuty says, ids of its users by
 * schedule; a schedule that is missing there did not answer.
 */
export function wokenFor(
  directory: Directory,
  who: string,
  at: number,
  external: Readonly<Record<string, readonly string[]>> = {},
): Woken {
  const members = membersOf(directory, who);
  const rotation = rotationOf(directory, who);
  if (members.length === 0) return { people: [], because: `people.yaml has no person and no group "${who}"` };
  if (!rotation) return { people: members };
  const said = rotation.kind === 'pagerduty' ? external[rotation.schedule] : [];
  const people = onCallAt(rotation, at, userIds(directory, said ?? []));
  return people.length > 0 ? { people } : { people: members, because: whyNobody(rotation, said, at) };
}

function whyNobody(rotation: Rotation, said: readonly string[] | undefined, at: number): string {
  const all = 'all members are paged';
  if (rotation.kind === 'turns') {
    const first = turnStart(rotation, 0);
    const when = at < first ? `it begins on ${rotation.start}` : `it ended on ${rotation.end ?? ''}`;
    return `nobody is on call in the rotation "${rotation.name}" (${when}): ${all}`;
  }
  const schedule = `PagerDuty's schedule ${rotation.schedule}`;
  if (said === undefined) return `${schedule} did not say who is on call: ${all}`;
  if (said.length === 0) return `nobody is on call in ${schedule}: ${all}`;
  return `people.yaml knows nobody with the pagerduty_user ${said.join(' or ')}, who is on call in ${schedule}: ${all}`;
}

/** Whether it is within the person's quiet hours: their own, or else those of everybody, in their zone. */
export function isQuiet(directory: Directory, person: string, at: number): boolean {
  const found = Object.hasOwn(directory.people, person) ? directory.people[person] : undefined;
  const quiet = found?.quiet ?? directory.quiet;
  if (!found || !quiet) return false;
  const [from, to] = [timeOfDay(quiet.from), timeOfDay(quiet.to)];
  if (from === undefined || to === undefined || from === to) return false;
  const today = localDay(found.zone, at);
  // By instants, not by what the wall shows: an hour that comes twice is quiet once, or somebody would be woken, and then not.
  return [today - 1, today].some((day) => {
    const ends = instantOn(found.zone, to > from ? day : day + 1, to);
    return at >= instantOn(found.zone, day, from) && at < ends;
  });
}

type Turns = Extract<Rotation, { kind: 'turns' }>;

function groupOf(directory: Directory, who: string) {
  return Object.hasOwn(directory.groups, who) ? directory.groups[who] : undefined;
}

function covers({ from, to }: Override, at: number): boolean {
  return at >= from && at < to;
}

/** When a turn begins: at the hand-over of its first local day. */
function turnStart({ zone, start, at, days }: Turns, turn: number): number {
  return instantOn(zone, (dayNumber(start) ?? 0) + turn * days, timeOfDay(at) ?? 0);
}

/** The turn that an instant is in; undefined before the first and after the last. */
function turnAt(rotation: Turns, at: number): number | undefined {
  const end = endOf(rotation);
  if (at < turnStart(rotation, 0) || (end !== undefined && at >= end)) return undefined;
  const passed = localDay(rotation.zone, at) - (dayNumber(rotation.start) ?? 0);
  let turn = Math.floor(passed / rotation.days);
  while (turnStart(rotation, turn) > at) turn -= 1;
  while (turnStart(rotation, turn + 1) <= at) turn += 1;
  return turn;
}

function nextEdge(overrides: readonly Override[], after: number): number | undefined {
  const later = overrides.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > after);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** When it may be somebody else's turn next; while somebody stands in, hand-overs change nothing. */
function nextChange(rotation: Turns, after: number): number | undefined {
  const edge = nextEdge(rotation.overrides, after);
  if (rotation.overrides.some((override) => covers(override, after))) return edge;
  const turn = nextTurn(rotation, after);
  return edge === undefined || turn === undefined ? (edge ?? turn) : Math.min(edge, turn);
}

/** The next hand-over after an instant; the end counts as one. One person alone hands over to nobody. */
function nextTurn(rotation: Turns, at: number): number | undefined {
  const first = turnStart(rotation, 0);
  const end = endOf(rotation);
  if (at < first) return first;
  const turn = turnAt(rotation, at);
  if (turn === undefined) return undefined;
  if (new Set(rotation.people).size === 1) return end;
  const next = turnStart(rotation, turn + 1);
  return end === undefined ? next : Math.min(end, next);
}

function endOf({ zone, end, at }: Turns): number | undefined {
  const day = end === undefined ? undefined : dayNumber(end);
  return day === undefined ? undefined : instantOn(zone, day, timeOfDay(at) ?? 0);
}
