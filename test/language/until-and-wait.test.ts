import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, say, type Story } from './story.ts';

afterEach(closeStories);

const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;
const said = (story: Story) => story.told().filter((line) => line.startsWith('the-story'));
const away = (back: number) => ({
  clusters: {
    'prod-blue': { state: 'active' as const, api: 'unreachable' as const, namespaces: {}, back },
  },
});
const until = (more = '') =>
  aRunbook(`
  - id: look
    title: Wait for the API
    uses: check-cluster
    until: $look.api = 'HEALTHY'
    every: 1m
    timeout: 20m
    ${more.trim().split('\n').join('\n    ')}
${say('Say what is known', '{{ $steps.look.status }}, {{ $exists($look.api) ? $look.api : 1 }}')}${end}`);

describe('until', () => {
  test('looks again and again, until it holds; then what was seen last is read', async () => {
    const story = await aStory({ given: away(600), runbooks: [until()] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.seconds).toBeGreaterThan(600);
    expect(report.seconds).toBeLessThan(900);
    expect(said(story)).toEqual(['the-story: Say what is known: done, HEALTHY']);
    const looks = (await run.events('step-done')).filter(({ step }) => step === 'look');
    expect(looks.length).toBeGreaterThan(4);
    expect(new Set(looks.map(({ generation }) => generation))).toEqual(new Set([0]));
  });

  test('that never holds fails at its time; tried again it has that time once more', async () => {
    const story = await aStory({ given: away(36_000), runbooks: [until()] });
    const run = await story.start();
    const ask = await run.asked('Wait for the API');
    expect(ask.question).toMatch(/took longer than its 20 m 0 s/);
    await run.say('retry');
    const again = await run.asked('Wait for the API');
    expect(Date.parse(again.openedAt) - Date.parse(ask.openedAt)).toBeGreaterThan(1_200_000);
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(said(story)).toEqual(['the-story: Say what is known: skipped-by-hand, 1']);
  });

  test('with `on_timeout` asks nobody: those steps are done, and the run goes on', async () => {
    const late = until(`
on_timeout:
  - title: Say that it takes long
    uses: announce
    with: { text: "it takes long: {{ $steps.look.status }}", to: the-story }`);
    const story = await aStory({ given: away(36_000), runbooks: [late] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.asks).toEqual([]);
    expect(report.seconds).toBeGreaterThan(1200);
    expect(said(story)).toEqual([
      'the-story: Say that it takes long: it takes long: failed',
      'the-story: Say what is known: failed, UNREACHABLE',
    ]);
  });

  test('what fails in another way than by time is asked about all the same', async () => {
    const late = until(`
with: { cluster: "{{ $inputs.cluster }}-purple" }
on_timeout:
  - title: Say that it takes long
    uses: announce
    with: { text: it takes long, to: the-story }`);
    const story = await aStory({ runbooks: [late] });
    const run = await story.start();
    const ask = await run.asked('Wait for the API');
    expect(ask.question).toMatch(/prod-blue-purple/);
    await run.say('retry', { values: { cluster: 'prod-blue' } });
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(said(story)).toEqual(['the-story: Say what is known: done, HEALTHY']);
  });

  test('an hour in which the run is held does not count', async () => {
    const story = await aStory({ given: away(4500), runbooks: [until()] });
    const run = await story.start();
    await story.pass(300_000);
    await story.operations.hold(run.run, 'ana');
    await story.pass(3600_000);
    await story.operations.continue(run.run, 'ana');
    const report = await run.ended();
    expect(report.asks).toEqual([]);
    expect(said(story)).toEqual(['the-story: Say what is known: done, HEALTHY']);
  });
});

describe('wait', () => {
  const resting = aRunbook(`
  - id: rest
    title: A rest
    wait: 2h
${say('Say what is known', '{{ $steps.rest.status }}')}${end}`);

  test('is over by itself, wakes nobody, and is no question', async () => {
    const story = await aStory({ runbooks: [resting] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.seconds).toBeGreaterThanOrEqual(7200);
    expect(report.seconds).toBeLessThan(7260);
    expect(story.sandbox.inbox().filter(({ ask }) => ask !== undefined)).toEqual([]);
    expect(said(story)).toEqual(['the-story: Say what is known: done']);
    expect(report.steps.find(({ id }) => id === 'rest')?.status).toBe('done');
  });

  test('a person ends it', async () => {
    const story = await aStory({ runbooks: [resting] });
    const run = await story.start();
    const ask = await run.asked('A rest');
    expect(ask.options).toEqual(['go-on', 'abort']);
    await story.pass(60_000);
    await run.say('go-on', { by: 'ben' });
    const report = await run.ended();
    expect(report.seconds).toBeLessThan(120);
    expect(report.asks[0]?.decision).toMatchObject({ answer: 'go-on', by: 'ben' });
    expect(report.outcome).toBe('nothing-to-do');
  });

  test('as long as a value says', async () => {
    const given = aRunbook(
      `
  - title: A rest
    uses: wait
    with: { for: $inputs.pause }
${end}`,
      { inputs: '  pause: { type: duration, default: 25m }' },
    );
    const story = await aStory({ runbooks: [given] });
    const long = await (await story.start()).ended();
    expect(long.seconds).toBeGreaterThanOrEqual(1500);
    const short = await (
      await story.start({ cluster: 'prod-blue', namespace: 'payments', pause: '30s' })
    ).ended();
    expect(short.seconds).toBeLessThan(60);
  });

  test('in a loop, each for itself', async () => {
    const each = aRunbook(`
  - title: Each of them
    for_each: "[1, 2, 3]"
    max_parallel: 3
    steps:
      - title: A rest
        wait: 1h
${end}`);
    const story = await aStory({ runbooks: [each] });
    const run = await story.start();
    const asks = await story.until('all rest', async () => {
      const { asks } = await run.show();
      return asks.length === 3 ? asks : undefined;
    });
    await run.say('go-on', { ask: asks[1]?.id ?? '' });
    const report = await run.ended();
    expect(report.seconds).toBeGreaterThanOrEqual(3600);
    expect(report.asks.filter(({ decision }) => decision?.by === 'ana')).toHaveLength(1);
  });
});
