import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, mistakesIn, say } from './story.ts';

afterEach(closeStories);

const finish = `
  - title: That was it
    finish: { outcome: nothing-to-do, because: it was a story }
`;
/** A step that fails: there is no backup so young. `more`: how its failure is met. */
const tooYoung = (more: string) => `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 1h }
    ${more}
`;
const lookUnless = `
  - id: look
    title: Look
    if: $inputs.namespace != 'payments'
    uses: check-cluster
`;
const whatOf = (id: string, field: string) =>
  say(
    'Say what is known',
    `status {{ $steps.${id}.status }}, there {{ $exists($${id}.${field}) }}, or {{ $exists($${id}.${field}) ? $${id}.${field} : 'nothing' }}`,
  );

describe('a step that was not done, read later', () => {
  test.each([
    ['skipped by its `if`', lookUnless, 'look', 'api', 'skipped'],
    ['failed, and the run went on', tooYoung('on_failure: continue'), 'choice', 'backup', 'failed'],
    [
      'failed, with steps instead',
      tooYoung(`on_failure:
      - title: Instead
        uses: announce
        with: { text: instead }`),
      'choice',
      'backup',
      'failed',
    ],
    [
      'in an arm that was not taken',
      `
  - title: Which way?
    choose:
      - when: $inputs.namespace = 'payments'
        steps:
          - title: This way
            wait: 1s
      - when: $inputs.namespace = 'checkout'
        steps:
          - id: look
            title: Look
            uses: check-cluster
    otherwise:
      - title: Another way
        wait: 1s
`,
      'look',
      'api',
      'skipped',
    ],
    [
      'in a branch, failed there',
      `
  - title: Both
    parallel:
      - ${tooYoung('on_failure: continue').trim().replaceAll('\n', '\n      ')}
      - - title: Rest
          wait: 1s
`,
      'choice',
      'backup',
      'failed',
    ],
    [
      'late: its condition never held',
      `
  - id: look
    title: Look
    uses: check-cluster
    until: $look.namespace = 'HEALTHY'
    every: 30s
    timeout: 2m
    on_timeout:
      - title: Say that it is late
        uses: announce
        with: { text: late, to: somebody }
`,
      'other',
      'x',
      'failed',
    ],
  ])('%s: its status is known, and whether there is an output', async (_, step, id, field, status) => {
    const until = id === 'other';
    // What `until` saw last stays readable.
    const what = until
      ? say(
          'Say what is known',
          'status {{ $steps.look.status }}, saw {{ $exists($look) and $exists($look.api) ? $look.api : 1 }}',
        )
      : whatOf(id, field);
    const story = await aStory({ runbooks: [aRunbook(step + what + finish)] });
    const report = await (await story.start()).ended();
    expect(report.outcome).toBe('nothing-to-do');
    const said = until ? `status ${status}, saw HEALTHY` : `status ${status}, there false, or nothing`;
    expect(story.told()).toContain(`the-story: Say what is known: ${said}`);
  });

  test('one that was done is told apart from them', async () => {
    const look = lookUnless.replace('!=', '=');
    const story = await aStory({ runbooks: [aRunbook(look + whatOf('look', 'api') + finish)] });
    await (await story.start()).ended();
    expect(story.told()).toContain('the-story: Say what is known: status done, there true, or HEALTHY');
  });

  test('read without a guard, it is found by the check, and named', async () => {
    const unguarded = say('Say what is known', 'it is {{ $look.api }}');
    expect(await mistakesIn(aRunbook(lookUnless + unguarded + finish))).toEqual([
      expect.stringMatching(/look/),
    ]);
    const failed = say('Say what is known', 'it is {{ $choice.backup }}');
    expect(await mistakesIn(aRunbook(tooYoung('on_failure: continue') + failed + finish))).toEqual([
      expect.stringMatching(/choice/),
    ]);
  });
});

describe('a step that a person skipped, read later without a guard: a human is asked, and the path is named', () => {
  test('in a `with`: at the step that reads it', async () => {
    const read = say('Say what is known', 'it is {{ $choice.backup }}');
    const story = await aStory({ runbooks: [aRunbook(tooYoung('') + read + finish)] });
    const run = await story.start();
    await run.asked('Choose the backup');
    await run.say('skip');
    const ask = await run.asked('Say what is known');
    expect(ask.question).toMatch(/missing: \$choice\.backup/);
    await run.say('skip');
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(report.steps.find(({ id }) => id === 'choice')?.status).toBe('skipped-by-hand');
  });

  test.each([
    ['an `if`', 'if: $choice.age > 60\n    wait: 1s', 'Recovery'],
    [
      'a `when`',
      'choose:\n      - when: $choice.age > 60\n        finish: { outcome: aborted, because: old }',
      'Recovery',
    ],
    [
      'a `for_each`',
      'for_each: $choice.inventory.x\n    steps:\n      - title: Each\n        wait: 1s',
      'Read it',
    ],
    ['a `wait`', 'uses: wait\n    with: { for: $choice.age }', 'Read it'],
    [
      'an `until`',
      "id: again\n    uses: check-cluster\n    until: $again.api = 'HEALTHY' and $choice.age > 60\n    timeout: 5m",
      'Recovery',
    ],
    [
      'the inputs of a nested run',
      'uses: runbook\n    with: { runbook: other, inputs: { cluster: $inputs.cluster, namespace: $choice.backup } }',
      'Read it',
    ],
  ])('in %s: nothing behind it is done', async (_, step, title) => {
    const steps = `${tooYoung('')}\n  - title: Read it\n    ${step}\n${say('Behind', 'behind')}${finish}`;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('Choose the backup');
    await run.say('skip');
    const ask = await run.asked(title);
    expect(ask.question).toMatch(/missing: \$choice\.(age|inventory|backup)/);
    expect(story.told().filter((line) => line.startsWith('the-story'))).toEqual([]);
    await run.abort();
    expect((await run.ended()).outcome).toBe('aborted');
  });

  test('in a `finish`: it does not end with half a sentence', async () => {
    const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: "{{ $choice.backup }} was good enough" }
`;
    const story = await aStory({ runbooks: [aRunbook(tooYoung('') + end)] });
    const run = await story.start();
    await run.asked('Choose the backup');
    await run.say('skip');
    const ask = await run.asked('Recovery');
    expect(ask.question).toMatch(/missing: \$choice\.backup/);
    await run.abort();
    await run.ended();
  });
});
