import { describe, expect, test } from '@jest/globals';
import { keepAttendance } from '../../lib/cli/attendance.ts';
import type { Pace } from '../../lib/local/local-contract.ts';
import { jumpingClock } from './fake-io.ts';

function sandbox() {
  const clock = jumpingClock();
  const seen: (Pace | 'people' | 'silence')[] = [];
  let ask: (id: string) => void = () => {};
  const attendance = keepAttendance(
    {
      clock: { now: () => 0, pace: (pace) => seen.push(pace) },
      onQuestion: (callback) => {
        ask = callback;
      },
      peopleAnswer: (on) => seen.push(on ? 'people' : 'silence'),
    },
    clock,
    () => 240,
  );
  return { clock, seen, attendance, ask: (id: string) => ask(id) };
}
const atTheTerminal = ['silence', 1];
const goesOn = ['people', 240];

describe('a question while somebody is at the terminal', () => {
  test('waits 1:1 for five seconds, then time goes on', async () => {
    const { clock, seen, attendance, ask } = sandbox();
    await attendance.attend('watching');
    ask('one');
    await clock.sleep(4900);
    expect(seen).toEqual(atTheTerminal);
    await clock.sleep(200);
    expect(seen).toEqual([...atTheTerminal, ...goesOn]);
  });

  test('waits longer for who types, as long as they are there', async () => {
    const { clock, seen, attendance, ask } = sandbox();
    await attendance.attend('watching');
    ask('one');
    await clock.sleep(4000);
    await attendance.attend('typing');
    await clock.sleep(9000);
    await attendance.attend('typing');
    await clock.sleep(9000);
    expect(seen).toEqual(atTheTerminal);
    await clock.sleep(2000);
    expect(seen).toEqual([...atTheTerminal, ...goesOn]);
  });

  test.each([
    ['answered', (parts: ReturnType<typeof sandbox>) => parts.attendance.answered()],
    ['left alone', (parts: ReturnType<typeof sandbox>) => void parts.attendance.attend('gone')],
  ])('once %s, time goes on at once, and once only', async (_what, end) => {
    const parts = sandbox();
    await parts.attendance.attend('watching');
    parts.ask('one');
    end(parts);
    expect(parts.seen).toEqual([...atTheTerminal, ...goesOn]);
    await parts.clock.sleep(60_000);
    expect(parts.seen).toEqual([...atTheTerminal, ...goesOn]);
  });

  test('its next level does not stop time again; another question does', async () => {
    const { clock, seen, attendance, ask } = sandbox();
    await attendance.attend('watching');
    ask('one');
    await clock.sleep(6000);
    seen.length = 0;
    ask('one');
    expect(seen).toEqual([]);
    ask('two');
    expect(seen).toEqual(atTheTerminal);
  });
});

test.each([
  ['nobody ever came', async () => {}],
  [
    'who came said nothing for ten seconds',
    async ({ attendance, clock }: ReturnType<typeof sandbox>) => {
      await attendance.attend('watching');
      await clock.sleep(10_001);
    },
  ],
])('a question changes nothing when %s', async (_what, before) => {
  const parts = sandbox();
  await before(parts);
  parts.ask('one');
  expect(parts.seen).toEqual([]);
});
