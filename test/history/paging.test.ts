import { describe, expect, test } from '@jest/globals';
import { addAck, addPages, allPaging, pagingOf } from '../../lib/history/paging.ts';
import type { PageRecord } from '../../lib/model/ask.ts';
import { again, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

const page = (person: string, at: string, more: Partial<PageRecord> = {}): PageRecord => ({
  person,
  for: 'leads',
  level: 0,
  channel: 'slack',
  at: `2026-11-24T03:${at}:00.000Z`,
  sent: `D1/${at}`,
  ...more,
});
const ack = (by: string, at: string, level = 0) => ({
  by,
  level,
  at: `2026-11-24T03:${at}:00.000Z`,
  channel: 'slack',
});

inBothWorlds((world) => {
  describe('who was paged for a question', () => {
    test('nobody yet', async () => {
      expect(await pagingOf(world().table, 'run-0', 'ask')).toEqual({
        ask: 'ask',
        run: 'run-0',
        pages: [],
        acks: [],
      });
    });

    test('pages and acks, in order, by question; all of a run', async () => {
      const { table } = world();
      await addPages(table, { run: 'run-1', ask: 'a', pages: [page('ana', '01')] });
      await addPages(table, { run: 'run-1', ask: 'a', pages: [page('ben', '02'), page('ana', '03')] });
      await addAck(table, { run: 'run-1', ask: 'a', ack: ack('ben', '04') });
      await addPages(table, { run: 'run-1', ask: 'b', pages: [page('cleo', '05')] });
      await addPages(table, { run: 'run-10', ask: 'a', pages: [page('dora', '05')] });
      const all = await allPaging(table, 'run-1');
      expect(all.map(({ ask, pages }) => `${ask}: ${pages.map(({ person }) => person).join(' ')}`)).toEqual([
        'a: ana ben ana',
        'b: cleo',
      ]);
      expect((await pagingOf(table, 'run-1', 'a')).acks).toEqual([ack('ben', '04')]);
    });

    test('repeated, and with answers that are lost, each stands there once', async () => {
      const lossy = losingAnswers(world(), 1, 2, 4);
      for (const at of ['01', '01', '02'])
        await again(() => addPages(lossy, { run: 'run-2', ask: 'a', pages: [page('ana', at)] }));
      await again(() => addAck(lossy, { run: 'run-2', ask: 'a', ack: ack('ana', '03') }));
      await again(() => addAck(lossy, { run: 'run-2', ask: 'a', ack: ack('ana', '03') }));
      const { pages, acks } = await pagingOf(world().table, 'run-2', 'a');
      expect(pages.map(({ at }) => at.slice(14, 16))).toEqual(['01', '02']);
      expect(acks).toHaveLength(1);
    });

    test('two functions page somebody in the same millisecond: both messages are known, and both can be changed', async () => {
      const { table } = world();
      const pages = [page('ana', '01', { sent: 'D1/a' }), page('ana', '01', { sent: 'D1/b' })];
      for (const one of [...pages, ...pages]) await addPages(table, { run: 'run-9', ask: 'a', pages: [one] });
      expect((await pagingOf(table, 'run-9', 'a')).pages.map(({ sent }) => sent)).toEqual(['D1/a', 'D1/b']);
    });

    test('several at the same time: none is lost', async () => {
      const { table } = world();
      const people = ['ana', 'ben', 'cleo', 'dora', 'eve', 'finn'];
      await Promise.all([
        ...people.map((person) => addPages(table, { run: 'run-3', ask: 'a', pages: [page(person, '01')] })),
        addAck(table, { run: 'run-3', ask: 'a', ack: ack('ana', '02') }),
      ]);
      const { pages, acks } = await pagingOf(table, 'run-3', 'a');
      expect(pages.map(({ person }) => person).sort()).toEqual(people);
      expect(acks).toHaveLength(1);
    });

    test('of one person at one level the first ack and the last one are kept', async () => {
      const { table } = world();
      for (const at of ['01', '02', '03', '04'])
        await addAck(table, { run: 'run-4', ask: 'a', ack: ack('ana', at) });
      await addAck(table, { run: 'run-4', ask: 'a', ack: ack('ana', '05', 1) });
      const { acks } = await pagingOf(table, 'run-4', 'a');
      expect(acks.map(({ at, level }) => `${level} ${at.slice(14, 16)}`)).toEqual(['0 01', '0 04', '1 05']);
    });
  });
});

describe('a question that is repeated for days', () => {
  test('stays small, and forgets nobody who was reached, nor what failed', async () => {
    const { sandboxWorld } = await import('../contracts/table-worlds.ts');
    const { table } = await sandboxWorld();
    const repeated = Array.from({ length: 400 }, (_, n) =>
      page('ana', '00', { at: new Date(Date.UTC(2026, 10, 24) + n * 300_000).toISOString() }),
    );
    await addPages(table, {
      run: 'r',
      ask: 'a',
      pages: [page('ben', '00'), page('ben', '01', { channel: 'sms', failed: 'x'.repeat(9000) })],
    });
    await addPages(table, { run: 'r', ask: 'a', pages: repeated });
    const { pages } = await pagingOf(table, 'r', 'a');
    expect(pages).toHaveLength(200);
    expect(pages.filter(({ person }) => person === 'ben')).toHaveLength(2);
    expect(pages.find(({ failed }) => failed)?.failed).toHaveLength(300);
    const ana = pages.filter(({ person }) => person === 'ana');
    expect([ana[0]?.at, ana.at(-1)?.at]).toEqual([repeated[0]?.at, repeated.at(-1)?.at]);
  });
});
