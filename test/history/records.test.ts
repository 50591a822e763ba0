import { describe, expect, test } from '@jest/globals';
import { noteAlarm } from '../../lib/history/alarms.ts';
import { eventsAfter, putEvent } from '../../lib/history/events.ts';
import { freeSlot, takeSlot } from '../../lib/history/slots.ts';
import { getStart, putStart } from '../../lib/history/starts.ts';
import { readStop, release, stopEverything } from '../../lib/history/stop-switch.ts';
import type { StartRecord } from '../../lib/model/run.ts';
import { anEvent, at } from './builders.ts';
import { again, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

const record: StartRecord = {
  execution: 'al-one',
  runbook: 'restore-namespace',
  mode: 'real',
  by: { kind: 'alarm', name: 'payments-namespace-gone' },
  because: 'threshold crossed',
  at: at(0),
};

inBothWorlds((world) => {
  describe('events', () => {
    test('are given in order, in pages, each once', async () => {
      const { table } = world();
      const run = 'events-in-order';
      const events = [
        anEvent({ run, at: at(1), n: 0 }),
        anEvent({
          run,
          at: at(1),
          n: 1,
          kind: 'step-failed',
          error: { code: 'NotFound', facts: { what: 'x' } },
        }),
        anEvent({
          run,
          at: at(1),
          n: 10,
          output: null,
          findings: [{ text: 'gone', bad: true }, { text: 'so' }],
        }),
        anEvent({
          run,
          at: at(2),
          state: 'A # state · ask',
          attempt: 2,
          uses: 'check-cluster',
          output: { a: [1] },
        }),
      ];
      for (const event of events.toReversed()) await putEvent(table, event);
      for (const event of events) await putEvent(table, { ...event, text: 'a late duplicate' });
      const all = await eventsAfter(table, run, '', 100);
      expect(all.events).toEqual(events);
      const first = await eventsAfter(table, run, '', 3);
      expect(first.events).toEqual(events.slice(0, 3));
      const second = await eventsAfter(table, run, first.after, 3);
      expect(second).toEqual({ events: events.slice(3), after: all.after });
      expect(await eventsAfter(table, run, second.after, 3)).toEqual({ events: [], after: all.after });
    });
    test('of a run without any are none', async () => {
      expect(await eventsAfter(world().table, 'nobody', '', 5)).toEqual({ events: [], after: '' });
    });
  });

  test('a start is noted once, under its execution', async () => {
    const { table } = world();
    expect(await getStart(table, 'al-one')).toBeUndefined();
    expect(await putStart(table, record)).toEqual(record);
    expect(await putStart(table, { ...record, at: at(9) })).toEqual(record);
    expect(await getStart(table, 'al-one')).toEqual(record);
  });

  test('the stop switch: the first one stays until it is released', async () => {
    const { table } = world();
    const stop = { by: 'ada', at: at(1), because: 'the region is burning' };
    expect(await readStop(table)).toBeNull();
    expect(await release(table)).toBeNull();
    expect(await stopEverything(table, stop)).toEqual(stop);
    expect(await stopEverything(table, { ...stop, by: 'bob', at: at(2) })).toEqual(stop);
    expect(await readStop(table)).toEqual(stop);
    expect(await release(table)).toEqual(stop);
    expect(await readStop(table)).toBeNull();
    const newer = { ...stop, at: at(3) };
    await stopEverything(table, newer);
    await release(table, stop); // a late repetition
    expect(await readStop(table)).toEqual(newer);
    const lossy = losingAnswers(world(), 1);
    expect(await again(() => release(lossy))).toBeNull();
    expect(await readStop(table)).toBeNull();
  });

  test('alarms: the distinct targets within the window', async () => {
    const { table } = world();
    const note = (seconds: number, ...targets: string[]) =>
      noteAlarm(table, { targets, at: at(seconds), windowMs: 600_000 });
    expect(await note(0, 'payments @ blue')).toEqual(['payments @ blue']);
    expect(await note(100, 'orders @ blue', 'payments @ blue')).toEqual(['orders @ blue', 'payments @ blue']);
    expect(await note(100, 'orders @ blue', 'payments @ blue')).toEqual(['orders @ blue', 'payments @ blue']);
    expect(await note(699, 'green')).toEqual(['green', 'orders @ blue', 'payments @ blue']);
    expect(await note(700, 'green')).toEqual(['green']);
    expect(await note(650, 'late @ blue')).toEqual(['green', 'late @ blue']);
    const lossy = losingAnswers(world(), 1);
    expect(await again(() => noteAlarm(lossy, { targets: ['x'], at: at(701), windowMs: 600_000 }))).toEqual([
      'green',
      'late @ blue',
      'x',
    ]);
  });

  test('alarms that come at once are all noted', async () => {
    const { table } = world();
    const day = 86_400;
    const targets = Array.from({ length: 8 }, (_, n) => `target-${n}`);
    await Promise.all(
      targets.map((target) => noteAlarm(table, { targets: [target], at: at(day), windowMs: 600_000 })),
    );
    expect(await noteAlarm(table, { targets: [], at: at(day), windowMs: 600_000 })).toEqual(targets);
  });

  test('slots: as many runs as may change something at once', async () => {
    const { table } = world();
    const take = (run: string, max = 2) => takeSlot(table, { run, max });
    expect(await take('a')).toEqual({ taken: true });
    expect(await take('b')).toEqual({ taken: true });
    expect(await take('a')).toEqual({ taken: true });
    expect(await take('c')).toEqual({ taken: false, holders: ['a', 'b'] });
    await freeSlot(table, 'a');
    await freeSlot(table, 'a');
    await freeSlot(table, 'nobody');
    expect(await take('c')).toEqual({ taken: true });
    expect(await take('b', 0)).toEqual({ taken: true });
    await freeSlot(table, 'b');
    await freeSlot(table, 'c');
    const many = await Promise.all(['p', 'q', 'r', 's', 't'].map((run) => take(run, 3)));
    expect(many.filter((place) => place.taken)).toHaveLength(3);
  });
});
