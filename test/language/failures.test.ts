import { afterEach, describe, expect, test } from '@jest/globals';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  restore,
  say,
  type Story,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const people = { 'platform-leads': yes };
const young = (id: string, more = '') => `
  - id: ${id}
    title: Something younger, ${id}
    uses: find-backup
    with: { newest_within: 1h }
    ${more.trim().split('\n').join('\n    ')}
`;
const said = (story: Story) => story.told().filter((line) => line.startsWith('the-story'));
const known = (id: string) =>
  say(`What is known of ${id}`, `{{ $steps.${id}.status }}, {{ $exists($${id}) }}`);
const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;

describe('a person skips a failed step', () => {
  test('the run goes on, and can recover with skips at best; who said so and why is told', async () => {
    const story = await aStory({
      people,
      runbooks: [aRunbook(chooseAndApprove + restore() + young('young') + known('young') + verify)],
    });
    const run = await story.start();
    await run.asked('Something younger, young');
    await expect(run.say('skip', { because: '' })).rejects.toMatchObject({ code: 'BadInput' });
    await run.say('skip', { because: 'we know it is old' });
    expect(await run.ended()).toMatchObject({
      outcome: 'recovered-with-skips',
      because: expect.stringMatching(/ana said skip to "Something younger, young": we know it is old/),
    });
    expect(said(story)).toEqual(['the-story: What is known of young: skipped-by-hand, false']);
  });
});

describe('a person does the rest by hand', () => {
  const steps = chooseAndApprove + young('young') + restore('undo: {}') + known('restore') + verify;

  test('the run goes on at the verify behind it, which sees whether it was done', async () => {
    const story = await aStory({ people, runbooks: [aRunbook(steps)], given: { clusters: {} } });
    const run = await story.start();
    await run.asked('Something younger, young');
    await run.say('by-hand', { because: 'I do it' });
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'recovered-with-skips',
      because: expect.stringMatching(/ana said by-hand to "Something younger, young": I do it/),
    });
    expect(report.steps.find(({ id }) => id === 'restore')?.status).toMatch(/skipped/);
    expect(story.changes).toEqual([]);
    expect(said(story)).toEqual([]);
  });

  test('not done: the verify fails, and nothing is called recovered', async () => {
    const story = await aStory({ people, runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('Something younger, young');
    await run.say('by-hand');
    const ask = await run.asked('Everything runs again');
    expect(ask.options).toEqual(['retry', 'skip', 'back', 'abort']);
    await run.say('skip', { because: 'it will be' });
    expect(await run.ended()).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/no verify saw/),
    });
  });

  test('from within a branch and a loop: both are left', async () => {
    const inside = `${chooseAndApprove}
  - title: Both at once
    parallel:
      - - title: A long rest
          wait: 3h
      - - title: Each of them
          for_each: "['a', 'b']"
          steps:
            - title: Something younger
              uses: find-backup
              with: { newest_within: 1h }
${restore()}${verify}`;
    const story = await aStory({ people, runbooks: [aRunbook(inside)], given: { clusters: {} } });
    const run = await story.start();
    const ask = await run.asked('Something younger');
    expect(ask.options).toContain('by-hand');
    await run.say('by-hand');
    const report = await run.ended();
    expect(report.outcome).toBe('recovered-with-skips');
    expect(report.seconds).toBeLessThan(3600);
    expect(story.changes).toEqual([]);
    expect(report.asks.filter(({ decision }) => !decision)).toEqual([]);
  });
});

describe('a person goes back', () => {
  test('to a step before it: everything between is done again, under a new generation, with a question of its own', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - id: look
    title: Look
    uses: check-cluster
  - id: way
    title: Which way?
    uses: decide
    with:
      question: "It is {{ $look.namespace }}. Which way?"
      options: { this_way: This way, that_way: That way }
      ask: [{ who: platform-leads, for: 1h }, { who: platform-managers, for: 1h }]
  - title: That way
    if: $way.answer = 'that_way'
    finish: { outcome: nothing-to-do, because: "{{ $way.by }} said that way" }
${young('young')}${end}`),
      ],
    });
    const run = await story.start();
    await run.asked('Which way?');
    await run.say('this_way');
    const ask = await run.asked('Something younger, young');
    // The nearest first.
    expect(ask.back?.map(({ title }) => title)).toEqual(['That way', 'Which way?', 'Look']);
    await expect(run.say('back', { to: 'nowhere' })).rejects.toMatchObject({ code: 'BadInput' });
    await expect(run.say('back')).rejects.toMatchObject({ code: 'BadInput' });
    await run.say('back', { to: 'look' });
    const again = await run.asked('Which way?');
    expect(again.generation).toBe(1);
    await run.say('that_way', { by: 'ben' });
    expect((await run.ended()).because).toBe('ben said that way');
  });

  test('from an arm into the list around it; from a loop not out of it', async () => {
    const steps = `
  - id: look
    title: Look
    uses: check-cluster
  - title: Which way?
    choose:
      - when: $look.namespace = 'GONE'
        steps:
          - title: A moment
            wait: 1s
          - id: inner
            title: Something younger
            uses: find-backup
            with: { newest_within: 1h }
  - title: Each of them
    for_each: "['a', 'b']"
    steps:
      - id: first
        title: The first of each
        uses: check-cluster
      - id: second
        title: The second of each
        uses: find-backup
        with: { newest_within: 1h }
${end}`;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    const inArm = await run.asked('Something younger');
    expect(inArm.back?.map(({ title }) => title)).toEqual(['A moment', 'Look']);
    await run.say('back', { to: 'look' });
    await run.asked('Something younger');
    await run.say('skip');
    const inLoop = await run.asked('The second of each');
    expect(inLoop.back?.map(({ title }) => title)).toEqual(['The first of each']);
    await run.say('back', { to: 'first' });
    await run.asked('The second of each');
    await run.say('skip');
    await story.pass(5000);
    await run.asked('The second of each');
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    const first = (await run.events('step-started')).filter(({ step }) => step === 'first');
    expect(first).toHaveLength(3);
  });
});

describe('what the author said instead of asking', () => {
  test('`steps` are done, also for what a person says cannot be done', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - id: work
    title: Do it
    uses: manual
    with: { text: Do it, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
    on_failure:
      - title: Say that it was not done
        uses: announce
        with: { text: "it was not done: {{ $steps.work.status }}", to: the-story }
${known('work')}${end}`),
      ],
    });
    const run = await story.start();
    await run.asked('Do it');
    await run.say('cannot');
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.asks).toHaveLength(1);
    expect(said(story)).toEqual([
      'the-story: Say that it was not done: it was not done: failed',
      'the-story: What is known of work: failed, false',
    ]);
  });

  test('`stop` from within a branch stops the whole run as failed, and the others with it', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - title: Both at once
    parallel:
      - - title: A long rest
          wait: 3h
      -${young('young', 'on_failure: stop').replaceAll('\n', '\n      ')}
${end}`),
      ],
    });
    const run = await story.start();
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'failed', because: expect.stringMatching(/older than/) });
    expect(report.seconds).toBeLessThan(300);
    expect(report.asks.filter(({ kind }) => kind === 'failure')).toEqual([]);
    expect(story.told().at(-1)).toMatch(/^platform-oncall: failed: /);
  });

  test('`continue` on a group: what is in it that failed fails it not; what leaves it does', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - id: look
    title: Look
    uses: check-cluster
  - id: group
    title: Both at once
    on_failure: continue
    parallel:
      - - title: A rest
          wait: 1m
      - - title: Count them
          if: $look.deployments > 3
          wait: 1s
${known('group').replace(', {{ $exists($group) }}', '')}${end}`),
      ],
      given: { clusters: { 'prod-blue': { state: 'active', api: 'unreachable', namespaces: {} } } },
    });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.asks.filter(({ kind }) => kind === 'failure')).toEqual([]);
    expect(said(story)).toEqual(['the-story: What is known of group: failed']);
  });
});
