import { afterEach, expect, test } from '@jest/globals';
import type { Transport, WireAnswer } from '../../lib/model/transport.ts';
import { closeStories } from '../language/story.ts';
import { type Asked, asked, crew, minutes, oneQuestion } from './reaching-story.ts';

afterEach(closeStories);

const onlyOncall = [{ who: 'oncall', for: 3600 }];

/** Who was paged first from a time on, and what the record says of it. */
async function pagedFrom(story: Asked, from: string): Promise<string[]> {
  const pages = (await story.paged()).filter(({ at }) => at >= from);
  return [...new Set(pages.map(({ person }) => person))].sort();
}
const findingsOf = async (story: Asked) => {
  const { events } = await story.operations.events(story.run.run, '');
  return events.flatMap(({ findings }) => findings ?? []).map(({ text }) => text);
};

test('the rotation ends while people are asked: from then on all members are paged, and the record says why', async () => {
  const people = crew();
  const { turns } = people.rotations;
  if (turns?.kind !== 'turns') throw new Error('turns');
  // The run begins at 03:12 UTC; nobody is on call from 04:00 on.
  const story = await asked(oneQuestion(onlyOncall), {
    directory: { ...people, rotations: { turns: { ...turns, end: '2026-11-24' } } },
  });
  await story.run.asked('What now?');
  await story.pass(minutes(54));
  const before = (await story.paged()).filter(({ at }) => at < '2026-11-24T04:00');
  expect(new Set(before.map(({ person }) => person))).toEqual(new Set(['ana']));
  expect(await pagedFrom(story, '2026-11-24T04:00')).toEqual(['ana', 'ben', 'cleo']);
  expect((await findingsOf(story)).filter((text) => text.includes('nobody is on call'))).toEqual([
    'nobody is on call in the rotation "turns" (it ended on 2026-11-24): all members are paged',
  ]);
});

test('an override into a shift, and out of it again: each is paged in their hours', async () => {
  const people = crew();
  const { turns } = people.rotations;
  if (turns?.kind !== 'turns') throw new Error('turns');
  const overrides = [
    { from: Date.parse('2026-11-24T03:30:00Z'), to: Date.parse('2026-11-24T03:50:00Z'), who: 'cleo' },
  ];
  const story = await asked(oneQuestion(onlyOncall), {
    directory: { ...people, rotations: { turns: { ...turns, overrides } } },
  });
  await story.run.asked('What now?');
  await story.pass(minutes(54));
  const who = (await story.paged()).map(({ at, person }) => `${at.slice(11, 15)}0 ${person}`);
  const shifts = who.map((line) => line.split(' ')[1]);
  const changes = shifts.filter((person, index) => person !== shifts[index - 1]);
  expect(changes).toEqual(['ana', 'cleo', 'ana', 'ben']);
});

test("PagerDuty's schedule says who: only they are paged; when it says nobody, all members are", async () => {
  let users = ['PBEN'];
  const answering =
    (transport: Transport): Transport =>
    async (request, signal) => {
      if (!request.url.includes('/oncalls')) return transport(request, signal);
      const oncalls = users.map((id) => ({
        user: { id, type: 'user_reference' },
        schedule: { id: 'PSCHED1', type: 'schedule_reference' },
        escalation_level: 1,
      }));
      return json({ oncalls, limit: 100, offset: 0, more: false, total: null });
    };
  const people = crew();
  const { ben } = people.people;
  if (!ben) throw new Error('ben');
  const directory = { ...people, people: { ...people.people, ben: { ...ben, pagerdutyUser: 'PBEN' } } };
  const level = [{ who: 'schedule', for: 3600 }];
  const story = await asked(oneQuestion(level), { directory, around: answering });
  await story.run.asked('What now?');
  await story.pass(minutes(4));
  expect(await pagedFrom(story, '')).toEqual(['ben']);
  users = [];
  await story.pass(minutes(3));
  expect(await pagedFrom(story, '')).toEqual(['ana', 'ben']);
  expect(await findingsOf(story)).toContain(
    "nobody is on call in PagerDuty's schedule PSCHED1: all members are paged",
  );
});

function json(body: object): WireAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}
