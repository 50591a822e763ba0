import { beforeEach, describe, expect, test } from '@jest/globals';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { openAsk } from '../../lib/history/asks.ts';
import { refusedCount } from '../../lib/history/refused.ts';
import { closeRun } from '../../lib/history/runs.ts';
import type { Run } from '../../lib/model/run.ts';
import { anAsk } from '../history/builders.ts';
import { at, run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from './answering-world.ts';

let world: AnsweringWorld;
async function open(given: Partial<Run> = {}, people?: null, settings = {}): Promise<void> {
  world = await answeringWorld(given, people);
  await handleApprove(approving(settings), world.parts);
}
const refusedLines = async () => (await world.events()).filter(({ text }) => text.startsWith('refused:'));
const voices = async () => (await world.asks())[0]?.voices;

describe('refused, with a clear message, and recorded: who, what, why, by which channel', () => {
  beforeEach(() => open());

  test.each<[string, Parameters<AnsweringWorld['answer']>, string, RegExp]>([
    [
      'a person in no group that may',
      ['zoe2', {}],
      'BadInput',
      /knows nobody called "zoe2".*did you mean zoe/s,
    ],
    ['a person of people.yaml who is not asked', ['cleo', {}], 'BadInput', /cleo may not say yes/],
    ['the one who started it', ['zoe', {}], 'BadInput', /zoe may not say yes|zoe started this run/],
    ['a Cyrillic name', ['аna', {}], 'BadInput', /it looks like "ana" and is not: its "а" \(U\+0430\)/],
    ['a name that looks like a full one', ['Ana Lορez', {}], 'BadInput', /looks like "ana"/],
    ['nobody', ['\u200b \u0007', {}], 'BadInput', /nobody is named/],
    ['a group that the person is not in', ['ben', { for: 'managers' }], 'BadInput', /ben is not in managers/],
    ['an older plan', ['ben', { plan: 'ffff0000' }], 'PlanChanged', /something else than what ben saw/],
    ['a plan of no digits', ['ben', { plan: '' }], 'PlanChanged', /seen nothing/],
    ['a plan of three digits', ['ben', { plan: 'abc' }], 'PlanChanged', /seen abc/],
    ['a reason of 3,000 characters', ['ben', { because: 'x'.repeat(3000) }], 'BadInput', /3000 characters/],
    ['another answer than it takes', ['ben', { answer: 'aprove' }], 'BadInput', /does not take aprove/],
    [
      'a question of another run',
      ['ben', { ask: 'ask-elsewhere' }],
      'BadInput',
      /has no question ask-elsewhere/,
    ],
    [
      'glass that need not be broken',
      ['ben', { breakGlass: 'prod-blue', because: 'x' }],
      'BadInput',
      /not before/,
    ],
  ])('%s', async (_, [by, more], code, says) => {
    const asked = { ...more, channel: 'slack' };
    const refused = world.answer(by, asked);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(says.source.includes('"') ? /./ : says);
    await refused.catch(({ facts }) => expect(Object.values(facts).join(' ')).toMatch(says));
    expect(await voices()).toEqual([]);
    expect(world.told).toEqual([]);
    const [line] = await refusedLines();
    expect(line).toMatchObject({ kind: 'noted', channel: 'slack', findings: [{ bad: true }] });
    expect(line?.text).toContain(more?.answer ?? 'approve');
    // nobody wrote it down, and no step found it
    const report = await world.operations.show(run);
    expect(report.notes).toEqual([]);
    expect(report.steps.flatMap(({ findings }) => findings)).not.toContainEqual(line?.findings?.[0]);
  });

  test('whoever started it, by their full name or in capitals, in the group that may', async () => {
    await open({ startedBy: { kind: 'person', name: 'Ana Lopez' } });
    for (const by of ['ana', 'ANA', ' Ana  lopez '])
      await expect(world.answer(by)).rejects.toMatchObject({
        code: 'BadInput',
        facts: {
          what: expect.stringContaining('ana started this run'),
          why: expect.any(String),
          todo: expect.stringContaining('--as NAME'),
        },
      });
    // and may still say no
    expect(await world.answer('ana', { answer: 'reject', because: 'not now' })).toMatchObject({ by: 'ana' });
  });

  test('a question that is over: decided, and of a run that ended', async () => {
    await world.answer('ben');
    await expect(world.answer('ana')).rejects.toMatchObject({
      code: 'AlreadyDecided',
      facts: { what: expect.stringContaining('already decided by ben at 03:12 UTC: approve') },
    });
    await closeRun(world.parts.clients.table, run, { outcome: 'failed', endedBecause: 'x', endedAt: at(60) });
    await expect(world.answer('ana')).rejects.toMatchObject({ code: 'AlreadyDecided' });
    const lines = await refusedLines();
    // being late is nothing bad
    expect(lines.map(({ person, findings }) => [person, findings?.[0]?.bad])).toEqual([
      ['ana', undefined],
      ['ana', undefined],
    ]);
  });

  test('a question of another run is not decided by naming it here', async () => {
    const other = await openAsk(world.parts.clients.table, anAsk({ id: 'ask-elsewhere' }));
    await expect(world.answer('ben', { ask: other.id })).rejects.toMatchObject({ code: 'BadInput' });
    expect(await voices()).toEqual([]);
  });
});

describe('without people.yaml', () => {
  test.each(['ana', 'Ana', ' ANA ', 'аna', 'a\u200bna', 'ａｎａ', 'áná'])(
    'whoever started it as ana does not say yes as %j',
    async (by) => {
      await open({ startedBy: { kind: 'person', name: 'ana' } }, null);
      await expect(world.answer(by)).rejects.toMatchObject({
        code: 'BadInput',
        facts: { what: expect.stringContaining('started this run') },
      });
      expect(await voices()).toEqual([]);
    },
  );

  test.each(['ben', 'BEN', 'Вen', 'b\u200ben', 'ｂｅｎ'])(
    'a quorum of two is not reached by ben and %j',
    async (by) => {
      await open({}, null, { quorum: 2 });
      expect(await world.answer('ben')).toBeNull();
      expect(await world.answer(by)).toBeNull();
      expect((await world.asks())[0]?.voices).toHaveLength(1);
      expect(await world.answer('cleo')).toMatchObject({ answer: 'approve' });
    },
  );

  test('what looks like a group that may is not that group', async () => {
    await open({}, null, { may_approve: ['leads'] });
    await expect(world.answer('ben', { for: 'lеads' })).rejects.toMatchObject({ code: 'BadInput' });
    expect(await world.answer('ben', { for: 'leads' })).toMatchObject({ answer: 'approve' });
  });
});

describe('made harmless', () => {
  test('escapes, direction and invisible characters in a reason; HTML stays text', async () => {
    await open();
    const because =
      '\u001b[31m<b>as</b>\u001b[0m dril\u202eled\n\u009b2J\u001b]8;;http://evil\u0007 \u200bnow';
    expect(await world.answer('ben', { because })).toMatchObject({ because: '<b>as</b> drilled now' });
    const texts = JSON.stringify([await world.asks(), await world.events(), await world.notices()]);
    expect(texts).not.toMatch(/\\u001b|\\u009b|\u202e|\u200b|[\u0080-\u009f]/);
    expect(texts).toContain('<b>as</b> drilled now');
  });

  test('what is refused is recorded harmless, too, and without the values that it brought', async () => {
    await open();
    const by = '\u001b[31mmallory\u001b[0m\u202e';
    const more = { answer: 'approve', values: { password: 'hunter2-hunter2' }, channel: 'slack\u001b[2J' };
    await expect(world.answer(by, more)).rejects.toMatchObject({ code: 'BadInput' });
    await expect(world.answer('ben', more)).rejects.toMatchObject({ code: 'BadInput' });
    const [first, second] = await refusedLines();
    expect(first).toMatchObject({ person: 'mallory', channel: 'slack' });
    expect(second).toMatchObject({ person: 'ben' });
    expect(JSON.stringify(await world.events())).not.toMatch(/\\u001b|\u202e|hunter2/);
  });

  test('2,000 characters are kept whole', async () => {
    await open();
    const because = '✓'.repeat(2000);
    expect(await world.answer('ben', { because })).toMatchObject({ because });
  });
});

test('a flood of refused answers is counted, and does not fill the history', async () => {
  await open();
  const before = (await world.events()).length;
  for (let n = 0; n < 105; n += 1)
    await expect(world.answer('mallory')).rejects.toMatchObject({ code: 'BadInput' });
  const lines = await refusedLines();
  // twenty, one that says that they are only counted, and the hundredth
  expect(lines).toHaveLength(22);
  expect(lines.map(({ text }) => text).slice(-2)).toEqual([
    expect.stringContaining('more than 20'),
    expect.stringContaining('100 answers'),
  ]);
  expect((await world.events()).length).toBe(before + 22);
  expect(await refusedCount(world.parts.clients.table, run, (await world.asks())[0]?.id ?? '')).toBe(105);
  // whoever may is heard all the same
  expect(await world.answer('ben')).toMatchObject({ answer: 'approve' });
});
