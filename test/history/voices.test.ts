import { describe, expect, test } from '@jest/globals';
import { addVoice, asksOf, getAsk, latestAsk, openAsk } from '../../lib/history/asks.ts';
import { readRecord } from '../../lib/history/shape.ts';
import { ledgerShape, runShape, startShape } from '../../lib/history/shapes.ts';
import { recordItem } from '../../lib/history/records.ts';
import { decisionOf, groupOf } from '../../lib/history/voices.ts';
import { runKey } from '../../lib/history/keys.ts';
import type { Ask } from '../../lib/model/ask.ts';
import type { StartRecord } from '../../lib/model/run.ts';
import { anAsk, aRun, aVoice, at } from './builders.ts';
import { inBothWorlds } from './in-both-worlds.ts';

const by = (group: string | undefined, name: string, answer = 'approve') =>
  aVoice(name, answer, group === undefined ? {} : { for: group });

describe('when voices decide', () => {
  const groups = { data: 1, leads: 2 };
  test.each<[string, Partial<Ask>, ReturnType<typeof by>[], string | undefined]>([
    ['one of one', {}, [by(undefined, 'ada')], 'ada'],
    ['one of two', { quorum: 2 }, [by(undefined, 'ada')], undefined],
    [
      'all of each group',
      { quorum: groups },
      [by('data', 'a'), by('leads', 'b'), by('leads', 'c')],
      'a and b and c',
    ],
    [
      'three of one group only',
      { quorum: groups },
      [by('leads', 'a'), by('leads', 'b'), by('leads', 'c')],
      undefined,
    ],
    [
      'groups by their own names',
      { quorum: { data: 1, leads: 1 } },
      [by(undefined, 'Leads'), by(undefined, 'data')],
      'Leads and data',
    ],
    ['a no of one of them', { quorum: groups }, [by('data', 'a'), by(undefined, 'b', 'reject')], 'b'],
    [
      'an option of a decision',
      { kind: 'decision', options: ['go', 'abort'], quorum: 1 },
      [by(undefined, 'a', 'go')],
      'a',
    ],
  ])('%s', (_, given, voices, decided) => {
    const last = voices.at(-1);
    if (!last) throw new Error('nobody said anything');
    expect(decisionOf(anAsk(given), voices, last)?.by).toBe(decided);
  });

  test('one speaks for the group that one names, whatever one is called', () => {
    expect(groupOf(by('data', 'leads'), ['leads', 'data'])).toBe('data');
    expect(groupOf(by('interns', 'leads'), ['leads', 'data'])).toBeUndefined();
  });
});

inBothWorlds((world) => {
  test('what an answer brings is kept, in the voice and in the decision', async () => {
    const { table } = world();
    const back = [{ step: 'look', title: 'Look' }];
    const ask = anAsk({ kind: 'failure', options: ['retry', 'back', 'abort'], back, given: { size: 1 } });
    await openAsk(table, ask);
    const voice = aVoice('ada', 'back', { to: 'look', because: 'look again' });
    const decided = await addVoice(table, ask, voice);
    expect(decided.decision).toEqual(voice);
    expect(await getAsk(table, ask)).toEqual({ ...ask, voices: [voice], decision: voice });
  });

  test('somebody who speaks for another group now is counted for that one', async () => {
    const { table } = world();
    const ask = await openAsk(table, anAsk({ quorum: { data: 1, leads: 1 } }));
    await addVoice(table, ask, by('data', 'ada'));
    await addVoice(table, ask, by('leads', 'Ada'));
    const decided = await addVoice(table, ask, by('data', 'bob'));
    expect(decided.decision).toMatchObject({ by: 'Ada and bob' });
  });

  test('a question of taking back is another one than that of the step, and than that of its next round', async () => {
    const { table } = world();
    const ask = anAsk({ kind: 'failure', options: ['retry', 'abort'] });
    for (const undo of [undefined, 0, 1])
      await openAsk(table, { ...ask, id: `undo-${undo}`, ...(undo === undefined ? {} : { undo }) });
    expect((await asksOf(table, ask.run)).map(({ id }) => id)).toEqual([
      'undo-undefined',
      'undo-0',
      'undo-1',
    ]);
    expect(await latestAsk(table, ask.run, ask.step, 0, 'failure')).toMatchObject({ id: 'undo-undefined' });
    expect(await getAsk(table, { ...ask, undo: 1 })).toMatchObject({ id: 'undo-1' });
  });

  test('a question of an older release is read: its plans stand in no loop', async () => {
    const { table } = world();
    const plan = { step: 'restore', title: 'Restore', uses: 'restore-backup', hash: 'h', lines: [] };
    const ask = anAsk();
    const old = { ...ask, plans: [plan] };
    await table.put({
      ...recordItem({ pk: runKey(ask.run).pk, sk: 'ASK#s4#000000#000000#approval' }, old),
      writes: 0,
    });
    expect(await asksOf(table, ask.run)).toEqual([{ ...ask, plans: [{ ...plan, iteration: 0 }] }]);
  });
});

describe('records of an older release', () => {
  test('a ledger knows of nothing to take back, and of no nested runs', () => {
    const old = { run: 'r', entries: {}, transients: {} };
    expect(readRecord(recordItem({ pk: 'a', sk: 'b' }, old), ledgerShape)).toEqual({
      ...old,
      undo: {},
      nested: {},
    });
  });

  test('a run and a start record have no parent', () => {
    const run = aRun();
    expect(readRecord(recordItem({ pk: 'a', sk: 'b' }, run), runShape)).toEqual(run);
    const start: StartRecord = {
      execution: 'x',
      runbook: 'r',
      mode: 'real',
      by: { kind: 'person', name: 'ada' },
      because: '',
      at: at(0),
    };
    expect(readRecord(recordItem({ pk: 'a', sk: 'b' }, start), startShape)).toEqual(start);
  });

  test('a target with several roots is read; one of another shape is not', () => {
    const target = { account: '1', also: [{ cluster: 'c' }, { region: 'r', also: [{ database: 'd' }] }] };
    expect(readRecord(recordItem({ pk: 'a', sk: 'b' }, aRun({ target })), runShape).target).toEqual(target);
    const wrong = { ...aRun(), target: { also: [{ cluster: 3 }] } };
    expect(() => readRecord(recordItem({ pk: 'a', sk: 'b' }, wrong), runShape)).toThrow(/target/);
  });
});
