import { addresses, names, slackMember } from './addresses.ts';
import { about, fields, given, has, type JsonSchema, refuses } from './json-schema.ts';
import { duration, matching, text } from './values.ts';

const time = (markdown: string, example: string): JsonSchema =>
  matching(markdown, '^(?:[01]\\d|2[0-3]):[0-5]\\d$', `a time of day such as "${example}"`, example);
const day = (markdown: string, example: string): JsonSchema =>
  matching(markdown, '^\\d{4}-\\d\\d-\\d\\d$', `a day such as ${example}`, example);
const localTime = (markdown: string, example: string): JsonSchema =>
  matching(markdown, '^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d$', `a time such as ${example}`, example);
const byName = (markdown: string, additionalProperties: JsonSchema): JsonSchema => ({
  ...about(markdown),
  type: 'object',
  propertyNames: names,
  additionalProperties,
});
const listOfPeople = (markdown: string): JsonSchema => ({
  ...about(markdown),
  type: 'array',
  minItems: 1,
  items: text('The id of a person.', 'ana'),
});

const zone = text('A time zone by its IANA name.', 'Europe/Madrid', 'America/New_York', 'UTC');
const quiet = fields(
  'Quiet hours, every day, in the zone of the person. What is `critical` wakes all the same.',
  {
    from: time('When they begin.', '22:00'),
    to: time('When they end; the next day, where that is earlier.', '07:00'),
  },
  ['from', 'to'],
);

const channel: JsonSchema = {
  ...fields('One way to reach the person.', { slack: slackMember, ...addresses }),
  type: ['string', 'object'],
  pattern: '^terminal$',
  errorMessage: 'expected a channel such as "slack: U01ANA", or terminal',
  minProperties: 1,
};

const person = fields(
  'A person.',
  {
    name: text('The full name: what others see.', 'Ana Lopez'),
    zone,
    channels: {
      ...about('How the person is reached, in the order in which that is tried.'),
      type: 'array',
      minItems: 1,
      items: channel,
    },
    quiet: {
      ...quiet,
      ...about('Quiet hours of this person, or `false` for none; without it those of the file.'),
      type: ['object', 'boolean'],
    },
    pagerduty_user: matching(
      "PagerDuty's id of the person: who is on call in its schedules, and who acknowledges there.",
      '^[PQ][A-Z0-9]{3,19}$',
      "PagerDuty's id of the person, such as PANA123",
      'PANA123',
    ),
  },
  ['name', 'zone', 'channels'],
);

const group: JsonSchema = {
  ...fields(
    'Who is asked and told together: a list of people, or a map with a rotation, too.',
    {
      members: listOfPeople('All who may speak for the group.'),
      rotation: text('The rotation that says who of them is woken; without it all are.', 'platform'),
    },
    ['members'],
  ),
  type: ['array', 'object'],
  minItems: 1,
  items: text('The id of a person.', 'ana'),
};

const turns = ['people', 'start', 'hand_over', 'every', 'end'];
const rotation: JsonSchema = {
  ...fields('Who is on call, and when: people in turns, or a schedule of PagerDuty.', {
    people: listOfPeople('Who takes turns, in this order.'),
    zone: { ...zone, ...about('The time zone of the hand-over, and of the overrides.') },
    start: day('The day of the first shift; before it nobody is on call.', '2026-11-02'),
    hand_over: time('When the shift changes, by the clock on the wall.', '09:00'),
    every: duration('How long a shift is, in whole days.', '7d', '1d'),
    end: day('From the hand-over of this day on nobody is on call.', '2027-11-01'),
    pagerduty: matching(
      'The id of a schedule of PagerDuty, which then says who is on call.',
      '^[PQ][A-Z0-9]{3,19}$',
      'the id of a schedule, such as PSCHED1',
      'PSCHED1',
    ),
    overrides: {
      ...about('Who stands in for whoever would be on call.'),
      type: 'array',
      items: fields(
        'Somebody stands in.',
        {
          from: localTime('From when, in the zone of the rotation.', '2026-11-24T18:00'),
          to: localTime('Until when.', '2026-11-25T09:00'),
          who: text('The id of a person.', 'ben'),
        },
        ['from', 'to', 'who'],
      ),
    },
  }),
  allOf: [
    given(has('pagerduty'), refuses(turns, "PagerDuty's schedule says who is on call and when"), {
      required: ['people', 'zone', 'start', 'hand_over', 'every'],
    }),
  ],
};

/** The editor's schema of people.yaml. */
export function peopleSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...fields('Who is there, who is on call, and how each is reached.', {
      people: {
        ...byName('People by id: what stands in runbooks and in the history.', person),
        minProperties: 1,
      },
      groups: byName('Groups by name: whom runbooks ask.', group),
      rotations: byName('Who is on call, by the names that groups give.', rotation),
      quiet_hours: { ...quiet, ...about('Quiet hours of everybody who has none of their own.') },
    }),
    allOf: [{ required: ['people'] }],
  };
}
