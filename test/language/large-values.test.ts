import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { Json } from '../../lib/model/json.ts';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import { findBackup } from '../../lib/steps/find-backup.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  inPlaceOf,
  restore,
  say,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const kilobytes = 1024;
/** What stands for a look that sees very much: its reason is so long. */
const verbose = (size: () => number) =>
  inPlaceOf(checkCluster, {
    run: async (given, context) => ({
      ...(await checkCluster.run(given, context)),
      reason: 'x'.repeat(size()),
    }),
  });
const look = (more = '') => `
  - id: look
    title: Look
    uses: check-cluster
    ${more}
`;
const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;

describe('a value of 300 KB', () => {
  test('that a step gives is more than the machine carries: a human is asked, and told why; smaller, it goes on', async () => {
    let size = 300 * kilobytes;
    const story = await aStory({
      runbooks: [aRunbook(look() + end)],
      functions: { 'step-check-cluster': verbose(() => size) },
    });
    const run = await story.start();
    const ask = await story.until('a human is asked', async () => (await run.show()).asks.at(-1));
    expect(ask.question).toMatch(/larger than Step Functions carries \(256 KiB\)/);
    size = 100;
    await run.say('retry');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
  });

  test('and with `on_failure: continue` the run goes on without it', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(look('on_failure: continue') + say('Say what is known', '{{ $steps.look.status }}') + end),
      ],
      functions: { 'step-check-cluster': verbose(() => 300 * kilobytes) },
    });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(story.told()).toContain('the-story: Say what is known: failed');
  });

  test('that branches give together, although each is small enough: the group is asked about', async () => {
    let size = 100 * kilobytes;
    const branch = (n: number) => `
      - - id: look${n}
          title: Look ${n}
          uses: check-cluster
`;
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - title: All at once
    parallel:${[1, 2, 3].map(branch).join('')}
  - title: Say what is known
    uses: announce
    with: { text: "{{ $length($look1.reason) + $length($look2.reason) + $length($look3.reason) }} in all", to: the-story }
${end}`),
      ],
      functions: { 'step-check-cluster': verbose(() => size) },
    });
    const run = await story.start();
    const ask = await run.asked('All at once');
    expect(ask.question).toMatch(/larger than Step Functions carries/);
    expect(ask.options).toContain('skip');
    size = 80 * kilobytes;
    await run.say('retry');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(story.told()).toContain(`the-story: Say what is known: ${240 * kilobytes} in all`);
  });

  test('that a large backup lists is kept as evidence, and read by the step that needs it', async () => {
    // As many objects as make 300 KB of names.
    const many = Array.from({ length: 9000 }, (_, n) => `payments/config-of-a-long-name-${n}`);
    const lists = inPlaceOf(findBackup, {
      run: async (given, context) => {
        const found = await findBackup.run(given, context);
        const whole = { ...found.inventory, 'v1/ConfigMap': many };
        const inventory = z.parse(
          findBackup.output.shape.inventory,
          await context.evidence.keep(whole as Json),
        );
        return { ...found, inventory };
      },
    });
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [aRunbook(chooseAndApprove + restore() + verify)],
      functions: { 'step-find-backup': lists },
    });
    const run = await story.start();
    // The verify knows the workloads from nowhere else.
    const report = await run.ended();
    expect(report.outcome).toBe('recovered');
    const choice = report.steps.find(({ id }) => id === 'choice');
    expect(choice?.output).toMatchObject({ inventory: { ref: expect.any(String) } });
    expect(JSON.stringify(choice?.output).length).toBeLessThan(2000);
  });

  test('that a person writes down is refused where they write it', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`
  - id: log
    title: Write down what you see
    uses: manual
    with:
      text: Write it down
      record: { lines: { type: string } }
      ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }]
${end}`),
      ],
    });
    const run = await story.start();
    await run.asked('Write down what you see');
    await expect(run.say('done', { record: { lines: 'x'.repeat(300 * kilobytes) } })).rejects.toMatchObject({
      code: 'BadInput',
    });
    await run.say('done', { record: { lines: 'x'.repeat(3 * kilobytes) } });
    expect((await run.ended()).outcome).toBe('nothing-to-do');
  });

  test('that a run is started with is refused, in words', async () => {
    const story = await aStory({
      runbooks: [aRunbook(end, { inputs: '  note: { type: string, default: none }' })],
    });
    await expect(
      story.start({ cluster: 'prod-blue', namespace: 'payments', note: 'x'.repeat(300 * kilobytes) }),
    ).rejects.toMatchObject({ code: 'BadInput' });
  });

  test('that a loop gathers from 200 items: the loop is asked about, not the whole run', async () => {
    let size = 2 * kilobytes;
    const story = await aStory({
      runbooks: [
        aRunbook(
          `
  - id: all
    title: All of them
    for_each: "[1..200]"
    max_parallel: 40
    steps:
      - id: look
        title: Look
        uses: check-cluster
${end}`,
          { target: '{ cluster: $inputs.cluster }' },
        ),
      ],
      functions: { 'step-check-cluster': verbose(() => size) },
    });
    const run = await story.start();
    const ask = await run.asked('All of them');
    expect(ask.question).toMatch(/larger than Step Functions carries/);
    size = 100;
    await run.say('retry');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
  });
});
