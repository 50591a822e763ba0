import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkApproval } from '../../lib/handlers/approval.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { brokenGlass } from '../../lib/history/break-glass.ts';
import { takeCommand } from '../../lib/history/command.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { Run } from '../../lib/model/run.ts';
import { at, makeThing, run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from './answering-world.ts';

let world: AnsweringWorld;
async function open(given: Partial<Run> = {}, settings = {}): Promise<void> {
  world = await answeringWorld({ owner: 'oncall', ...given });
  await handleApprove(approving(settings), world.parts);
}
beforeEach(() => open());

const target = 'prod-blue';
const because = 'nobody answers, and payments is down';
const alone = (by: string, more = {}) => world.answer(by, { breakGlass: target, because, ...more });
async function change(): Promise<void> {
  const record = await getRun(world.parts.clients.table, run);
  if (!record) throw new Error('no run');
  const call = { step: 'make', title: 'Make', uses: 'make-thing', iteration: 0, approval: 's2' };
  await checkApproval(call, { name: 'a' }, record, world.parts);
}
/** `leads` have five minutes, `managers` ten. */
const everybodyHadTheirTime = 900;

describe('refused', () => {
  test.each([0, 300, 899.999])(
    'after %d s: every level has to have had its time, and when that is, is said',
    async (seconds) => {
      world.now.seconds = seconds;
      await expect(alone('ben')).rejects.toMatchObject({
        code: 'BadInput',
        facts: { what: expect.stringContaining('24 Nov 03:27 UTC'), possible: at(900) },
      });
    },
  );

  test.each<[string, Parameters<typeof alone>, string]>([
    [
      'another target, showing what to type',
      ['ben', { breakGlass: 'prod-green' }],
      '--break-glass "prod-blue"',
    ],
    ['an empty target', ['ben', { breakGlass: '  ' }], '--break-glass "prod-blue"'],
    ['the target in other letters', ['ben', { breakGlass: 'PROD-BLUE' }], '--break-glass "prod-blue"'],
    ['no reason', ['ben', { because: ' \u200b' }], 'without a reason'],
    ['somebody who may not say yes', ['cleo', {}], 'cleo may not say yes'],
    ['somebody unknown', ['mallory', {}], 'knows nobody'],
    ['anything but a yes', ['ben', { answer: 'reject' }], 'reject'],
  ])('%s', async (_, [by, more], says) => {
    world.now.seconds = everybodyHadTheirTime;
    const refused = alone(by, more);
    await expect(refused).rejects.toMatchObject({ code: 'BadInput' });
    await refused.catch(({ facts }) => expect(JSON.stringify(facts).replaceAll('\\', '')).toContain(says));
    expect((await world.asks())[0]?.decision).toBeUndefined();
    expect(await world.notices()).toEqual([]);
  });

  test('where a step that it covers forbids it, however late it is', async () => {
    world = await answeringWorld();
    world.parts = { ...world.parts, types: { 'make-thing': { ...makeThing, breakGlass: false } } };
    await handleApprove(approving(), world.parts);
    expect((await world.asks())[0]).toMatchObject({ breakGlass: false });
    world.now.seconds = 100 * everybodyHadTheirTime;
    await expect(alone('ben')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { what: expect.stringContaining('never decided by one person alone') },
    });
  });

  test('a question that somebody decided meanwhile', async () => {
    await world.answer('ana');
    world.now.seconds = everybodyHadTheirTime;
    await expect(alone('ben')).rejects.toMatchObject({ code: 'AlreadyDecided' });
  });
});

describe('one eligible person goes on alone', () => {
  test.each<[string, string, Partial<Run>, { quorum?: number | Record<string, number> }]>([
    ['in a quorum of three', 'ben', {}, { quorum: 3 }],
    ['where they said yes with the others before', 'ben', {}, { quorum: 2 }],
    ['in a quorum by group', 'ben', {}, { quorum: { leads: 1, managers: 1 } }],
    ['also the one who started it', 'ana', { startedBy: { kind: 'person', name: 'ana' } }, {}],
  ])('%s', async (_, by, given, settings) => {
    await open(given, settings);
    if (settings.quorum === 2) expect(await world.answer(by)).toBeNull();
    world.now.seconds = everybodyHadTheirTime;
    expect(await alone(by)).toMatchObject({ by, answer: 'approve', breakGlass: target });
    expect(world.told).toMatchObject([{ call: 'succeed', body: { approved: true } }]);
    await change();
  });

  test('it is red in the record, everybody is to be told before the state machine goes on, and the outcome tells of it', async () => {
    await takeCommand(world.parts.clients.table, await theRun(), 'zoe', at(1));
    world.now.seconds = everybodyHadTheirTime;
    await alone('ben');
    const decided = (await world.events()).find(({ kind }) => kind === 'decided');
    expect(decided).toMatchObject({
      text: expect.stringContaining('by ben alone, by break-glass'),
      findings: [{ bad: true, text: expect.stringContaining(because) }],
      person: 'ben',
      seconds: 900,
    });
    const page = (await world.notices()).find(({ kind }) => kind === 'page');
    expect(page).toMatchObject({
      who: ['leads', 'managers', 'oncall', 'zoe'],
      everybody: true,
      alarming: true,
      urgency: 'now',
      text: expect.stringMatching(
        /ben approved "The question" alone.*prod-blue.*leads, managers.*rebound abort/,
      ),
    });
    expect(brokenGlass(await world.asks())).toBe(
      `By break-glass: ben approved "The question" alone at 24 Nov 03:27 UTC: ${because}`,
    );
  });

  test('nobody broke any glass', async () => {
    await world.answer('ben');
    expect(brokenGlass(await world.asks())).toBeUndefined();
    expect((await world.notices()).map(({ kind }) => kind)).toEqual(['settle']);
  });
});

async function theRun(): Promise<Run> {
  const record = await getRun(world.parts.clients.table, run);
  if (!record) throw new Error('no run');
  return record;
}
