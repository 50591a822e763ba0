import { beforeEach, describe, expect, test } from '@jest/globals';
import { noteRoom } from '../../../lib/history/rooms.ts';
import { fail } from '../../../lib/model/errors.ts';
import { answerOf } from '../../../lib/operations/inbound/request.ts';
import {
  aConnectedDirectory,
  aPress,
  at,
  bySlack,
  type InboundWorld,
  inboundWorld,
} from './inbound-world.ts';
import { aPerson } from '../../builders/directory.ts';

let world: InboundWorld;
beforeEach(async () => {
  world = await inboundWorld();
});
const value = (answer = 'approve', more: object = {}) => ({
  ask: world.ask.id,
  answer,
  plan: world.ask.planHash,
  ...more,
});
const press = (given: Parameters<typeof aPress>[0], more: object = {}) =>
  world.send(bySlack('/slack/interactions', aPress(given, more), world.now.seconds));
const shown = () => world.shown.map(({ message }) => message.text);
const decision = async () => (await world.open())[0]?.decision;

test('who may say yes presses, and it is decided: by them, over Slack, on the plan that was shown', async () => {
  const answer = await press({ value: value() });
  expect([answer.status, answer.body, answer.did]).toEqual([200, '', 'decided']);
  expect(await decision()).toMatchObject({
    by: 'ana',
    answer: 'approve',
    channel: 'slack',
    plan: 'f00dfeedf00dfeed',
    groups: expect.arrayContaining(['leads']),
  });
  expect(world.shown).toEqual([
    {
      url: 'https://hooks.slack.com/actions/T1/2/3',
      message: {
        response_type: 'ephemeral',
        replace_original: false,
        text: `"Restore over it?" of run ${world.run} is decided: approve, by ana.`,
      },
    },
  ]);
});

test('more people have to say yes: it says so', async () => {
  await world.anAsk({ id: 'b'.repeat(26), step: 's4', quorum: 2 });
  await press({ value: value('approve', { ask: 'b'.repeat(26) }) });
  expect(shown()).toEqual([
    `Your approve to "Restore over it?" of run ${world.run} is kept. More people have to say yes; the question stays open.`,
  ]);
  await press({ user: 'U0BEN', value: value('approve', { ask: 'b'.repeat(26) }) });
  expect(shown()[1]).toMatch(/is decided: approve, by ana and ben/);
});

test('“I’m looking at it” acknowledges that question, and decides nothing', async () => {
  const answer = await press({ value: value('ack') });
  expect(answer.did).toBe('acknowledged');
  expect(world.calls).toEqual([`ack ${world.run} ana ${world.ask.id} slack`]);
  expect(shown()[0]).toBe(
    `You are looking at "Restore over it?" of run ${world.run}: this level is paged no more. Its time runs on until 24 Nov 03:17 UTC.`,
  );
  expect(await decision()).toBeUndefined();
});

describe('refused, in words, and written down', () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'nobody of people.yaml',
      () => press({ user: 'U0EVE', value: value() }),
      /^Not done: Slack user U0EVE is nobody in people\.yaml; add "slack: U0EVE" to a person's channels/,
    ],
    [
      'somebody who is not in the group',
      () => press({ user: 'U0CLEO', value: value() }),
      /^Not done: cleo may not say yes to "Restore over it\?"; somebody of leads has to/,
    ],
    [
      'a plan that was asked about before',
      () => press({ value: value('approve', { plan: '0ldb00c5' }) }),
      /^Not done: "Restore over it\?" would do something else than what ana saw/,
    ],
    [
      'a button that shows no plan',
      () => press({ value: { ask: world.ask.id, answer: 'approve' } }),
      /would do something else than what ana saw/,
    ],
    [
      'an answer that it does not take',
      () => press({ value: value('retry') }),
      /does not take retry; answer approve or reject/,
    ],
  ])('%s', async (_, act, text) => {
    await act();
    expect(shown()).toEqual([expect.stringMatching(text)]);
    expect(await decision()).toBeUndefined();
    expect((await world.texts()).filter((line) => line.startsWith('refused: '))).toHaveLength(1);
  });

  test('whoever started the run, though they may say yes to others', async () => {
    await world.anAsk({ id: 'b'.repeat(26), step: 's4', startedBy: 'ana' });
    await press({ value: value('approve', { ask: 'b'.repeat(26) }) });
    expect(shown()[0]).toMatch(/^Not done: ana started this run, and cannot say yes to "Restore over it\?"/);
    expect(await world.texts()).toEqual([
      expect.stringMatching(/^refused: approve to "Restore over it\?" from ana/),
    ]);
  });

  test('a question of another run than the channel’s', async () => {
    const other = await world.aRun('two');
    await noteRoom(world.table, { run: other, room: 'C0OTHER' });
    await press({ value: value(), room: 'C0OTHER' });
    expect(shown()[0]).toBe(
      `Not done: this button is of run ${world.run}, and this channel is of run ${other}; answer it where it was asked, or with rebound answer ${world.run}.`,
    );
    expect([await decision(), world.calls]).toEqual([undefined, []]);
    expect(await world.texts()).toEqual([
      expect.stringMatching(/^refused: approve to "Restore over it\?" from ana by slack/),
    ]);
  });

  test('in the run’s own channel it counts', async () => {
    await noteRoom(world.table, { run: world.run, room: 'C0OWN' });
    await press({ value: value(), room: 'C0OWN' });
    expect(await decision()).toMatchObject({ by: 'ana' });
  });

  test('a question that is decided says by whom and when', async () => {
    await press({ value: value() });
    await press({ user: 'U0BEN', value: value('reject') });
    expect(shown()[1]).toMatch(
      /^Not done: "Restore over it\?" is already decided by ana at 03:13 UTC: approve/,
    );
    expect(await decision()).toMatchObject({ by: 'ana', answer: 'approve' });
  });

  test('a question whose run is over', async () => {
    const over = await world.aRun('over', { status: 'closed', outcome: 'failed', endedAt: at(30) });
    await world.anAsk({ id: 'c'.repeat(26), run: over });
    await press({ value: value('approve', { ask: 'c'.repeat(26) }) });
    expect(shown()[0]).toMatch(/^Not done: run \w+ is over: failed/);
  });

  test('a question that nobody knows', async () => {
    await press({ value: value('approve', { ask: 'z'.repeat(26) }) });
    expect(shown()[0]).toMatch(/^This question is not known here/);
    expect(world.calls).toEqual([]);
  });

  test('an id that two people have is nobody’s', async () => {
    const twice = { channels: [{ channel: 'slack' as const, to: 'U0ANA' }] };
    const { people } = aConnectedDirectory();
    const directory = aConnectedDirectory({ people: { ...people, ben: aPerson('ben', twice) } });
    world = await inboundWorld({ directory });
    await press({ value: value() });
    expect(shown()[0]).toMatch(/Slack user U0ANA is nobody/);
  });

  test('a name that is written like another, HTML and mentions show as they stand', async () => {
    await press({ user: '<!channel>‮U0ANA', value: value() });
    expect(shown()[0]).toMatch(/Slack user channelU0ANA is nobody/);
    await world.anAsk({ id: 'd'.repeat(26), step: 's4', title: 'Go <!here> & <b>on</b>\u001b[2J?' });
    await press({ value: value('ack', { ask: 'd'.repeat(26) }) });
    expect(shown()[1]).toContain('Go &lt;!here&gt; &amp; &lt;b&gt;on&lt;/b&gt;');
    expect(shown()[1]).not.toContain('\u001b');
  });
});

describe('what needs more than a word is answered with the command that does it', () => {
  const options = ['retry', 'skip', 'back', 'abort'];
  const kind = 'failure' as const;
  test.each<[string, object, RegExp]>([
    [
      'skip',
      { kind, options },
      /^A skip wants a word on what was done instead: rebound answer \w{16} skip --ask eeeeeeee --because "WHAT WAS DONE"\./,
    ],
    [
      'back',
      { kind, options, back: [{ step: 'look', title: 'Look' }] },
      /^Going back wants the step: look \("Look"\)\. rebound answer \w{16} back --ask eeeeeeee --to STEP\./,
    ],
    [
      'retry-with',
      { kind, options },
      /^Other values are typed: rebound answer \w{16} retry --ask eeeeeeee --set FIELD=VALUE\. They are a new plan/,
    ],
    [
      'break-glass',
      {},
      /^Break-glass wants the target typed, and a reason: rebound answer \w{16} approve --ask eeeeeeee --break-glass TARGET --because "WHY"\. Everybody is paged\./,
    ],
    [
      'done',
      { kind: 'manual', options: ['done', 'cannot', 'abort'], record: { case_id: { type: 'string' } } },
      /^What was done is written down: rebound answer \w{16} done --ask eeeeeeee --set case_id=VALUE\./,
    ],
  ])('%s', async (answer, more, text) => {
    await world.anAsk({ id: 'e'.repeat(26), step: 's9', ...more });
    await press({ value: value(answer, { ask: 'e'.repeat(26) }) });
    expect(shown()[0]).toMatch(text);
    expect(shown()[0]).toContain(`It can also be said at https://rebound.example/${world.run}`);
    expect(world.calls).toEqual([]);
  });

  test('a word that is enough is taken', async () => {
    await world.anAsk({ id: 'e'.repeat(26), step: 's9', kind, options });
    await press({ value: value('retry', { ask: 'e'.repeat(26) }) });
    expect(shown()[0]).toMatch(/is decided: retry, by ana/);
  });

  test.each(['skip', 'ack', 'done'])(
    'an option of a decision that happens to be called %s is an option',
    async (option) => {
      await world.anAsk({
        id: 'e'.repeat(26),
        step: 's9',
        kind: 'decision',
        options: [option, 'abort'],
        record: {},
      });
      await press({ value: value(option, { ask: 'e'.repeat(26) }) });
      expect(world.calls).toEqual([`answer ${world.run} ${option} ana slack`]);
    },
  );
});

describe('the same again', () => {
  test('a request that is replayed within five minutes changes nothing, and is answered as before', async () => {
    delete world.parts.respond;
    const request = bySlack('/slack/interactions', aPress({ value: value() }));
    const first = await world.send(request);
    expect(JSON.parse(first.body)).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    world.now.seconds += 200;
    const second = await world.send(request);
    expect([second.status, second.body, second.headers['content-type']]).toEqual([
      200,
      first.body,
      first.headers['content-type'],
    ]);
    expect(second.did).toBe('came again');
    expect(world.calls).toHaveLength(1);
    expect((await world.open())[0]?.voices).toHaveLength(1);
  });

  test('two at the same moment act once', async () => {
    const request = bySlack('/slack/interactions', aPress({ value: value() }));
    const answers = await Promise.all([world.send(request), world.send(request), world.send(request)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(world.calls).toHaveLength(1);
    expect(world.shown).toHaveLength(1);
  });

  test('two people in the same millisecond: one decision, and both see it', async () => {
    await Promise.all([
      press({ value: value(), trigger: '1' }),
      press({ user: 'U0BEN', value: value('reject'), trigger: '2' }),
    ]);
    const decided = await decision();
    expect(shown()).toHaveLength(2);
    const [winner, loser] = shown().toSorted((a) => (a.startsWith('Not done') ? 1 : -1));
    expect(winner).toContain(`is decided: ${decided?.answer}, by ${decided?.by}`);
    expect(loser).toContain(`already decided by ${decided?.by}`);
  });

  test('pressed again by the same person it is a new press, and is told that it is decided', async () => {
    await press({ value: value(), trigger: '1' });
    await press({ value: value(), trigger: '2' });
    expect((await world.open())[0]?.voices).toHaveLength(1);
    expect(shown()[1]).toMatch(/already decided by ana/);
  });
});

describe('trouble', () => {
  test('the history does not answer: the person is told to press again, and that counts', async () => {
    const { answer } = world.parts.operations;
    world.parts.operations.answer = async () => fail('Unavailable', { what: 'no answer from the table' });
    const request = bySlack('/slack/interactions', aPress({ value: value() }));
    await expect(world.send(request)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(shown()).toEqual([
      expect.stringMatching(/^Something did not answer.*Press again; it counts once/),
    ]);
    world.parts.operations.answer = answer;
    // the very same request, too: it was not done
    expect((await world.send(request)).did).toBe('decided');
  });

  test('a function that died over it keeps nobody from pressing again', async () => {
    const begun = Promise.withResolvers<void>();
    world.parts.operations.answer = () => {
      begun.resolve();
      return new Promise(() => undefined);
    };
    const request = bySlack('/slack/interactions', aPress({ value: value() }));
    void world.send(request);
    await begun.promise;
    expect(await world.send(request)).toMatchObject({ status: 200, did: 'is under way' });
    world.parts.operations.answer = async (run, answer, by) => ({ by, answer, because: run, at: at(0) });
    world.now.seconds += 80;
    expect(await world.send(request)).toMatchObject({ status: 200, did: 'decided' });
  });

  test('the URL does not answer: what is shown stands in the answer', async () => {
    world.parts.respond = () => Promise.reject(new Error('down'));
    const answer = await press({ value: value() });
    expect(JSON.parse(answer.body)).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: expect.stringMatching(/is decided/),
    });
  });

  test('the URL takes too long: Slack is answered in time', async () => {
    const sleeps: number[] = [];
    world.parts.respond = () => new Promise(() => undefined);
    world.parts.clock = { ...world.parts.clock, sleep: async (ms) => void sleeps.push(ms) };
    const answer = await press({ value: value() });
    expect([answer.status, sleeps]).toEqual([200, [1000]]);
    expect(answer.body).toContain('is decided');
  });
});

test.each<[string, Parameters<typeof aPress>[0], object]>([
  ['a button of another app', { value: 'click_me' }, {}],
  ['JSON of another shape', { value: { ask: 7, answer: [] } }, {}],
  ['an ask that is a path', { value: { ask: '../../RUN', answer: 'approve' } }, {}],
  ['a prototype', { value: '{"__proto__":{"ask":"abcdefghijklmnopqrstuvwxyz","answer":"approve"}}' }, {}],
  ['a form that was sent', { value: {} }, { type: 'view_submission' }],
  ['no actions', { value: {} }, { actions: [] }],
  ['two actions', { value: {} }, { actions: [{ value: '{}' }, { value: '{}' }] }],
  ['no user', { value: {} }, { user: null }],
])('what is no button of ours is taken, and does nothing: %s', async (_, given, more) => {
  const answer = await press(given, more);
  expect([answer.status, answer.body, world.calls, world.shown]).toEqual([200, '', [], []]);
  expect(({} as { ask?: string }).ask).toBeUndefined();
});

test('no token of Step Functions is in anything that is shown', async () => {
  await press({ value: value() });
  await press({ user: 'U0EVE', value: value() });
  expect(JSON.stringify([world.shown, await world.texts()])).not.toContain('the-token-of');
});

test('an answer is JSON that no proxy keeps', () => {
  expect(answerOf(200, {}, '').headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
});
