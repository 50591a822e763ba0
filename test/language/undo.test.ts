import { afterEach, describe, expect, test } from '@jest/globals';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  say,
  type StoryRun,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

/** Work by hand that can be taken back, with what is written down. */
const byHand = (id: string, undo: string, more = '') => `
  - id: ${id}
    title: Do ${id}
    uses: manual
    with:
      text: Do ${id}
      record: { replicas: { type: number } }
      ask: [{ who: payments-data, for: 30m }, { who: platform-managers, for: 30m }]
    undo: ${undo}
    ${more}
`;
const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;
const done = async (run: StoryRun, title: string, replicas = 3) => {
  const ask = await run.asked(title);
  await run.say('done', { record: ask.record ? { replicas } : {} });
  return ask;
};
/** Steps in the order in which they were taken back. */
async function order(run: StoryRun): Promise<string[]> {
  const { undo } = await run.ledger();
  return Object.entries(undo)
    .filter(([, { undoneAt }]) => undoneAt !== undefined)
    .toSorted(([, a], [, b]) => ((a.undoneAt ?? '') < (b.undoneAt ?? '') ? -1 : 1))
    .map(([key]) => key);
}

describe('what an aborted run did is taken back', () => {
  const own = (id: string) => `{ with: { text: "Back to {{ $${id}.record.replicas }} replicas of ${id}" } }`;
  const three = aRunbook(`${byHand('one', own('one'))}${byHand('two', own('two'))}
  - title: Say something
    uses: announce
    with: { text: something, to: the-story }
${byHand('three', own('three'))}${enough}${end}`);

  test('in reverse order, and each undo reads what the step itself gave', async () => {
    const story = await aStory({ runbooks: [three] });
    const run = await story.start();
    await done(run, 'Do one', 1);
    await done(run, 'Do two', 2);
    await done(run, 'Do three', 3);
    await run.asked('Is that enough?');
    await run.abort();
    const texts: string[] = [];
    for (const id of ['three', 'two', 'one']) texts.push((await done(run, `Do ${id} · undo`)).question);
    expect(texts).toEqual([3, 2, 1].map((n) => `Back to ${n} replicas of ${['', 'one', 'two', 'three'][n]}`));
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await order(run)).toEqual(['three.0.0', 'two.0.0', 'one.0.0']);
    expect(story.told().at(-1)).toMatch(/Taken back: step one, step two, step three|Taken back: /);
  });

  test('only as far as the run came', async () => {
    const story = await aStory({ runbooks: [three] });
    const run = await story.start();
    await done(run, 'Do one', 1);
    await run.asked('Do two');
    await run.say('abort');
    // They may have begun with it before they said so; but what it gave, nobody knows.
    const two = await run.asked('Do two · undo');
    expect(two.question).toMatch(
      /^Taking "Do two" back failed \(MissingValue\): missing: \$two\.record\.replicas, which "Do two" reads\./,
    );
    await run.say('skip');
    await done(run, 'Do one · undo');
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await order(run)).toEqual(['one.0.0']);
    expect((await run.ledger()).undo).not.toHaveProperty('three.0.0');
  });

  test('an undo of another step type, which reads earlier steps, inputs and the run', async () => {
    const steps = `${byHand(
      'one',
      `
      uses: announce
      with: { text: "{{ $inputs.namespace }} {{ $look.namespace }} {{ $one.record.replicas }} {{ $run.mode }} {{ $steps.look.status }}", to: the-story }`,
    )}${enough}${end}`;
    const look = `
  - id: look
    title: Look
    uses: check-cluster
`;
    const story = await aStory({ runbooks: [aRunbook(look + steps)] });
    const run = await story.start();
    await done(run, 'Do one', 7);
    await run.asked('Is that enough?');
    await run.abort();
    await run.ended();
    expect(story.told()).toContain('the-story: Do one · undo: payments GONE 7 real done');
    expect(await order(run)).toEqual(['one.0.0']);
  });

  test('in a loop each going through, with its own item', async () => {
    const each = aRunbook(`
  - title: Each of them
    for_each: "['api', 'web']"
    steps:${byHand('one', `{ with: { text: "Back to {{ $one.record.replicas }} of {{ $item }}, number {{ $index }}" } }`).replaceAll('\n', '\n    ')}
${enough}${end}`);
    const story = await aStory({ runbooks: [each] });
    const run = await story.start();
    await done(run, 'Do one', 10);
    await done(run, 'Do one', 20);
    await run.asked('Is that enough?');
    await run.abort();
    expect((await done(run, 'Do one · undo')).question).toBe('Back to 20 of web, number 1');
    expect((await done(run, 'Do one · undo')).question).toBe('Back to 10 of api, number 0');
    await run.ended();
    expect(await order(run)).toEqual(['one.2.0', 'one.1.0']);
  });

  test('in branches, all of them', async () => {
    const both = aRunbook(`
  - title: Both at once
    parallel:
      -${byHand('one', '{ with: { text: Take one back } }').replaceAll('\n', '\n      ')}
      -${byHand('two', '{ with: { text: Take two back } }').replaceAll('\n', '\n      ')}
${enough}${end}`);
    const story = await aStory({ runbooks: [both] });
    const run = await story.start();
    const say = async (step: string) => {
      const ask = await run.asked(`Do ${step}`);
      await run.say('done', { step, record: ask.record ? { replicas: 1 } : {} });
    };
    await run.asked('Do one');
    await run.asked('Do two');
    await say('two');
    await say('one');
    await run.asked('Is that enough?');
    await run.abort();
    for (const nth of ['first', 'second']) {
      await story.until(`the ${nth} is asked`, async () =>
        (await run.show()).asks.find(({ decision }) => !decision),
      );
      await run.say('done');
    }
    await run.ended();
    expect((await order(run)).toSorted()).toEqual(['one.0.0', 'two.0.0']);
  });
});

describe('an undo that fails', () => {
  const twice = aRunbook(
    `${byHand('one', '{ with: { text: Take one back } }')}${byHand('two', '{ with: { text: Take two back } }')}${enough}${end}`,
  );
  async function failing() {
    const story = await aStory({ runbooks: [twice] });
    const run = await story.start();
    await done(run, 'Do one');
    await done(run, 'Do two');
    await run.asked('Is that enough?');
    await run.abort();
    await run.asked('Do two · undo');
    await run.say('cannot', { because: 'the portal is down' });
    const ask = await story.until('it asks', async () =>
      (await run.show()).asks.find(({ kind, decision }) => kind === 'failure' && !decision),
    );
    return { story, run, ask };
  }

  test('asks, and says what the answers mean now', async () => {
    const { run, ask } = await failing();
    expect(ask.question).toMatch(/^Taking "Do two" back failed \(CannotDo\): .*the portal is down/);
    expect(ask.question).toMatch(
      /Try it again, leave it as it is, or leave everything that is not taken back yet\?$/,
    );
    await run.say('abort');
    await run.ended();
  });

  test('is tried again: a question of its own, as often as it takes', async () => {
    const { story, run } = await failing();
    await run.say('retry');
    await story.until('it asks again', async () =>
      (await run.show()).asks.find(
        ({ kind, undo, decision }) => kind === 'manual' && undo === 1 && !decision,
      ),
    );
    await run.say('cannot');
    await story.until('it fails again', async () =>
      (await run.show()).asks.find(
        ({ kind, undo, decision }) => kind === 'failure' && undo === 1 && !decision,
      ),
    );
    await run.say('retry');
    await story.until('it asks a third time', async () =>
      (await run.show()).asks.find(
        ({ kind, undo, decision }) => kind === 'manual' && undo === 2 && !decision,
      ),
    );
    await run.say('done');
    await done(run, 'Do one · undo');
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await order(run)).toEqual(['two.0.0', 'one.0.0']);
  });

  test('is left: the others are taken back, and it is told what stays', async () => {
    const { story, run } = await failing();
    await run.say('skip');
    await done(run, 'Do one · undo');
    await run.ended();
    expect(await order(run)).toEqual(['one.0.0']);
    expect((await run.ledger()).undo['two.0.0']).toMatchObject({ leftBy: 'ana' });
    expect(story.told().at(-1)).toMatch(/not taken back: step two \(left by ana\)\. Taken back: step one\./);
  });

  test('ends the taking back: all that is left stays', async () => {
    const { story, run } = await failing();
    await run.say('abort');
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await order(run)).toEqual([]);
    expect(story.told().at(-1)).toMatch(/not taken back: step one, step two\. ana stopped the taking back/);
  });
});

describe('which endings take back', () => {
  const rejected = aRunbook(`${byHand('one', '{ with: { text: Take one back } }')}
  - title: More?
    uses: approve
    with: { question: More?, ask: [{ who: platform-leads, for: 1h }, { who: platform-managers, for: 1h }] }
${end}`);

  test('a rejection', async () => {
    const story = await aStory({ runbooks: [rejected] });
    const run = await story.start();
    await done(run, 'Do one');
    await run.asked('More?');
    await run.say('reject');
    await done(run, 'Do one · undo');
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await order(run)).toEqual(['one.0.0']);
  });

  test('not `on_failure: stop`', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`${byHand('one', '{ with: { text: Take one back } }')}
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
    on_failure: stop
${end}`),
      ],
    });
    const run = await story.start();
    await done(run, 'Do one');
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/NotVerified|older than/),
    });
    expect(report.asks.map(({ title }) => title)).toEqual(['Do one']);
    expect(await order(run)).toEqual([]);
  });

  test('not a runbook that ends itself as aborted, nor one that recovers', async () => {
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [
        aRunbook(`${chooseAndApprove}${restore('undo: {}')}${verify}`),
        aRunbook(
          `${byHand('one', '{ with: { text: Take one back } }')}
  - title: That is it
    finish: { outcome: aborted, because: the author said so }
`,
          { name: 'ending' },
        ),
      ],
    });
    const ending = await story.start(undefined, { runbook: 'ending' });
    await done(ending, 'Do one');
    expect(await ending.ended()).toMatchObject({ outcome: 'aborted', because: 'the author said so' });
    expect(await order(ending)).toEqual([]);
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('recovered');
    expect(await order(run)).toEqual([]);
  });

  test('a step that was not gone through has nothing to be taken back', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(
          `${byHand('one', '{ with: { text: Take one back } }', "if: $inputs.namespace = 'checkout'")}${enough}${end}`,
        ),
      ],
    });
    const run = await story.start();
    await run.asked('Is that enough?');
    await run.abort();
    await run.ended();
    expect((await run.ledger()).undo).toEqual({});
    expect(story.told().at(-1)).toMatch(/Nothing was changed outside/);
  });
});

test('what is asked about one going through is not answered by what was said about another', async () => {
  const story = await aStory({
    runbooks: [
      aRunbook(`${byHand('one', '{ with: { text: "Back to {{ $one.record.replicas }}" } }')}
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
${end}`),
    ],
  });
  const run = await story.start();
  await done(run, 'Do one', 1);
  await run.asked('Something younger');
  await run.say('back', { to: 'one' });
  await done(run, 'Do one', 2);
  await run.asked('Something younger');
  await run.abort();
  const cannot = async (question: string) => {
    await story.until(question, async () =>
      (await run.show()).asks.find(
        (ask) => ask.question === question && ask.kind === 'manual' && !ask.decision,
      ),
    );
    await run.say('cannot');
    return story.until('it asks', async () =>
      (await run.show()).asks.find(({ kind, decision }) => kind === 'failure' && !decision),
    );
  };
  await cannot('Back to 2');
  await run.say('skip');
  await cannot('Back to 1');
  await run.say('retry');
  const last = await cannot('Back to 1');
  expect(last.undo).toBe(1);
  await run.say('skip', { by: 'bob' });
  await run.ended();
  const { undo } = await run.ledger();
  expect([undo['one.0.1']?.leftBy, undo['one.0.0']?.leftBy]).toEqual(['ana', 'bob']);
});

test('a step that is gone through again, from a step before it, is taken back as often', async () => {
  const story = await aStory({
    runbooks: [
      aRunbook(`${byHand('one', '{ with: { text: "Back to {{ $one.record.replicas }}" } }')}
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
${say('Behind', 'behind')}${end}`),
    ],
  });
  const run = await story.start();
  await done(run, 'Do one', 1);
  await run.asked('Something younger');
  await run.say('back', { to: 'one' });
  await done(run, 'Do one', 2);
  await run.asked('Something younger');
  await run.abort();
  expect((await done(run, 'Do one · undo')).question).toBe('Back to 2');
  expect((await done(run, 'Do one · undo')).question).toBe('Back to 1');
  await run.ended();
  expect(await order(run)).toEqual(['one.0.1', 'one.0.0']);
});
