import { expect, test } from '@jest/globals';
import { hashOf } from '../../../lib/model/json.ts';
import { peopleScheduleOf } from '../../../lib/rehearsal/people/draw-people-schedule.ts';
import { namedPeople } from '../../../lib/rehearsal/people/named-people.ts';
import { play } from '../../../lib/rehearsal/play.ts';
import { traceOf } from '../../../lib/rehearsal/story.ts';
import { peopleCast, peopleRunbooks } from './runbooks.ts';

const parts = peopleRunbooks();
const traceOfSeed = async (seed: number) => {
  const watched = await play(peopleScheduleOf(seed, peopleCast), parts);
  return { trace: traceOf(watched), replies: watched.replies, words: watched.words };
};

test.each([2, 5, 11, 22, 49, 175])(
  'seed people-%d is the same play each time, byte for byte',
  async (seed) => {
    const first = await traceOfSeed(seed);
    expect(first.trace.length).toBeGreaterThan(1000);
    expect(hashOf(await traceOfSeed(seed))).toBe(hashOf(first));
  },
);

test('a schedule is found again by its id, and is plain data', () => {
  expect(namedPeople('people-17', peopleCast)).toEqual(peopleScheduleOf(17, peopleCast));
  expect(namedPeople('17', peopleCast)).toBeUndefined();
  const schedule = peopleScheduleOf(18, peopleCast);
  expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
});
