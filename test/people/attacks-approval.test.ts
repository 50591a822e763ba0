import { describe, expect, test } from '@jest/globals';
import { checkApproval } from '../../lib/handlers/approval.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { addVoice, openAsk } from '../../lib/history/asks.ts';
import { askKey } from '../../lib/history/keys.ts';
import { plain } from '../../lib/history/records.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { ApproveCall } from '../../lib/model/call.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import type { Directory } from '../../lib/model/people.ts';
import type { Run } from '../../lib/model/run.ts';
import { at, run } from '../handlers/people-world.ts';
import { anAsk } from '../history/builders.ts';
import { type AnsweringWorld, answeringWorld, approving, directory } from './answering-world.ts';

/** An open run with an open approval of `make`. */
async function asked(
  given: Partial<Run> = {},
  settings: JsonObject = {},
  call: Partial<ApproveCall> = {},
  people?: Directory | null,
): Promise<AnsweringWorld> {
  const world = await answeringWorld(given, people);
  await handleApprove(approving(settings, call), world.parts);
  return world;
}

/** What the changing handler says to it: nothing when it goes on. */
async function change(world: AnsweringWorld, given: Json = { name: 'a' }, more: JsonObject = {}) {
  const record = await getRun(world.parts.clients.table, run);
  if (!record) throw new Error('no run');
  const call = { step: 'make', title: 'Make', uses: 'make-thing', iteration: 0, approval: 's2', ...more };
  return checkApproval(call, given, record, world.parts);
}

const person = (name: string): Partial<Run> => ({ startedBy: { kind: 'person', name } });
const unknown: Partial<Run> = { startedBy: { kind: 'unknown', name: '' } };

describe('nobody says yes twice, or to what they may not', () => {
  test.each<[string, Partial<Run>, JsonObject, [string, JsonObject?][]]>([
    [
      'one person by id, full name, capitals, width',
      {},
      { quorum: 2 },
      [['ana'], ['Ana Lopez'], ['ＡＮＡ'], ['a\u200bna']],
    ],
    [
      'one person in two groups, for each of them',
      {},
      { quorum: { leads: 1, data: 1 }, may_approve: ['leads', 'data'] },
      [['ben', { for: 'leads' }], ['ben', { for: 'data' }], ['ben']],
    ],
    [
      'two people of one group, one of whom is in the other, too',
      {},
      { quorum: { leads: 1, managers: 1 }, may_approve: ['leads', 'managers'] },
      [['ana'], ['ben']],
    ],
    [
      'the starter and one more, where two have to',
      person('ana'),
      { quorum: 2 },
      [['ana'], ['ANA LOPEZ'], ['ben']],
    ],
    ['the starter, known by the user of Slack that they started as', person('Ana  LOPEZ'), {}, [['ana']]],
    ['one of the two whom an unknown starter needs', unknown, {}, [['ana']]],
    ['one of the two, where the starter gave a name that nobody has', person('mallory'), {}, [['ana']]],
    [
      'two of the wrong group, where an unknown starter needs one more of the first',
      unknown,
      { quorum: { leads: 1, managers: 1 }, may_approve: ['leads', 'managers'] },
      [['ana'], ['dana']],
    ],
    [
      'somebody for a group that the quorum does not ask',
      {},
      { quorum: { leads: 1 }, may_approve: ['leads', 'data'] },
      [['ben', { for: 'data' }], ['cleo']],
    ],
    [
      'somebody for a group by a name of everything',
      {},
      {},
      [
        ['cleo', { for: '__proto__' }],
        ['cleo', { for: 'constructor' }],
        ['cleo', { for: 'leads' }],
      ],
    ],
  ])('%s', async (_, given, settings, yes) => {
    const world = await asked(given, settings);
    for (const [by, more] of yes)
      await world.answer(by, more).catch(({ code }) => expect(code).toBe('BadInput'));
    expect((await world.asks())[0]?.decision).toBeUndefined();
    await expect(change(world)).rejects.toMatchObject({ code: 'NotApproved' });
    expect(world.told).toEqual([]);
  });

  test.each<[string, Partial<ApproveCall>, JsonObject]>([
    ['levels of nobody', {}, { ask: [] }],
    ['levels without time', {}, { ask: [{ who: 'leads', for: 0 }] }],
    ['levels of negative time', {}, { ask: [{ who: 'leads', for: -900 }] }],
    ['a quorum of none', {}, { quorum: 0 }],
    ['a quorum of less than none', {}, { quorum: -1 }],
    ['a quorum of half a person', {}, { quorum: 0.5 }],
    ['groups that want nobody', {}, { quorum: { leads: 0 } }],
    ['a question without words', {}, { question: ' \n' }],
    ['a level that is none', { level: -1 }, {}],
  ])('a forged payload: %s', async (_, call, settings) => {
    const world = await answeringWorld();
    await expect(handleApprove(approving(settings, call), world.parts)).rejects.toMatchObject({
      code: 'BadInput',
    });
    expect(await world.asks()).toEqual([]);
  });

  test('a forged payload that calls an attended runbook unattended gives itself no yes', async () => {
    const world = await answeringWorld(person('ana'));
    // in AWS neither the function of approve nor that of a step knows manifests
    world.parts = { ...world.parts, manifests: {} };
    await handleApprove(approving({}, { unattended: true }), world.parts);
    expect((await world.asks())[0]?.decision).toBeUndefined();
    const { table } = world.parts.clients;
    const [ask] = await world.asks();
    if (!ask) throw new Error('nothing is asked');
    const decision = { answer: 'approve', by: 'ana', because: 'unattended', at: at(1) };
    await table.put({ ...(await table.get(askKey(ask))), ...askKey(ask), ...plain({ decision }) });
    await expect(change(world)).rejects.toMatchObject({ code: 'NotApproved' });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['of another iteration of a loop', { name: 'a' }, { iteration: 2 }],
    ['with other values', { name: 'b' }, {}],
    ['of another step', { name: 'a' }, { step: 'make2' }],
    ['by another type', { name: 'a' }, { uses: 'make-other' }],
    ['asked of another step', { name: 'a' }, { approval: 's3' }],
    ['with values that were tried again', { name: 'a' }, { values: { name: 'a' } }],
  ])('a yes is none to a change %s', async (_, given, more) => {
    const world = await asked();
    await world.answer('ben');
    await change(world);
    await expect(change(world, given, more)).rejects.toMatchObject({
      code: expect.stringMatching(/^(NotApproved|PlanChanged)$/),
    });
  });

  test('a yes to the question of an earlier generation, which the state machine left, is none to the later one', async () => {
    const world = await asked();
    const [first] = await world.asks();
    world.parts = { ...world.parts, random: () => 0.5 };
    await handleApprove(approving({}, { generation: 1, entered_at: at(20), token: 'token-2' }), world.parts);
    await world.answer('ben', { ask: first?.id ?? '' });
    await expect(change(world)).rejects.toMatchObject({ code: 'NotApproved' });
    await world.answer('ben', { ask: (await world.asks())[1]?.id ?? '' });
    await change(world);
  });
});

test('after a no to another question, whose sender died before the ledger had it, nothing is changed', async () => {
  const world = await asked();
  await world.answer('ben');
  await change(world);
  const { table } = world.parts.clients;
  const other = await openAsk(
    table,
    anAsk({ run, id: 'other', step: 's9', kind: 'approval', options: ['approve', 'reject'] }),
  );
  await addVoice(table, other, { by: 'ana', answer: 'reject', because: 'stop', at: at(70) });
  await expect(change(world)).rejects.toMatchObject({ code: 'Aborted', facts: { by: 'ana' } });
});

test('the token of Step Functions is in nothing that is read, answered, refused or told', async () => {
  const world = await asked({}, { quorum: 2 });
  const said: unknown[] = [];
  const { operations: o } = world;
  const more = { plan: 'ffff0000' };
  const reads = [
    () => o.show(run),
    () => o.events(run, ''),
    () => o.brief(run),
    () => o.story(run),
    () => o.drafts(run),
    () => o.runs({ limit: 10 }),
    () => o.preview(run, { do: 'answer', answer: 'approve', by: 'ben' }),
    () => o.preview(run, { do: 'abort', by: 'ben' }),
    () => world.answer('ben', more),
    () => world.answer('ben'),
    () => world.answer('ana'),
    () => world.answer('ana'),
    () => world.notices(),
    () => world.events(),
  ];
  for (const read of reads)
    said.push(await read().catch((error) => [error.message, error.facts, error.stack]));
  expect(said.filter((one) => one !== null).length).toBeGreaterThan(10);
  expect(JSON.stringify(said)).not.toContain('token-1');
});

describe('break-glass', () => {
  const glass = { breakGlass: 'prod-blue', because: 'nobody answers' };

  test.each<[string, number, string, JsonObject]>([
    ['a second early', 899, 'ben', glass],
    ['by somebody who may not', 900, 'cleo', glass],
    ['by nobody', 900, 'mallory', glass],
    ['with a blank reason', 900, 'ben', { ...glass, because: '\u200b \n' }],
    ['with another target', 900, 'ben', { ...glass, breakGlass: 'prod-bIue' }],
    ['with an empty target', 900, 'ben', { ...glass, breakGlass: '' }],
    ['with a no', 900, 'ben', { ...glass, answer: 'reject' }],
  ])('%s is refused and recorded', async (_, seconds, by, more) => {
    const world = await asked({}, { quorum: 2 });
    world.now.seconds = seconds;
    await expect(world.answer(by, more)).rejects.toMatchObject({
      code: 'BadInput',
      facts: { todo: expect.any(String) },
    });
    expect((await world.events()).filter(({ text }) => text.startsWith('refused:'))).toHaveLength(1);
    await expect(change(world)).rejects.toMatchObject({ code: 'NotApproved' });
  });

  test('by a clock that runs ahead: the changing handler looks at its own', async () => {
    const world = await asked({}, { quorum: 2 });
    world.now.seconds = 100_000;
    await world.answer('ben', glass);
    world.now.seconds = 300;
    await expect(change(world)).rejects.toMatchObject({
      code: 'NotApproved',
      facts: { why: expect.stringContaining('before') },
    });
    world.now.seconds = 900;
    await change(world);
  });

  test('twice, and by two at once: one decision, and the second is told', async () => {
    const world = await asked({}, { quorum: 2 });
    world.now.seconds = 900;
    const both = await Promise.allSettled([world.answer('ben', glass), world.answer('ana', glass)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(world.answer('ana', glass)).rejects.toMatchObject({ code: 'AlreadyDecided' });
    expect((await world.asks())[0]?.voices).toHaveLength(1);
  });

  test('by somebody who left people.yaml, or their group, before the change', async () => {
    const world = await asked({}, { quorum: 2 });
    world.now.seconds = 900;
    await world.answer('ben', glass);
    const { ben: _, ...people } = directory.people;
    const leads = { name: 'leads', members: ['ana'] };
    for (const now of [
      { ...directory, people },
      { ...directory, groups: { ...directory.groups, leads } },
    ]) {
      world.parts = { ...world.parts, directory: now };
      await expect(change(world)).rejects.toMatchObject({ code: 'NotApproved' });
    }
  });

  test('levels that a deployment made shorter meanwhile are not those that were asked', async () => {
    const world = await asked();
    const shorter = approving({ ask: [{ who: 'leads', for: 1 }] }, { entered_at: at(5), token: 'token-2' });
    await expect(handleApprove(shorter, world.parts)).rejects.toMatchObject({ code: 'Broken' });
    world.now.seconds = 60;
    await expect(world.answer('ben', glass)).rejects.toMatchObject({ code: 'BadInput' });
  });
});
