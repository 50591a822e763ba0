import { parseDuration } from '../../model/duration.ts';
import { dayNumber, timeOfDay } from '../../model/local-time.ts';
import type { Rotation } from '../../model/people.ts';
import { fieldsOf, hasBroken, type Fields, type KeyWords } from '../shape.ts';
import { describeNode, type Entry, entryOf, type Node } from '../yaml-node.ts';
import { textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';
import { type KnownPeople, readMembers } from './read-members.ts';
import { readOverrides } from './read-overrides.ts';
import { readZone } from './read-zone.ts';

const daySeconds = 86_400;
const turnKeys: KeyWords = {
  known: ['people', 'zone', 'start', 'hand_over', 'every', 'end', 'overrides'],
  required: {
    people: 'who is on call, one after the other: [ana, ben]',
    zone: 'the time zone of the hand-over, such as Europe/Madrid',
    start: 'the day of the first shift, such as 2026-11-02',
    hand_over: 'when the shift changes, such as "09:00"',
    every: 'how long a shift is, such as 7d',
  },
  what: 'a rotation: a map with people, zone, start, hand_over, every; or { pagerduty: PSCHED1 }',
};
const scheduleKeys: KeyWords = {
  known: ['pagerduty', 'zone', 'overrides'],
  required: {},
  what: 'a map such as { pagerduty: PSCHED1 }',
  elsewhere: Object.fromEntries(
    ['people', 'start', 'hand_over', 'every', 'end'].map((key) => [
      key,
      `PagerDuty's schedule says who is on call and when: leave "${key}" out, or "pagerduty"`,
    ]),
  ),
};

/** One entry of `rotations`. */
export function readRotation(entry: Entry, known: KnownPeople, reading: PeopleReading): Rotation | undefined {
  const scheduled = entryOf(entry.value, 'pagerduty') !== undefined;
  const fields = fieldsOf(entry.value, scheduled ? scheduleKeys : turnKeys, reading.report);
  if (!fields) return undefined;
  return scheduled
    ? readSchedule(entry.key, fields, known, reading)
    : readTurns(entry.key, fields, known, reading);
}

function readSchedule(
  name: string,
  fields: Fields,
  known: KnownPeople,
  reading: PeopleReading,
): Rotation | undefined {
  const { report, settings } = reading;
  const node = fields.get('pagerduty');
  const schedule = textOf(node);
  const overridesNode = fields.get('overrides');
  const zone = readZone(fields.get('zone'), report);
  if (overridesNode && !fields.get('zone'))
    report.error(
      overridesNode,
      'missing-key',
      '"zone" is missing, expected the time zone of these times, such as Europe/Madrid',
    );
  const overrides = readOverrides(overridesNode, zone, known, reading);
  if (!node || hasBroken(node)) return undefined;
  if (schedule === undefined || !/^[PQ][A-Z0-9]{3,19}$/.test(schedule)) {
    const expected = 'the id of a schedule of PagerDuty, such as PSCHED1: the end of its address';
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
    return undefined;
  }
  if (settings && !settings.pagerduty?.apiToken) {
    const how = 'add channels: { pagerduty: { api_token: secret:rebound-channels/pagerduty#api } }';
    report.error(
      node,
      'unknown-channel',
      `rebound.yaml has no api_token of PagerDuty to ask its schedules with: ${how}`,
    );
    return undefined;
  }
  return overrides && { kind: 'pagerduty', name, schedule, overrides };
}

function readTurns(
  name: string,
  fields: Fields,
  known: KnownPeople,
  reading: PeopleReading,
): Rotation | undefined {
  const { report } = reading;
  const what = {
    list: 'a list of people such as [ana, ben]',
    empty: 'nobody is in this rotation, so nobody is ever on call: write who takes turns',
  };
  const people = readMembers(fields.get('people'), what, known, reading);
  const zone = readZone(fields.get('zone'), report);
  const day = 'a day such as 2026-11-02';
  const start = read(fields.get('start'), day, (text) => dayNumber(text) !== undefined, reading);
  const end = read(fields.get('end'), day, (text) => dayNumber(text) !== undefined, reading);
  const at = read(
    fields.get('hand_over'),
    'a time of day such as "09:00"',
    (text) => timeOfDay(text) !== undefined,
    reading,
  );
  const every = read(fields.get('every'), 'whole days such as 7d, at most 366d', isDays, reading);
  const overrides = readOverrides(fields.get('overrides'), zone, known, reading);
  const endNode = fields.get('end');
  if (
    endNode &&
    start !== undefined &&
    end !== undefined &&
    (dayNumber(end) ?? 0) <= (dayNumber(start) ?? 0)
  ) {
    report.error(
      endNode,
      'wrong-value',
      `found ${describeNode(endNode)}, expected a day after the start, ${start}`,
    );
    return undefined;
  }
  if (
    !people ||
    zone === undefined ||
    start === undefined ||
    at === undefined ||
    every === undefined ||
    !overrides
  )
    return undefined;
  const days = (parseDuration(every) ?? daySeconds) / daySeconds;
  return {
    kind: 'turns',
    name,
    people,
    zone,
    start,
    at,
    days,
    ...(end === undefined ? {} : { end }),
    overrides,
  };
}

function read(
  node: Node | undefined,
  expected: string,
  fits: (text: string) => boolean,
  { report }: PeopleReading,
): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const text = textOf(node);
  if (text !== undefined && fits(text)) return text;
  report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
  return undefined;
}

function isDays(text: string): boolean {
  const seconds = parseDuration(text) ?? 0;
  return seconds > 0 && seconds % daySeconds === 0 && seconds <= 366 * daySeconds;
}
