import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, say } from './story.ts';

afterEach(closeStories);

const stands = `
  - title: Stand here
    wait: 6h
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;
const two = aRunbook(
  `${say('Say what it is', '{{ $run.target.cluster }}, {{ $run.target.namespace }}')}
  - id: look
    title: Look
    uses: check-cluster
${say('Say what is seen', '{{ $look.cluster }}: {{ $look.namespace }}')}${stands}`,
  {
    name: 'two',
    target: `
  - { cluster: $inputs.cluster, namespace: $inputs.namespace }
  - { cluster: $inputs.other }
  - { database: payments-db }`,
    inputs: '  other: { type: cluster, default: prod-green }',
  },
);
const one = (name: string, target: string) => aRunbook(stands, { name, target });
const runbooks = [
  two,
  one('green', '{ cluster: prod-green, namespace: checkout }'),
  one('blue', '{ cluster: prod-blue, namespace: payments }'),
  one('other', '{ cluster: prod-blue, namespace: checkout }'),
];
const start = { runbook: 'two' };

describe('a target with several roots', () => {
  test('is locked whole: every one of them, and nobody else has a part; free again at the end', async () => {
    const story = await aStory({ runbooks });
    const run = await story.start(undefined, start);
    await run.asked('Stand here');
    expect([await story.holder('prod-blue'), await story.holder('prod-green', null)]).toEqual([
      run.run,
      run.run,
    ]);
    for (const runbook of ['green', 'blue'])
      expect(await (await story.start(undefined, { runbook })).ended()).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining(`run ${run.run} (two) holds`),
      });
    // What none of them is stays free.
    const other = await story.start(undefined, { runbook: 'other' });
    await other.asked('Stand here');
    await run.say('go-on');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect([await story.holder('prod-blue'), await story.holder('prod-green', null)]).toEqual([
      undefined,
      undefined,
    ]);
    await other.abort();
    await other.ended();
  });

  test('the first is what `with` and `$run.target` mean', async () => {
    const story = await aStory({ runbooks });
    const run = await story.start(undefined, start);
    await run.asked('Stand here');
    expect(story.told().filter((line) => line.startsWith('the-story'))).toEqual([
      'the-story: Say what it is: prod-blue, payments',
      'the-story: Say what is seen: prod-blue: GONE',
    ]);
    await run.abort();
    await run.ended();
  });

  test.each([
    ['the first', 'blue'],
    ['another', 'green'],
  ])(
    '%s is held by other work: refused, the holder is named, and what was taken is given back',
    async (_, runbook) => {
      const story = await aStory({ runbooks });
      const holder = await story.start(undefined, { runbook });
      await holder.asked('Stand here');
      const run = await story.start(undefined, start);
      expect(await run.ended()).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining(`run ${holder.run} (${runbook}) holds`),
      });
      expect([await story.holder('prod-blue'), await story.holder('prod-green', null)]).toEqual(
        runbook === 'blue' ? [holder.run, undefined] : [undefined, holder.run],
      );
      expect(story.told().filter((line) => line.startsWith('the-story'))).toEqual([]);
      await holder.abort();
      await holder.ended();
    },
  );

  test('the same again joins', async () => {
    const story = await aStory({ runbooks });
    const run = await story.start(undefined, start);
    await run.asked('Stand here');
    expect((await (await story.start(undefined, start)).ended()).outcome).toBe('joined');
    await run.abort();
    await run.ended();
  });

  test('two at the same moment: one has all of it', async () => {
    const story = await aStory({ runbooks });
    const both = await Promise.all([
      story.start(undefined, start),
      story.start(undefined, { ...start, by: 'ben' }),
    ]);
    await story.pass(120_000);
    const reports = await Promise.all(both.map((run) => run.show()));
    expect(reports.map(({ outcome }) => String(outcome)).toSorted()).toEqual(['joined', 'null']);
    const open = both[reports.findIndex(({ outcome }) => outcome === null)];
    expect([await story.holder('prod-blue'), await story.holder('prod-green', null)]).toEqual([
      open?.run,
      open?.run,
    ]);
    await open?.abort();
    await open?.ended();
  });
});
