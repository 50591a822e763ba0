import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline, type Pace } from '../../lib/engine/clock.ts';
import { randomIds } from '../../lib/engine/random.ts';

const timeline = (seed = 1) => new Timeline({ start: 1000, random: seededRandom(seed) });
const never = new Promise<void>(() => {});

describe('virtual time', () => {
  test('jumps from one due instant to the next, in order', async () => {
    const clock = timeline();
    const seen: string[] = [];
    const note = (name: string, ms: number) =>
      clock.sleep(ms).then(() => seen.push(`${name} at ${clock.now()}`));
    const all = Promise.all([note('c', 3_600_000), note('a', 1), note('b', 20)]);
    expect(await clock.until(all)).toBe('met');
    expect(seen).toEqual(['a at 1001', 'b at 1020', 'c at 3601000']);
  });

  test('stands still while something runs that has no timer', async () => {
    const clock = timeline();
    const work = async (): Promise<number> => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      return clock.now();
    };
    const working = work();
    void clock.sleep(10);
    await clock.until(working);
    expect(await working).toBe(1000);
  });

  test('lets one go at a time: what it wakes runs before the next of the same instant', async () => {
    const clock = timeline();
    const seen: string[] = [];
    const sleeper = async (name: string): Promise<void> => {
      await clock.sleep(5);
      seen.push(`${name} wakes`);
      await Promise.resolve();
      seen.push(`${name} is done`);
    };
    await clock.until(Promise.all(['a', 'b', 'c'].map(sleeper)));
    for (let index = 0; index < seen.length; index += 2)
      expect(seen[index + 1]).toBe(seen[index]?.replace('wakes', 'is done'));
  });

  test('picks among equals by its seed: the same seed the same order, other seeds other orders', async () => {
    const order = async (seed: number): Promise<string> => {
      const clock = timeline(seed);
      const seen: string[] = [];
      await clock.until(
        Promise.all(['a', 'b', 'c', 'd'].map((name) => clock.sleep(5).then(() => seen.push(name)))),
      );
      return seen.join('');
    };
    const orders = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(order));
    expect(await order(3)).toBe(orders[2]);
    expect(new Set(orders).size).toBeGreaterThan(3);
  });

  test('does not advance while something outside is in flight', async () => {
    const clock = timeline();
    let answer: (value: string) => void = () => {};
    const asked = clock.outside(new Promise<string>((resolve) => (answer = resolve)));
    let woken = false;
    const sleeping = clock.sleep(10).then(() => (woken = true));
    const driven = clock.until(sleeping);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect([woken, clock.now()]).toEqual([false, 1000]);
    answer('now');
    expect([await asked, await driven, clock.now()]).toEqual(['now', 'met', 1010]);
  });

  test('something outside that fails counts as settled', async () => {
    const clock = timeline();
    await expect(clock.outside(Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await clock.until(clock.sleep(10))).toBe('met');
  });

  test('reports idle when nobody sleeps and nothing is outside', async () => {
    const clock = timeline();
    void clock.sleep(5);
    expect([await clock.until(never), clock.now()]).toEqual(['idle', 1005]);
  });

  test('waits for news instead, when asked to', async () => {
    const clock = timeline();
    let met = false;
    const driven = clock.until(() => met, { whenIdle: 'wait' });
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    void clock.sleep(7).then(() => (met = true));
    expect([await driven, clock.now()]).toEqual(['met', 1007]);
  });

  test('an aborted sleeper rejects with the reason and time does not pass for it', async () => {
    const clock = timeline();
    const abort = new AbortController();
    const sleeping = clock.sleep(1_000_000, abort.signal);
    abort.abort(new Error('not any more'));
    await expect(sleeping).rejects.toThrow('not any more');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('not any more');
    expect([await clock.until(never), clock.now()]).toEqual(['idle', 1000]);
  });

  test('keeps thousands of sleepers in order', async () => {
    const clock = timeline();
    const random = seededRandom(7);
    const seen: number[] = [];
    const sleeps = Array.from({ length: 2000 }, () => Math.floor(random() * 500));
    await clock.until(Promise.all(sleeps.map((ms) => clock.sleep(ms).then(() => seen.push(ms)))));
    expect(seen).toEqual([...sleeps].sort((a, b) => a - b));
  });

  test('two drive at once', async () => {
    const clock = timeline();
    const both = await Promise.all([clock.until(clock.sleep(10)), clock.until(clock.sleep(20))]);
    expect([both, clock.now()]).toEqual([['met', 'met'], 1020]);
  });
});

/** A machine whose time a test moves. */
function fakeMachine() {
  const timers = new Set<{ at: number; wake: () => void }>();
  const machine = {
    time: 50_000,
    now: () => machine.time,
    after(ms: number, wake: () => void) {
      const timer = { at: machine.time + ms, wake };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms: number) {
      const end = machine.time + ms;
      for (;;) {
        await settle();
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        machine.time = next.at;
        timers.delete(next);
        next.wake();
      }
      machine.time = end;
    },
  };
  return machine;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const paced = (pace: Pace) => {
  const machine = fakeMachine();
  return { machine, clock: new Timeline({ start: 1000, random: seededRandom(1), pace, machine }) };
};

describe('paced time', () => {
  test('flows with the machine’s, times the factor', async () => {
    const { machine, clock } = paced(60);
    let woken = 0;
    void clock.until(clock.sleep(120_000).then(() => (woken = clock.now())));
    await machine.advance(1000);
    expect(clock.now()).toBe(61_000);
    await machine.advance(999);
    expect(woken).toBe(0);
    await machine.advance(1);
    await settle();
    expect(woken).toBe(121_000);
  });

  test('never runs beyond the next due instant, however late the driver is', async () => {
    const { machine, clock } = paced(10);
    void clock.until(clock.sleep(50), { whenIdle: 'wait' });
    await settle();
    machine.time += 3;
    expect(clock.now()).toBe(1030);
    machine.time += 1000;
    expect(clock.now()).toBe(1050);
  });

  test('a pause of an hour ends at once when the pace becomes virtual', async () => {
    const { clock } = paced(1);
    const driven = clock.until(clock.sleep(3_600_000));
    await settle();
    clock.pace('virtual');
    expect([await driven, clock.now()]).toEqual(['met', 3_601_000]);
  });

  test('slowing down keeps the instant and changes what is left', async () => {
    const { machine, clock } = paced(100);
    let woken = false;
    void clock.until(clock.sleep(10_000).then(() => (woken = true)));
    await machine.advance(50);
    clock.pace(1);
    expect(clock.now()).toBe(6000);
    await machine.advance(4999);
    await settle();
    expect([woken, clock.now()]).toEqual([false, 10_999]);
    await machine.advance(1);
    await settle();
    expect([woken, clock.now()]).toEqual([true, 11_000]);
  });

  test('something shorter that comes in while it waits goes first', async () => {
    const { machine, clock } = paced(1);
    const seen: string[] = [];
    void clock.until(
      clock.sleep(60_000).then(() => seen.push('long')),
      { whenIdle: 'wait' },
    );
    await settle();
    void clock.sleep(1000).then(() => seen.push('short'));
    await machine.advance(1000);
    await settle();
    expect([seen, clock.now()]).toEqual([['short'], 2000]);
  });

  test('stands still while something works, or is in flight outside', async () => {
    const { machine, clock } = paced(100);
    machine.time += 5000; // nobody drives: what happens is work
    expect(clock.now()).toBe(1000);
    const driven = clock.until(clock.sleep(1000));
    const disk = Promise.withResolvers<void>();
    const done = clock.outside(disk.promise);
    await machine.advance(700);
    expect(clock.now()).toBe(1000);
    disk.resolve();
    await done;
    await settle();
    await machine.advance(10);
    expect([await driven, clock.now()]).toEqual(['met', 2000]);
  });
});

test('real time is the machine’s, whatever is due', async () => {
  const { machine, clock } = paced('real');
  const driven = clock.until(clock.sleep(10));
  expect(clock.now()).toBe(50_000);
  await machine.advance(25);
  expect([clock.now(), await driven]).toEqual([50_025, 'met']);
});

test('chance is the same for the same seed, even, and within [0, 1)', () => {
  const random = seededRandom(42);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(numbers.slice(0, 3)).toEqual(Array.from({ length: 3 }, seededRandom(42)));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  expect(randomIds(seededRandom(1))()).toMatch(/^[a-z2-7]{26}$/);
});
