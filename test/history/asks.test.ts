import { expect, test } from '@jest/globals';
import {
  addVoice,
  asksOf,
  decideAsk,
  latestAsk,
  markTold,
  openAsk,
  renewAsk,
  turnOf,
  untoldAsks,
} from '../../lib/history/asks.ts';
import { closeRun, createRun } from '../../lib/history/runs.ts';
import { anAsk, aRun, at, aVoice } from './builders.ts';
import { again, codeFrom, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

const renewal = { level: 1, token: 'token-2', levelEndsAt: at(700) };

inBothWorlds((world) => {
  const asked = (given = {}) => openAsk(world().table, anAsk(given));
  const untold = async (id: string) => (await untoldAsks(world().table)).filter((ask) => ask.id === id);

  test('a question is put once', async () => {
    const ask = anAsk();
    expect(await openAsk(world().table, ask)).toEqual(ask);
    expect(await openAsk(world().table, { ...ask, id: 'another', token: 'token-9' })).toEqual(ask);
  });

  test("a step's latest question is that of the highest generation", async () => {
    const { table } = world();
    const { run } = anAsk();
    const generations = [];
    for (const generation of [0, 1, 2, 9, 10, 100]) generations.push(await asked({ run, generation }));
    const other = await asked({ run, step: 's4_1_1', generation: 500 });
    const looped = await asked({ run, iteration: 1, generation: 500 });
    expect(await latestAsk(table, run, 's4', 0, 'approval')).toEqual(generations.at(-1));
    expect(await latestAsk(table, run, 's4', 1, 'approval')).toEqual(looped);
    expect(await latestAsk(table, run, 's5', 0, 'approval')).toBeUndefined();
    expect(await asksOf(table, run)).toEqual([...generations, looped, other]);
    expect(await asksOf(table, 'nobody')).toEqual([]);
  });

  test('one approval decides when one is wanted', async () => {
    const { table } = world();
    const ask = await asked();
    const decided = await addVoice(table, ask, aVoice('ada', 'approve', { because: 'go' }));
    expect(decided.decision).toEqual({ answer: 'approve', by: 'ada', because: 'go', at: at(60) });
    expect(decided.voices).toEqual([aVoice('ada', 'approve', { because: 'go' })]);
    const error = await addVoice(table, ask, aVoice('bob', 'reject', { at: at(61) })).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'AlreadyDecided',
      facts: { by: 'ada', at: at(60), answer: 'approve' },
    });
    expect(await addVoice(table, ask, aVoice('ada', 'approve', { because: 'go' }))).toEqual(decided);
    expect(await latestAsk(table, ask.run, ask.step, 0, 'approval')).toEqual(decided);
  });

  test('a quorum counts people, not voices; the last one says when', async () => {
    const { table } = world();
    const ask = await asked({ quorum: 2 });
    await addVoice(table, ask, aVoice('ada'));
    const still = await addVoice(table, ask, aVoice('ada', 'approve', { at: at(70) }));
    expect(still.decision).toBeUndefined();
    expect(still.voices).toHaveLength(1);
    const decided = await addVoice(table, ask, aVoice('bob', 'approve', { at: at(80) }));
    expect(decided.decision).toMatchObject({ answer: 'approve', by: 'ada and bob', at: at(80) });
  });

  test('a no decides at once, also from who said yes before', async () => {
    const { table } = world();
    const ask = await asked({ quorum: 2 });
    await addVoice(table, ask, aVoice('ada'));
    const decided = await addVoice(table, ask, aVoice('ada', 'reject', { at: at(70) }));
    expect(decided.decision).toMatchObject({ answer: 'reject', by: 'ada' });
    expect(decided.voices).toHaveLength(1);
  });

  test.each(['retry', 'abort'] as const)('%s decides a failed step', async (answer) => {
    const ask = await asked({ kind: 'failure', options: ['retry', 'abort'] });
    const decided = await addVoice(world().table, ask, aVoice('ada', answer));
    expect(decided.decision?.answer).toBe(answer);
  });

  test('an answer that it does not take is refused, and so is a question that is not there', async () => {
    const { table } = world();
    const ask = await asked();
    expect(await codeFrom(addVoice(table, ask, aVoice('ada', 'retry')))).toBe('BadInput');
    await expect(addVoice(table, ask, aVoice('ada', 'retry'))).rejects.toThrow(/approve or reject/);
    expect(await codeFrom(addVoice(table, anAsk(), aVoice('ada')))).toBe('NothingToAnswer');
  });

  test('of many who answer at once everybody sees one decision', async () => {
    const { table } = world();
    const ask = await asked();
    const answers = Array.from({ length: 6 }, (_, n) =>
      addVoice(table, ask, aVoice(`p${n}`, n % 2 === 0 ? 'approve' : 'reject')).then(
        (decided) => decided.decision?.by,
        (error: { facts: { by: string } }) => error.facts.by,
      ),
    );
    expect(new Set(await Promise.all(answers)).size).toBe(1);
  });

  test('a quorum of three, said at once, is counted', async () => {
    const { table } = world();
    const ask = await asked({ quorum: 3 });
    await Promise.all(['ada', 'bob', 'cy'].map((by) => addVoice(table, ask, aVoice(by))));
    const decided = await latestAsk(table, ask.run, ask.step, 0, 'approval');
    expect(decided?.decision?.by.split(' and ').sort()).toEqual(['ada', 'bob', 'cy']);
  });

  test('the next level brings another token; an earlier one does not bring its own back', async () => {
    const { table } = world();
    const ask = await asked();
    const renewed = await renewAsk(table, ask, renewal);
    expect(renewed).toEqual({ ...ask, ...renewal });
    expect(await renewAsk(table, ask, renewal)).toEqual(renewed);
    const late = { level: 0, token: 'token-late', levelEndsAt: at(1) };
    expect(await renewAsk(table, ask, late)).toEqual(renewed);
  });

  test('an attempt that was given up does not bring its token back over the one that came after it', async () => {
    const { table } = world();
    const turn = (attempt: number) => turnOf({ entered_at: at(20), attempt }, Date.parse(at(30)));
    const ask = await openAsk(table, anAsk(), turn(0));
    const second = { level: 0, token: 'token-2', levelEndsAt: at(320) };
    const renewed = await renewAsk(table, ask, second, turn(1));
    expect(renewed.token).toBe('token-2');
    expect(await renewAsk(table, ask, { ...second, token: 'token-1' }, turn(0))).toEqual(renewed);
    // an entry that says that it comes from the future is of now at most
    expect(turnOf({ entered_at: '9999-01-01T00:00:00Z', attempt: 0 }, Date.parse(at(30)))).toBe(
      `${at(30)}#000000`,
    );
  });

  test('an approval that could not be asked, and its failure, are two questions', async () => {
    const { table } = world();
    const approval = await asked();
    const failure = await asked({ run: approval.run, kind: 'failure', options: ['retry', 'abort'] });
    expect(failure.id).not.toBe(approval.id);
    await addVoice(table, failure, aVoice('ada', 'retry'));
    expect((await latestAsk(table, approval.run, 's4', 0, 'approval'))?.decision).toBeUndefined();
    expect((await latestAsk(table, approval.run, 's4', 0, 'failure'))?.decision?.answer).toBe('retry');
  });

  test('one person in two spellings is one voice', async () => {
    const { table } = world();
    const ask = await asked({ quorum: 2 });
    await addVoice(table, ask, aVoice('Ana'));
    expect((await addVoice(table, ask, aVoice('ana ', 'approve', { at: at(70) }))).decision).toBeUndefined();
    expect((await addVoice(table, ask, aVoice('bob', 'approve', { at: at(80) }))).decision?.by).toMatch(
      /bob/,
    );
  });

  test('what a run was told too late is told to nobody for ever', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    const ask = await asked({ run: run.run });
    await addVoice(table, ask, aVoice('ada'));
    expect(await untold(ask.id)).toHaveLength(1);
    await closeRun(table, run.run, { outcome: 'failed', endedBecause: '', endedAt: at(90) });
    expect(await untold(ask.id)).toEqual([]);
  });

  test('a decision is to be told until it is told, and again when the token is replaced', async () => {
    const { table } = world();
    const ask = await asked();
    expect(await untold(ask.id)).toEqual([]);
    const decided = await addVoice(table, ask, aVoice('ada'));
    expect(await untold(ask.id)).toEqual([decided]);
    expect(await markTold(table, decided, 'token-1')).toEqual({ ...decided, told: true });
    expect(await untold(ask.id)).toEqual([]);
    const renewed = await renewAsk(table, ask, renewal);
    expect(renewed).toEqual({ ...decided, ...renewal, told: false });
    expect(await untold(ask.id)).toEqual([renewed]);
    expect(await markTold(table, ask, 'token-1')).toEqual(renewed); // the old token's answer came late
    expect(await untold(ask.id)).toEqual([renewed]);
    await markTold(table, renewed, 'token-2');
    await markTold(table, renewed, 'token-2');
    expect(await untold(ask.id)).toEqual([]);
  });

  test('an open question is not told', async () => {
    const ask = await asked();
    expect((await markTold(world().table, ask, 'token-1')).told).toBe(false);
  });

  test('a question of a run that ended is forgotten', async () => {
    const { table } = world();
    const run = await createRun(table, aRun());
    const ask = await asked({ run: run.run });
    const entry = { pk: 'OPEN-ASKS', sk: `${run.run}#s4#000000#000000#approval` };
    await untoldAsks(table);
    expect(await table.get(entry)).toBeDefined();
    await closeRun(table, run.run, { outcome: 'failed', endedBecause: '', endedAt: at(1) });
    await untoldAsks(table);
    expect(await table.get(entry)).toBeUndefined();
    expect(await asksOf(table, run.run)).toEqual([ask]);
  });

  test('an abort of the run decides its questions, once', async () => {
    const { table } = world();
    const ask = await asked({ quorum: 2 });
    const abort = { answer: 'abort', by: 'ada', because: 'wrong', at: at(90) } as const;
    const decided = await decideAsk(table, ask, abort);
    expect(decided.decision).toEqual(abort);
    expect(await decideAsk(table, ask, abort)).toEqual(decided);
    expect(await codeFrom(decideAsk(table, ask, { ...abort, by: 'bob' }))).toBe('AlreadyDecided');
    expect(await codeFrom(addVoice(table, ask, aVoice('bob')))).toBe('AlreadyDecided');
    expect(await untold(ask.id)).toEqual([decided]);
  });

  test('answers that are lost change nothing about it', async () => {
    const table = losingAnswers(world(), 1, 3, 5, 7, 9, 11, 13, 15);
    const ask = anAsk();
    await again(() => openAsk(table, ask));
    await again(() => renewAsk(table, ask, renewal));
    await again(() => addVoice(table, ask, aVoice('ada')));
    await again(() => markTold(table, ask, 'token-2'));
    const decision = { answer: 'approve', by: 'ada', because: '', at: at(60) };
    const expected = { ...ask, ...renewal, voices: [aVoice('ada')], decision, told: true };
    expect(await latestAsk(world().table, ask.run, ask.step, 0, 'approval')).toEqual(expected);
    expect(await untold(ask.id)).toEqual([]);
  });
});
