import { expect, test } from '@jest/globals';
import { putAskId, runOfAsk } from '../../lib/history/ask-ids.ts';
import { askById, openAsk } from '../../lib/history/asks.ts';
import { noteIncident, runOfIncident } from '../../lib/history/incidents.ts';
import { forget, markDone, meet } from '../../lib/history/seen.ts';
import { addTurnedAway, turnedAwayOn } from '../../lib/history/turned-away.ts';
import { anAsk } from './builders.ts';
import { inBothWorlds } from './in-both-worlds.ts';

const now = Date.parse('2026-11-24T03:12:44.000Z');

inBothWorlds((world) => {
  test('who comes first acts; who comes meanwhile waits; who comes later gets what was answered', async () => {
    const { table } = world();
    expect(await meet(table, 'one', now, 900)).toEqual({ met: 'new' });
    expect(await meet(table, 'one', now + 1000, 900)).toEqual({ met: 'under-way' });
    expect(await meet(table, 'other', now, 900)).toEqual({ met: 'new' });
    await markDone(table, 'one', 'done as told', now + 2000, 900);
    expect(await meet(table, 'one', now + 3000, 900)).toEqual({ met: 'done', answer: 'done as told' });
  });

  test('of many at the same moment one acts', async () => {
    const { table } = world();
    const met = await Promise.all(Array.from({ length: 8 }, () => meet(table, 'many', now, 900)));
    expect(met.filter((one) => one.met === 'new')).toHaveLength(1);
  });

  test('what was given up is anybody’s, and so is what nobody has been at for longer than a function lives', async () => {
    const { table } = world();
    await meet(table, 'failed', now, 900);
    await forget(table, 'failed');
    expect(await meet(table, 'failed', now, 900)).toEqual({ met: 'new' });
    await meet(table, 'died', now, 900);
    const later = await Promise.all(Array.from({ length: 4 }, () => meet(table, 'died', now + 76_000, 900)));
    expect(later.map((one) => one.met).toSorted()).toEqual(['new', 'under-way', 'under-way', 'under-way']);
  });

  test('names of the outside are in no key: they are hashed, whatever they hold', async () => {
    const { table } = world();
    expect(await meet(table, 'x'.repeat(100_000), now, 900)).toEqual({ met: 'new' });
    expect(await meet(table, '', now, 900)).toEqual({ met: 'new' });
    expect(await meet(table, '#\u0000', now, 900)).toEqual({ met: 'new' });
  });

  test('counts of a day add up, each for itself', async () => {
    const { table } = world();
    expect(await turnedAwayOn(table, now)).toEqual({});
    await addTurnedAway(table, { forged: 2 }, now);
    await addTurnedAway(table, { forged: 1, old: 5 }, now + 3_600_000);
    await addTurnedAway(table, {}, now);
    await addTurnedAway(table, { old: 1 }, now + 86_400_000);
    expect(await turnedAwayOn(table, now)).toEqual({ forged: 3, old: 5 });
    expect(await turnedAwayOn(table, now + 86_400_000)).toEqual({ old: 1 });
  });

  test('a question is found by its id alone, and by nothing less', async () => {
    const { table } = world();
    const ask = await openAsk(table, anAsk({ id: 'abcdefghijklmnopqrstuvwxyz' }));
    expect(await runOfAsk(table, ask.id)).toBe(ask.run);
    expect((await askById(table, ask.id))?.step).toBe(ask.step);
    expect(await askById(table, ask.id.slice(0, 8))).toBeUndefined();
    await putAskId(table, { id: 'of-a-question-that-lost', run: ask.run });
    expect(await askById(table, 'of-a-question-that-lost')).toBeUndefined();
  });

  test('an incident leads to its run', async () => {
    const { table } = world();
    await noteIncident(table, { incident: 'PGR0VU2', run: 'r' });
    await noteIncident(table, { incident: 'PGR0VU2', run: 'r' });
    expect([await runOfIncident(table, 'PGR0VU2'), await runOfIncident(table, 'P0')]).toEqual([
      'r',
      undefined,
    ]);
  });
});
