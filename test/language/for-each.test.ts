import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, chooseAndApprove, closeStories, type Story, verify, yes } from './story.ts';

afterEach(closeStories);

/** 200 names of clusters, one of which is unknown: looking at it fails. */
const clusters = `$map([1..200], function($n) { $n = 77 ? 'prod-purple' : 'prod-green' })`;
const over200 = (more: string, inner: string) =>
  aRunbook(
    `
  - id: all
    title: All of them
    for_each: "${clusters}"
    ${more.split('\n').join('\n    ')}
    steps:
      - id: look
        title: Look at one
        uses: check-cluster
        with: { cluster: $item }
        ${inner}
  - title: Say what is known
    uses: announce
    with:
      text: "{{ $count($all) }}: {{ $count($all[steps.look.status = 'done']) }} done, {{ $count($all[steps.look.status != 'done']) }} not, {{ $all[76].steps.look.status }}, {{ $all[199].look.api }}"
      to: the-story
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
    { target: '{ cluster: $inputs.cluster }' },
  );
const said = (story: Story) => story.told().filter((line) => line.startsWith('the-story'));

describe('for_each over 200 items, one of which fails', () => {
  test('that goes on: 199 are done, and it is known which is not', async () => {
    const story = await aStory({ runbooks: [over200('max_parallel: 40', 'on_failure: continue')] });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(said(story)).toEqual(['the-story: Say what is known: 200: 199 done, 1 not, failed, HEALTHY']);
    const started = await run.events('step-started');
    expect(started.filter(({ step }) => step === 'look')).toHaveLength(200);
  });

  test('that asks: the others go on meanwhile; skipped, it is known as that', async () => {
    const story = await aStory({ runbooks: [over200('max_parallel: 40', '')] });
    const run = await story.start();
    const ask = await run.asked('Look at one');
    expect(ask).toMatchObject({ step: 'look', iteration: 77 });
    expect(ask.question).toMatch(/prod-purple/);
    await story.pass(30 * 60_000);
    const done = (await run.events('step-done')).filter(({ step }) => step === 'look');
    expect(done).toHaveLength(199);
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(said(story)).toEqual([
      'the-story: Say what is known: 200: 199 done, 1 not, skipped-by-hand, HEALTHY',
    ]);
  });

  test('one at a time, that asks: those behind it wait', async () => {
    const story = await aStory({ runbooks: [over200('', '')] });
    const run = await story.start();
    await run.asked('Look at one');
    await story.pass(30 * 60_000);
    expect((await run.events('step-done')).filter(({ step }) => step === 'look')).toHaveLength(76);
    await run.say('retry', { values: { cluster: 'prod-green' } });
    expect(await run.ended()).toMatchObject({ outcome: 'nothing-to-do', because: 'it was a story' });
    expect(said(story)).toEqual(['the-story: Say what is known: 200: 200 done, 0 not, done, HEALTHY']);
  });

  test('whose abort ends all of them', async () => {
    const story = await aStory({ runbooks: [over200('', '')] });
    const run = await story.start();
    await run.asked('Look at one');
    await run.say('abort');
    expect((await run.ended()).outcome).toBe('aborted');
    expect((await run.events('step-done')).filter(({ step }) => step === 'look')).toHaveLength(76);
  });
});

describe('changes in a loop', () => {
  const namespaces = "['payments', 'checkout', 'platform']";
  const each = (more = '', undo = 'undo: {}') =>
    aRunbook(
      `
  - id: choice
    title: Choose the backups
    for_each: "${namespaces}"
    steps:
      - id: one
        title: Choose a backup
        uses: find-backup
        with: { namespace: $item }
  - title: All of them?
    uses: approve
    with: { question: All of them?, ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }] }
  - title: Restore all
    for_each: $choice
    ${more}
    steps:
      - id: restore
        title: Restore one
        uses: restore-backup
        with: { namespace: $item.item, backup: $item.one.backup }
        ${undo}
      - title: One of them runs again
        uses: verify-workloads
        with: { namespace: $item.item, against: $item.one.inventory }
`,
      { target: '{ cluster: $inputs.cluster }' },
    );

  test('one yes covers each of them, and only with what was shown', async () => {
    const story = await aStory({ runbooks: [each('max_parallel: 3')] });
    const run = await story.start();
    const ask = await run.asked('All of them?');
    expect(ask.plans.map(({ step, iteration }) => [step, iteration])).toEqual([
      ['restore', 1],
      ['restore', 2],
      ['restore', 3],
    ]);
    await run.say('approve');
    const report = await run.ended();
    expect(report.outcome).toBe('recovered');
    expect(report.changed.map(({ external }) => external).sort()).toEqual(
      [1, 2, 3].map((n) => `rb-${run.run}-0-${n}-restore`),
    );
  });

  test('aborted, they are taken back, the last first, each with what it was given', async () => {
    const story = await aStory({ people: { 'platform-leads': yes }, runbooks: [each()] });
    const run = await story.start();
    await story.until('the last has begun', async () =>
      (await run.ledger().catch(() => undefined))?.undo['restore.3.0'] ? true : undefined,
    );
    await run.abort();
    expect((await run.ended()).outcome).toBe('aborted');
    const { undo } = await run.ledger();
    const order = Object.entries(undo)
      .toSorted(([, a], [, b]) => ((a.undoneAt ?? '') < (b.undoneAt ?? '') ? -1 : 1))
      .map(([key, { with: given }]) => [key, given['namespace']]);
    expect(order).toEqual([
      ['restore.3.0', 'platform'],
      ['restore.2.0', 'checkout'],
      ['restore.1.0', 'payments'],
    ]);
    for (const record of Object.values(undo)) expect(record).toHaveProperty('undoneAt');
  });
});

describe('a loop that stops', () => {
  const looking = (more: string) =>
    aRunbook(
      `
  - id: all
    title: One after the other
    for_each: "['prod-green', 'prod-blue', 'dev-payments']"
    ${more}
    steps:
      - id: look
        title: Look
        uses: check-cluster
        with: { cluster: $item }
  - title: Say what is known
    uses: announce
    with: { text: "{{ $count($all) }} looked at, the last {{ $all[-1].item }}", to: the-story }
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
      { target: '{ cluster: $inputs.cluster }' },
    );
  const given = {
    clusters: { 'prod-blue': { state: 'gone' as const, api: 'healthy' as const, namespaces: {} } },
  };

  test('when its condition holds: what comes behind is not looked at', async () => {
    const story = await aStory({ given, runbooks: [looking("stop_when: $look.api = 'GONE'")] });
    await (await story.start()).ended();
    expect(said(story)).toEqual(['the-story: Say what is known: 2 looked at, the last prod-blue']);
  });

  test('never: all of them are looked at', async () => {
    const story = await aStory({ given, runbooks: [looking("stop_when: $look.api = 'DEGRADED'")] });
    await (await story.start()).ended();
    expect(said(story)).toEqual(['the-story: Say what is known: 3 looked at, the last dev-payments']);
  });

  test('an empty list is gone through at once', async () => {
    const empty = looking('')
      .replace(/for_each: .*/, 'for_each: "[]"')
      .replace('the last {{ $all[-1].item }}', 'none');
    const story = await aStory({ runbooks: [empty] });
    const report = await (await story.start()).ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(said(story)).toEqual(['the-story: Say what is known: 0 looked at, none']);
  });
});

test('an end within a loop ends the whole run, and says why', async () => {
  const steps = `
  - title: All of them
    for_each: "['prod-green', 'prod-blue']"
    steps:
      - id: look
        title: Look
        uses: check-cluster
        with: { cluster: $item }
      - title: That is it
        if: $look.api = 'GONE'
        finish: { outcome: aborted, because: "{{ $item }} is gone" }
  - title: Nothing is gone
    finish: { outcome: nothing-to-do, because: all of them are there }
`;
  const given = {
    clusters: { 'prod-blue': { state: 'gone' as const, api: 'healthy' as const, namespaces: {} } },
  };
  const story = await aStory({
    given,
    runbooks: [aRunbook(steps, { target: '{ cluster: $inputs.cluster }' })],
  });
  expect(await (await story.start()).ended()).toMatchObject({
    outcome: 'aborted',
    because: 'prod-blue is gone',
  });
});

test('what is read behind the loop is each item with what came of it; a single one is no list of lists', async () => {
  const steps = `${chooseAndApprove}
  - id: outer
    title: Twice over
    for_each: "['a', 'b']"
    steps:
      - id: inner
        title: Within it
        for_each: "[10, 20]"
        steps:
          - id: look
            title: Look
            if: $item > 10
            uses: check-cluster
  - title: Say what is known
    uses: announce
    with: { text: "{{ $string($outer.inner.[item, steps.look.status]) }}", to: the-story }
${verify}`;
  const story = await aStory({
    people: { 'platform-leads': yes },
    runbooks: [aRunbook(steps.replace(/ {2}- title: May we[^]*?managers, for: 30m }\]\n/, ''))],
  });
  await (await story.start()).ended();
  expect(said(story)).toEqual([
    'the-story: Say what is known: [[10,"skipped"],[20,"done"],[10,"skipped"],[20,"done"]]',
  ]);
});
