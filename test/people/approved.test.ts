import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkApproval } from '../../lib/handlers/approval.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { askKey } from '../../lib/history/keys.ts';
import { plain } from '../../lib/history/records.ts';
import { createRun, getRun } from '../../lib/history/runs.ts';
import type { Ask, Voice } from '../../lib/model/ask.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import type { Run, Starter } from '../../lib/model/run.ts';
import { aRun } from '../history/builders.ts';
import { at, run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from './answering-world.ts';

let world: AnsweringWorld;
async function open(given: Partial<Run> = {}, settings = {}, people?: null): Promise<void> {
  world = await answeringWorld(given, people);
  await handleApprove(approving(settings), world.parts);
}
beforeEach(() => open());

async function change(given: Json = { name: 'a' }, more: JsonObject = {}): Promise<void> {
  const record = await getRun(world.parts.clients.table, run);
  if (!record) throw new Error('no run');
  const call = { step: 'make', title: 'Make', uses: 'make-thing', iteration: 0, approval: 's2', ...more };
  await checkApproval(call, given, record, world.parts);
}
const says = (by: string, more: Partial<Voice> = {}): Voice => ({
  by,
  answer: 'approve',
  because: '',
  at: at(60),
  ...more,
});

/** A planted defect: whoever asks takes these voices for a decision. */
async function taken(voices: Voice[], more: Partial<Ask> = {}): Promise<void> {
  const { table } = world.parts.clients;
  const [ask] = await world.asks();
  if (!ask) throw new Error('nothing is asked');
  const decision = voices.at(-1) ?? says('rebound');
  const item = await table.get(askKey(ask));
  if (!item) throw new Error('nothing is kept');
  await table.put({ ...item, ...plain({ voices, decision, ...more }) });
}

describe('a decision that none should have come of is caught by the handler that changes', () => {
  test.each<[string, Partial<Run>, JsonObject, Voice[], Partial<Ask>, RegExp]>([
    ['one of two', {}, { quorum: 2 }, [says('ben')], {}, /it wants 2.*only these count: ben/],
    ['one person twice', {}, { quorum: 2 }, [says('ben'), says('BEN')], {}, /count: ben/],
    ['one person by id and by name', {}, { quorum: 2 }, [says('ana'), says('Ana Lopez')], {}, /count: ana/],
    ['the starter', { startedBy: { kind: 'person', name: 'ana' } }, {}, [says('ana')], {}, /count: nobody/],
    [
      'the starter by another name, where the question does not say who that is',
      { startedBy: { kind: 'person', name: 'Ana Lopez' } },
      {},
      [says('ana')],
      { startedBy: 'nobody' },
      /count: nobody/,
    ],
    ['somebody in no group that may', {}, {}, [says('cleo', { groups: ['leads'] })], {}, /count: nobody/],
    ['somebody whom people.yaml does not know', {}, {}, [says('mallory')], {}, /count: nobody/],
    ['somebody who may not, by may_approve', {}, { may_approve: ['managers'] }, [says('ben')], {}, /nobody/],
    [
      'two of one group',
      {},
      { quorum: { leads: 1, managers: 1 } },
      [says('ana'), says('ben')],
      {},
      /wants 1 of leads and 1 of managers/,
    ],
    ['another plan than was seen', {}, {}, [says('ben', { plan: 'ffff0000' })], {}, /count: nobody/],
    ['other plans than were shown', {}, {}, [says('ben')], { plans: [] }, /plans are not those/],
    ['nobody at all', {}, {}, [], {}, /nobody said yes/],
    [
      'a no among those who count',
      {},
      { quorum: 2 },
      [says('ben', { answer: 'reject' }), says('ana')],
      {},
      /count: ana/,
    ],
  ])('%s', async (_, given, settings, voices, more, why) => {
    await open(given, settings);
    await taken(voices, more);
    await expect(change()).rejects.toMatchObject({
      code: 'NotApproved',
      facts: { why: expect.stringMatching(why), step: 'make' },
    });
  });

  test.each<[string, Partial<Voice>, Partial<Ask>]>([
    ['too early', { at: at(899) }, {}],
    ['for another target', { breakGlass: 'prod-green' }, {}],
    ['without a reason', { because: ' ' }, {}],
    ['by somebody who may not', { by: 'cleo' }, {}],
    ['where it is forbidden', {}, { breakGlass: false }],
  ])('glass broken %s', async (_, voice, more) => {
    await open({}, { quorum: 2 });
    world.now.seconds = 900;
    const glass = says('ben', { at: at(900), breakGlass: 'prod-blue', because: 'alone' });
    await taken([glass]);
    await change();
    await taken([{ ...glass, ...voice }], more);
    await expect(change()).rejects.toMatchObject({ code: 'NotApproved' });
  });

  test('glass broken for a step type that forbids it, whatever the question says', async () => {
    world.now.seconds = 900;
    await taken([says('ben', { at: at(900), breakGlass: 'prod-blue', because: 'alone' })]);
    await change();
    await expect(change({ name: 'a' }, { breakGlass: false })).rejects.toMatchObject({ code: 'NotApproved' });
  });

  test('a yes that people.yaml let them say, where the handler has no people.yaml', async () => {
    await world.answer('ben');
    await change();
    const { directory: _, ...without } = world.parts;
    world.parts = without;
    await expect(change()).rejects.toMatchObject({
      code: 'NotApproved',
      facts: { why: expect.stringContaining('people.yaml was there when it was answered'), step: 'make' },
    });
  });

  test('a yes to a later try of the step itself is not one to an earlier one', async () => {
    const own = { step: 'make', title: 'Make', uses: 'make-thing', generation: 1, values: { name: 'b' } };
    await handleApprove(approving({}, own), world.parts);
    await world.answer('ben', { step: 'make' });
    const values = { name: 'b' };
    await change({ name: 'b' }, { values, generation: 1 });
    await change({ name: 'b' }, { values, generation: 2 });
    await expect(change({ name: 'b' }, { values, generation: 0 })).rejects.toMatchObject({
      code: 'NotApproved',
    });
  });

  test('an unattended yes where nobody said yes to the run, or the runbook is not unattended', async () => {
    await open({ startedBy: { kind: 'alarm', name: 'arn' } });
    const manifest = world.parts.manifests['restore-namespace'];
    if (!manifest) throw new Error('no manifest');
    const itself = { decision: says('ana', { because: 'unattended' }) };
    await taken([], itself);
    await expect(change()).rejects.toMatchObject({ code: 'NotApproved' });
    manifest.unattended = true;
    await expect(change()).rejects.toMatchObject({
      code: 'NotApproved',
      facts: { why: 'no person said yes to the run' },
    });
  });
});

describe('what counts', () => {
  test('somebody of each group, whichever order they came in: each is counted where it makes room for others', async () => {
    await open({}, { quorum: { leads: 1, data: 1 }, may_approve: ['leads', 'data'] });
    // ben is in both groups; ana leads, cleo has the data
    expect(await world.answer('ben')).toBeNull();
    expect(await world.answer('ana')).toMatchObject({ by: 'ben and ana' });
    await change();
  });

  test('one person who is in both groups is not enough', async () => {
    await open({}, { quorum: { leads: 1, data: 1 }, may_approve: ['leads', 'data'] });
    expect(await world.answer('ben')).toBeNull();
    expect(await world.answer('ben', { for: 'data' })).toBeNull();
    expect(await world.answer('ben', { for: 'leads' })).toBeNull();
    expect(await world.answer('cleo')).toMatchObject({ answer: 'approve' });
  });

  test('whoever is asked may say yes, by group or by name; others are named who may', async () => {
    await open({}, { ask: [{ who: 'Cleo Example', for: 300 }] });
    await expect(world.answer('dana')).rejects.toMatchObject({
      facts: { todo: expect.stringContaining('Cleo') },
    });
    expect(await world.answer('CLEO')).toMatchObject({ by: 'cleo' });
    await change();
  });

  test('the plan that was seen, by the beginning of its hash', async () => {
    const plan = (await world.asks())[0]?.planHash.slice(0, 4).toUpperCase() ?? '';
    expect(await world.answer('ben', { plan })).toMatchObject({ by: 'ben' });
    await change();
  });
});

describe('who started it all', () => {
  const above = async (name: string, startedBy: Starter) => {
    const execution = `arn:aws:states:eu-west-1:111122223333:execution:x:${name}`;
    return (await createRun(world.parts.clients.table, aRun({ execution, startedBy }))).run;
  };

  test.each(['nested', 'handed on'])('of a run that is %s: whoever started the first', async () => {
    world = await answeringWorld();
    const first = await above('first', { kind: 'person', name: 'ana' });
    const second = await above('second', { kind: 'run', name: first });
    const { table } = world.parts.clients;
    const record = await getRun(table, run);
    if (!record) throw new Error('no run');
    await table.put({ ...(await item()), startedBy: { kind: 'run', name: second } });
    await handleApprove(approving(), world.parts);
    expect((await world.asks())[0]).toMatchObject({ startedBy: 'ana', quorum: 1 });
    await expect(world.answer('ana')).rejects.toMatchObject({ code: 'BadInput' });
    await taken([says('ana')], { startedBy: 'nobody' });
    await expect(change()).rejects.toMatchObject({ code: 'NotApproved' });
    await taken([says('ben')]);
    await change();
  });

  test.each<Starter>([
    { kind: 'unknown', name: '' },
    { kind: 'run', name: 'nowhere' },
  ])('%j: nobody knows, so one more has to say yes', async (startedBy) => {
    await open({ startedBy });
    expect((await world.asks())[0]).toMatchObject({ quorum: 2 });
    expect(await world.answer('ben')).toBeNull();
    expect(await world.answer('ana')).toMatchObject({ answer: 'approve' });
  });

  test.each<Starter>([
    { kind: 'alarm', name: 'arn' },
    { kind: 'schedule', name: 'nightly' },
  ])('%j: no person, so nobody is kept from saying yes', async (startedBy) => {
    await open({ startedBy });
    const [ask] = await world.asks();
    expect(ask).toMatchObject({ quorum: 1 });
    expect(ask).not.toHaveProperty('startedBy');
  });

  async function item() {
    const found = await world.parts.clients.table.get({ pk: `RUN#${run}`, sk: 'RUN' });
    if (!found) throw new Error('no run');
    return found;
  }
});
