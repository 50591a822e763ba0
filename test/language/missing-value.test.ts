import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, paymentsGone, say } from './story.ts';

afterEach(closeStories);

/** `deployments` is null as long as the API does not answer. The choice needs it. */
const counting = aRunbook(`
  - id: look
    title: Look
    uses: check-cluster
  - title: Is anything there?
    choose:
      - when: $look.deployments > 3
        finish: { outcome: nothing-to-do, because: "{{ $look.deployments }} deployments" }
  - title: Nothing is there
    finish: { outcome: aborted, because: nothing is there }
`);
const away = (back: number) => ({
  clusters: { 'prod-blue': { state: 'active' as const, api: 'unreachable' as const, namespaces: {}, back } },
  backups: paymentsGone.backups,
});

describe('a condition that reads what is not there', () => {
  test('is not false: a human is asked, and the path is named', async () => {
    const story = await aStory({ runbooks: [counting], given: away(3 * 3600) });
    const run = await story.start();
    const ask = await run.asked('Recovery');
    expect(ask.question).toBe(
      `"Recovery" failed (MissingValue): missing: $look.deployments, which "Is anything there?" reads. Try it again, or abort?`,
    );
    expect(ask.options).toEqual(['retry', 'abort']);
    await run.abort();
    expect((await run.ended()).outcome).toBe('aborted');
  });

  test('tried again once it is there, the run goes on from the beginning, under a new generation', async () => {
    const story = await aStory({ runbooks: [counting], given: away(3600) });
    const run = await story.start();
    await run.asked('Recovery');
    await run.say('retry');
    const again = await run.asked('Recovery');
    expect(again.question).toMatch(/missing: \$look\.deployments/);
    await story.pass(3600_000);
    await run.say('retry');
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'nothing-to-do', because: '14 deployments' });
    const looks = await run.events('step-done');
    expect(looks.map(({ generation }) => generation)).toEqual([0, 10_000, 20_000]);
  });

  test('in a branch it leaves the group: the others stop, and the group is asked about', async () => {
    const both = aRunbook(`
  - id: look
    title: Look
    uses: check-cluster
  - title: Both at once
    parallel:
      - - title: Count them
          if: $look.deployments > 3
          wait: 1s
      - - title: A long wait
          wait: 2h
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
    const story = await aStory({ runbooks: [both], given: away(300) });
    const run = await story.start();
    const ask = await run.asked('Both at once');
    expect(ask.question).toMatch(/missing: \$look\.deployments/);
    expect(ask.options).toEqual(['retry', 'skip', 'back', 'abort']);
    await story.pass(300_000);
    await run.say('back', { to: 'look' });
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.seconds).toBeGreaterThan(7200);
  });

  test('in a loop, too; left out, the run goes on behind it', async () => {
    const each = aRunbook(`
  - id: look
    title: Look
    uses: check-cluster
  - id: all
    title: All of them
    for_each: "[1, 2]"
    steps:
      - title: Count them
        if: $look.deployments > $item
        uses: announce
        with: { text: "item {{ $item }}", to: the-story }
${say('Say what is known', 'all {{ $steps.all.status }}, {{ $exists($all) }}')}
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
    const story = await aStory({ runbooks: [each], given: away(3600) });
    const run = await story.start();
    const ask = await run.asked('All of them');
    expect(ask.question).toMatch(/missing: \$look\.deployments/);
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(story.told().filter((line) => line.startsWith('the-story'))).toEqual([
      'the-story: Say what is known: all skipped-by-hand, false',
    ]);
  });

  test('in `stop_when` it stops the loop in front of a human', async () => {
    const each = aRunbook(`
  - title: One after the other
    for_each: "['prod-blue', 'prod-green']"
    stop_when: $look.deployments > 3
    steps:
      - id: look
        title: Look
        uses: check-cluster
        with: { cluster: $item }
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
    const story = await aStory({ runbooks: [each], given: away(3600) });
    const run = await story.start();
    const ask = await run.asked('One after the other');
    expect(ask.question).toMatch(/missing: \$look\.deployments/);
    await story.pass(3600_000);
    await run.say('retry');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
  });
});

describe('a list that is no list', () => {
  test('of more than 999 items is refused in front of a human', async () => {
    const each = aRunbook(`
  - title: Too many
    for_each: "[1..1000]"
    steps:
      - title: Each
        uses: announce
        with: { text: "item {{ $item }}", to: the-story }
`);
    const story = await aStory({ runbooks: [each] });
    const run = await story.start();
    const ask = await run.asked('Too many');
    expect(ask.question).toMatch(/999/);
    expect(story.told()).toEqual([]);
    await run.abort();
    await run.ended();
  });
});
