import { describe, expect, test } from '@jest/globals';
import { eventsAfter } from '../../lib/history/events.ts';
import {
  commandOf,
  markReminded,
  noteFirst,
  offerCommand,
  remindedOf,
  takeCommand,
} from '../../lib/history/command.ts';
import { aRun, at } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

const byAlarm = { startedBy: { kind: 'alarm' as const, name: 'arn:aws:cloudwatch:eu-west-1:1:alarm:gone' } };

inBothWorlds((world) => {
  describe('who has a run in hand', () => {
    test('whoever started it; nobody, when an alarm did', async () => {
      const { table } = world();
      expect(await commandOf(table, aRun())).toEqual({ by: 'ada', since: at(0) });
      expect(await commandOf(table, aRun(byAlarm))).toBeUndefined();
    });

    test('taken: from whom is said; once more by the same person is no news', async () => {
      const { table } = world();
      const run = aRun();
      const taken = await takeCommand(table, run, 'ben', at(60));
      expect(taken).toEqual({ command: { by: 'ben', since: at(60) }, from: 'ada', how: 'taken' });
      expect(await takeCommand(table, run, 'ben', at(90))).toEqual({
        command: { by: 'ben', since: at(60) },
        how: 'same',
      });
      expect(await commandOf(table, run)).toEqual({ by: 'ben', since: at(60) });
    });

    test('two take it at the same millisecond: one has it, the other is told by whom, and can mean it', async () => {
      const { table } = world();
      const run = aRun(byAlarm);
      const both = await Promise.allSettled([
        takeCommand(table, run, 'ben', at(60)),
        takeCommand(table, run, 'cleo', at(60)),
      ]);
      const had = (await commandOf(table, run))?.by ?? '';
      const other = had === 'ben' ? 'cleo' : 'ben';
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = both.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'AlreadyDecided', facts: { by: had } } });
      expect(await takeCommand(table, run, other, at(62))).toMatchObject({ from: had, how: 'taken' });
      expect((await commandOf(table, run))?.by).toBe(other);
    });

    test('two take it from a third at the same millisecond: one of them has it', async () => {
      const { table } = world();
      const run = aRun();
      await takeCommand(table, run, 'dana', at(10));
      const both = await Promise.allSettled([
        takeCommand(table, run, 'ben', at(60)),
        takeCommand(table, run, 'cleo', at(60)),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both).toContainEqual({
        status: 'fulfilled',
        value: expect.objectContaining({ from: 'dana', command: await commandOf(table, run) }),
      });
    });

    test('a while later nobody is surprised: it is simply taken', async () => {
      const { table } = world();
      const run = aRun();
      await takeCommand(table, run, 'ben', at(60));
      expect(await codeFrom(takeCommand(table, run, 'cleo', at(70)))).toBe('AlreadyDecided');
      expect(await takeCommand(table, run, 'dana', at(76))).toMatchObject({ from: 'ben' });
    });

    test('offered, it stays with the old one until the new one confirms, however soon', async () => {
      const { table } = world();
      const run = aRun();
      const offer = { to: 'ben', by: 'ada', at: at(100) };
      const waiting = { by: 'ada', since: at(0), offered: offer };
      expect(await offerCommand(table, run, offer)).toEqual(waiting);
      expect(await offerCommand(table, run, { ...offer, at: at(130) })).toEqual(waiting);
      expect(await takeCommand(table, run, 'ben', at(101))).toEqual({
        command: { by: 'ben', since: at(101) },
        from: 'ada',
        how: 'confirmed',
        offeredAt: offer.at,
      });
    });

    test('somebody else than the one it was offered to may take it', async () => {
      const { table } = world();
      const run = aRun();
      await offerCommand(table, run, { to: 'ben', by: 'ada', at: at(100) });
      expect(await takeCommand(table, run, 'cleo', at(110))).toMatchObject({ from: 'ada', how: 'taken' });
      expect(await commandOf(table, run)).toEqual({ by: 'cleo', since: at(110) });
    });

    test('the one who has it takes the offer back, by taking it or by giving it to themselves', async () => {
      const { table } = world();
      const [one, other] = [aRun(), aRun()];
      for (const run of [one, other]) await offerCommand(table, run, { to: 'ben', by: 'ada', at: at(100) });
      await takeCommand(table, one, 'ada', at(110));
      await offerCommand(table, other, { to: 'ada', by: 'ada', at: at(110) });
      for (const run of [one, other])
        expect(await commandOf(table, run)).toEqual({ by: 'ada', since: at(110) });
    });

    test('nobody has it: whoever offers it, has it with that', async () => {
      const { table } = world();
      const run = aRun(byAlarm);
      const offer = { to: 'ben', by: 'dana', at: at(100) };
      expect(await offerCommand(table, run, offer)).toEqual({ by: 'dana', since: at(100), offered: offer });
    });

    test('the first who looks or answers has it, once; a person who started it keeps it', async () => {
      const { table } = world();
      const run = aRun(byAlarm);
      const said = await Promise.all([
        noteFirst(table, run, 'ben', at(30)),
        noteFirst(table, run, 'cleo', at(30)),
      ]);
      expect(said.filter(Boolean)).toHaveLength(1);
      expect(await noteFirst(table, run, 'dana', at(31))).toBe(false);
      const { events } = await eventsAfter(table, run.run, '', 10);
      expect(events.map(({ kind, person }) => [kind, person])).toEqual([
        ['command', (await commandOf(table, run))?.by],
      ]);
      expect(await noteFirst(table, aRun(), 'ben', at(30))).toBe(false);
    });

    test('that it cannot be noted keeps no answer from counting', async () => {
      const { table } = world();
      const broken = { ...table, put: () => Promise.reject(new Error('no table')) };
      expect(await noteFirst(broken, aRun(byAlarm), 'ben', at(30))).toBe(false);
    });

    test.each([[1], [2]])(
      'the answer to write %s is lost: whoever comes again has it, once',
      async (lost) => {
        const table = losingAnswers(world(), lost);
        const run = aRun();
        await again(() => offerCommand(table, run, { to: 'ben', by: 'ada', at: at(100) }));
        await again(() => takeCommand(table, run, 'ben', at(110)));
        expect(await commandOf(table, run)).toEqual({ by: 'ben', since: at(110) });
      },
    );

    test('what people were reminded of is of one offer', async () => {
      const { table } = world();
      const run = aRun();
      const offer = { to: 'ben', by: 'ada', at: at(100) };
      await offerCommand(table, run, offer);
      await markReminded(table, run, offer, 2);
      await markReminded(table, run, offer, 1);
      expect(await remindedOf(table, run)).toBe(2);
      await offerCommand(table, run, { to: 'cleo', by: 'ada', at: at(900) });
      await markReminded(table, run, offer, 3);
      expect(await remindedOf(table, run)).toBe(0);
    });
  });
});
