import { describe, expect, test } from '@jest/globals';
import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { play } from '../../lib/rehearsal/play.ts';
import type { Schedule } from '../../lib/rehearsal/schedule.ts';
import { traceOf } from '../../lib/rehearsal/story.ts';
import { hashOf } from '../../lib/model/json.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

const parts = campaignRunbooks();
const traceOfSchedule = async (schedule: Schedule) => traceOf(await play(schedule, parts));

describe('the same schedule is the same play, byte for byte', () => {
  test.each([0, 1, 2, 3, 5, 7, 10, 17, 18, 26, 33])('seed %d', async (seed) => {
    const first = await traceOfSchedule(scheduleOf(seed, cast));
    expect(first.length).toBeGreaterThan(1000);
    expect(hashOf(await traceOfSchedule(scheduleOf(seed, cast)))).toBe(hashOf(first));
  });

  test('also when another play goes on at the same time', async () => {
    const alone = await traceOfSchedule(scheduleOf(14, cast));
    const [beside] = await Promise.all([
      traceOfSchedule(scheduleOf(14, cast)),
      traceOfSchedule(scheduleOf(15, cast)),
    ]);
    expect(hashOf(beside)).toBe(hashOf(alone));
  });

  test('also when the schedule was written down and read again', async () => {
    const schedule = scheduleOf(22, cast);
    const read: Schedule = JSON.parse(JSON.stringify(schedule));
    expect(read).toEqual(schedule);
    expect(hashOf(await traceOfSchedule(read))).toBe(hashOf(await traceOfSchedule(schedule)));
  });

  test('another seed is another play', async () => {
    const [one, other] = [
      await traceOfSchedule(scheduleOf(4, cast)),
      await traceOfSchedule(scheduleOf(8, cast)),
    ];
    expect(one).not.toBe(other);
  });
});
