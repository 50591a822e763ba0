import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkApproval } from '../../lib/handlers/approval.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { withValues } from '../../lib/handlers/with-values.ts';
import { decideAsk } from '../../lib/history/asks.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { ApproveCall } from '../../lib/model/call.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import { asking, at, type PeopleWorld, peopleWorld, run } from './people-world.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await peopleWorld();
});

const covered = (iteration: number, given: JsonObject) => ({
  step: 'make',
  title: 'Make',
  uses: 'make-thing',
  iteration,
  with: given,
});
const approving = (given: JsonObject, more: Partial<ApproveCall> = {}): ApproveCall => ({
  ...asking('approve', { question: 'Make it?', ...given }),
  covers: [covered(0, { name: 'a' })],
  ...more,
});
const answer = (by: string, more = {}) => world.operations.answer(run, 'approve', by, '', more);

/** What the changing step's wrapper asks before it acts. */
async function change(given: Json, more: JsonObject = {}): Promise<void> {
  const record = await getRun(world.parts.clients.table, run);
  if (!record) throw new Error('no run');
  const call = { step: 'make', title: 'Make', uses: 'make-thing', iteration: 0, approval: 's2', ...more };
  await checkApproval(call, given, record, world.parts);
}

describe('what a yes covers', () => {
  test('each item of a loop, with its own values', async () => {
    const covers = [covered(1, { name: 'a' }), covered(2, { name: 'b' })];
    await handleApprove(approving({}, { covers }), world.parts);
    expect((await world.asks())[0]?.plans).toMatchObject([
      { step: 'make', iteration: 1, lines: ['make a of size 1'] },
      { step: 'make', iteration: 2, lines: ['make b of size 1'] },
    ]);
    await answer('ben');
    await change({ name: 'a' }, { iteration: 1 });
    await change({ name: 'b' }, { iteration: 2 });
    await expect(change({ name: 'b' }, { iteration: 1 })).rejects.toMatchObject({ code: 'PlanChanged' });
    await expect(change({ name: 'a' }, { iteration: 3 })).rejects.toMatchObject({
      code: 'PlanChanged',
      facts: { why: expect.stringContaining('nothing for this step') },
    });
  });

  test('a question in the loop around covers the items of the loop inside, of its own item only', async () => {
    const covers = [covered(1002, { name: 'a' })];
    await handleApprove(approving({}, { iteration: 1, covers }), world.parts);
    await answer('ben');
    await change({ name: 'a' }, { iteration: 1002 });
    await expect(change({ name: 'a' }, { iteration: 2002 })).rejects.toMatchObject({ code: 'NotApproved' });
  });

  test('a person who has a step tried again with other values is asked for them, and only those are covered', async () => {
    await handleApprove(approving({}), world.parts);
    await answer('ben');
    const own = { step: 'make', title: 'Make', uses: 'make-thing', generation: 1, values: { size: 3 } };
    await handleApprove(approving({}, own), world.parts);
    const asked = (await world.asks()).find(({ step }) => step === 'make');
    expect(asked).toMatchObject({ generation: 1, plans: [{ lines: ['make a of size 3'] }] });
    const values = { size: 3 };
    const tried = withValues({ with: { name: 'a' }, values });
    await expect(change(tried, { values })).rejects.toMatchObject({ code: 'NotApproved' });
    await answer('cy');
    await change(tried, { values });
    await expect(change({ name: 'a' }, { values })).rejects.toMatchObject({ code: 'PlanChanged' });
    // the first question covers what it showed, and nothing else
    await change({ name: 'a' });
    await expect(change(tried)).rejects.toMatchObject({ code: 'PlanChanged' });
  });

  test('values that the step cannot work with are refused, naming the field', async () => {
    const own = { step: 'make', generation: 1, values: { size: 'large' } };
    await expect(handleApprove(approving({}, own), world.parts)).rejects.toMatchObject({
      code: 'BadInput',
      facts: { why: expect.stringContaining('size') },
    });
    expect(await world.asks()).toEqual([]);
  });
});

describe('a quorum by group', () => {
  const byGroup = { quorum: { data: 1, leads: 1 } };

  test('wants somebody of each; one person speaks for one of them', async () => {
    await handleApprove(approving(byGroup), world.parts);
    expect(await answer('ben', { for: 'data' })).toBeNull();
    expect(await answer('ben', { for: 'leads' })).toBeNull();
    expect(await answer('Ben', { for: 'data' })).toBeNull();
    expect(await answer('cy', { for: 'leads' })).toMatchObject({ answer: 'approve', by: 'Ben and cy' });
    expect(world.told).toMatchObject([{ call: 'succeed', body: { approved: true } }]);
  });

  test('a group that answers by its own name speaks for itself', async () => {
    await handleApprove(approving(byGroup), world.parts);
    await answer('data');
    expect(await answer('leads')).toMatchObject({ answer: 'approve' });
  });

  test('whoever speaks for none of them is told which there are', async () => {
    await handleApprove(approving(byGroup), world.parts);
    for (const more of [{}, { for: 'interns' }]) {
      await expect(answer('ben', more)).rejects.toMatchObject({
        code: 'BadInput',
        facts: { todo: expect.stringContaining('--for data or --for leads') },
      });
    }
    expect((await world.asks())[0]?.voices).toEqual([]);
  });

  test('nobody knows who started the run: one voice more', async () => {
    world = await peopleWorld({ startedBy: { kind: 'unknown', name: '' } });
    await handleApprove(approving(byGroup), world.parts);
    expect((await world.asks())[0]?.quorum).toEqual({ data: 2, leads: 1 });
  });
});

describe('may_approve', () => {
  test('only those may say yes; anybody may say no', async () => {
    await handleApprove(approving({ may_approve: ['leads', 'dana'] }), world.parts);
    await expect(answer('ben')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { what: expect.stringContaining('ben may not say yes'), todo: expect.stringContaining('dana') },
    });
    await expect(world.operations.answer(run, 'reject', 'ben', 'no')).resolves.toMatchObject({
      answer: 'reject',
    });
  });

  test.each([
    ['a person by name', 'Dana', {}],
    ['somebody of a group', 'ben', { for: 'leads' }],
    ['a person by name who speaks for another group', 'dana', { for: 'data' }],
  ])('%s may', async (_, by, more) => {
    await handleApprove(approving({ may_approve: ['leads', 'dana'] }), world.parts);
    expect(await answer(by, more)).toMatchObject({ answer: 'approve', by });
  });
});

describe('the own question of an unattended runbook', () => {
  const unattended = (more: Partial<ApproveCall> = {}) =>
    approving(
      {},
      { step: 'make', title: 'Make', uses: 'make-thing', approval: 'make', unattended: true, ...more },
    );

  test('answers itself where a person started the run, and the plan is kept', async () => {
    world = await peopleWorld({ unattended: true });
    await handleApprove(unattended(), world.parts);
    expect(world.pages).toEqual([]);
    expect(world.told).toEqual([
      {
        call: 'succeed',
        token: 'token-1',
        body: {
          approved: true,
          answer: 'approve',
          by: 'ana',
          because: 'unattended',
          at: at(0),
          values: null,
          to: null,
          record: null,
        },
      },
    ]);
    await change({ name: 'a' }, { approval: 'make' });
    await expect(change({ name: 'b' }, { approval: 'make' })).rejects.toMatchObject({ code: 'PlanChanged' });
    // delivered a second time it tells the same again
    await handleApprove(unattended({ token: 'token-2' }), world.parts);
    expect(world.told[1]).toMatchObject({ token: 'token-2', body: { by: 'ana' } });
    expect(await world.asks()).toHaveLength(1);
  });

  test.each(['restored', 'drilled', 'used'] as const)(
    'answers itself where a trigger started a run of what was %s, in the real world alone',
    async (proven) => {
      const byAlarm = { unattended: true, proven, startedBy: { kind: 'alarm', name: 'arn' } } as const;
      world = await peopleWorld({ ...byAlarm, world: 'real' });
      await handleApprove(unattended(), world.parts);
      expect(world.pages).toEqual([]);
      expect(world.told).toMatchObject([
        { call: 'succeed', body: { by: `nobody, because it is proven (${proven})` } },
      ]);
      await change({ name: 'a' }, { approval: 'make' });
      world = await peopleWorld({ ...byAlarm, world: 'sandbox' });
      await handleApprove(unattended(), world.parts);
      expect(world.told).toEqual([]);
    },
  );

  test('asks where it was simulated only', async () => {
    world = await peopleWorld({
      unattended: true,
      proven: 'simulated',
      world: 'real',
      startedBy: { kind: 'alarm', name: 'arn' },
    });
    await handleApprove(unattended(), world.parts);
    expect(world.told).toEqual([]);
    expect(world.pages).toMatchObject([{ who: 'leads' }]);
  });

  test('asks where a trigger started the run and nothing is proven', async () => {
    world = await peopleWorld({ unattended: true, startedBy: { kind: 'alarm', name: 'arn' } });
    await handleApprove(unattended(), world.parts);
    expect(world.told).toEqual([]);
    expect(world.pages).toMatchObject([{ who: 'leads' }]);
  });

  test('answers itself after a person approved another change of the run; its own answers do not count', async () => {
    world = await peopleWorld({ unattended: true, startedBy: { kind: 'alarm', name: 'arn' } });
    await handleApprove(approving({}), world.parts);
    await answer('cleo');
    await handleApprove(unattended(), world.parts);
    expect(world.told.at(-1)).toMatchObject({ call: 'succeed', body: { by: 'cleo', because: 'unattended' } });
    world = await peopleWorld({ unattended: true, startedBy: { kind: 'alarm', name: 'arn' } });
    await handleApprove(unattended(), world.parts);
    const [asked] = await world.asks();
    if (!asked) throw new Error('nothing is asked');
    const itself = { answer: 'approve', by: 'somebody', because: 'unattended', at: at(1) };
    await decideAsk(world.parts.clients.table, asked, itself);
    await handleApprove(unattended({ step: 'other', token: 'token-2' }), world.parts);
    expect(world.told).toEqual([]);
  });

  test('a nested run whose above nobody knows asks', async () => {
    world = await peopleWorld({ unattended: true, startedBy: { kind: 'run', name: 'nowhere' } });
    await handleApprove(unattended(), world.parts);
    expect(world.told).toEqual([]);
  });

  test('without the mark it asks, whoever started the run', async () => {
    world = await peopleWorld({ unattended: true });
    const { unattended: _, ...asked } = unattended();
    await handleApprove(asked, world.parts);
    expect(world.told).toEqual([]);
    expect(world.pages).toHaveLength(1);
  });

  test('the mark of a payload says nothing where the run is of an attended runbook', async () => {
    await handleApprove(unattended(), world.parts);
    expect(world.told).toEqual([]);
    expect(world.pages).toHaveLength(1);
  });
});

test('a dry-run plans, asks nobody, and its answer has every field', async () => {
  world = await peopleWorld({ mode: 'dry-run' });
  await handleApprove(approving({}), world.parts);
  expect(world.told).toMatchObject([
    { call: 'succeed', body: { approved: true, by: 'dry-run', values: null, to: null, record: null } },
  ]);
  expect(await world.asks()).toEqual([]);
});

test.each<[string, JsonObject]>([
  ['no question', { question: '' }],
  ['nobody to ask', { ask: [] }],
  ['a quorum of words', { quorum: 'two' }],
  ['a group of nobody', { quorum: { data: 0 } }],
  ['a list of approvers that is none', { may_approve: 'leads' }],
])('%s: BadInput, and nobody is woken', async (_, given) => {
  await expect(handleApprove(approving(given), world.parts)).rejects.toMatchObject({ code: 'BadInput' });
  expect(world.pages).toEqual([]);
});
