import { afterEach, describe, expect, test } from '@jest/globals';
import { announce } from '../../lib/steps/announce.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  inPlaceOf,
  restore,
  say,
  type Story,
  type StoryRun,
  verify,
  yes,
} from '../language/story.ts';

afterEach(closeStories);

const minute = 60_000;

/** Waits until the run is held, and gives the steps that are done by then. */
async function held(story: Story, run: StoryRun): Promise<string[]> {
  return story.until(`run ${run.run} is held`, async () => {
    const report = await run.show();
    if (report.status === 'closed') throw new Error(`it ended: ${report.outcome}, ${report.because}`);
    if (!report.held) return undefined;
    // What a function is at comes to its end: it has a minute.
    await story.pass(minute);
    return doneIn(await run.show());
  });
}

/** The run ends well without having changed anything. */
const well = `
  - title: That is all
    finish: { outcome: nothing-to-do, because: it was a story }
`;

function doneIn(report: Awaited<ReturnType<StoryRun['show']>>): string[] {
  return report.steps
    .filter(({ status, uses }) => status === 'done' && uses !== 'choose')
    .map(({ title }) => title);
}

describe('step by step', () => {
  test('through a whole runbook that ships: one step for each `continue`, and no time counts in between', async () => {
    const story = await aStory({
      runbooks: [],
      shipped: ['restore-namespace', 'rebuild-cluster'],
      people: { 'platform-leads': yes },
    });
    const run = await story.start(undefined, { runbook: 'restore-namespace' });
    await story.operations.stepByStep(run.run, 'ben', true);
    const after: string[][] = [];
    for (let count = 0; count < 20; count += 1) {
      const done = await held(story, run);
      // nothing goes on by itself, however long somebody thinks
      await story.pass(6 * minute);
      expect(doneIn(await run.show())).toEqual(done);
      expect((await run.show()).stepping).toMatchObject({ by: 'ben' });
      after.push(done);
      await story.operations.continue(run.run, 'ben');
      const over = await story.until('it stops again, or ends', async () => {
        const report = await run.show();
        return report.status === 'closed' ? 'closed' : report.held ? 'held' : undefined;
      });
      if (over === 'closed') break;
    }
    const ended = await run.ended();
    expect(ended.outcome).toBe('recovered');
    // A question is no step of its own: what follows the answer is.
    expect(after).toEqual([
      ['Look at the cluster and the namespace'],
      ['Look at the cluster and the namespace', 'Choose the backup'],
      [
        'Look at the cluster and the namespace',
        'Choose the backup',
        'Restore over what is there?',
        'Restore',
      ],
    ]);
    // Held before its first call, a step still says when it began.
    const begun = (await run.events('step-started')).map(({ step }) => step);
    expect(begun).toEqual(expect.arrayContaining(['look', 'choice', 'restore', 's6']));
    expect(new Set(begun).size).toBe(begun.length);
    const told = (await run.events('held', 'continued')).map(({ text }) => text);
    expect(told).toContain('held after "Restore": ben goes step by step');
    expect(told.filter((text) => text === 'ben lets one step go')).toHaveLength(after.length);
  });

  test('off: the run goes on to its end by itself', async () => {
    const story = await aStory({
      runbooks: [aRunbook(enough + say('One', 'one') + say('Two', 'two') + well)],
    });
    const run = await story.start();
    await run.asked('Is that enough?');
    await story.operations.stepByStep(run.run, 'ben', true);
    await run.say('yes_it_is');
    await held(story, run);
    const lines = await story.operations.preview(run.run, { do: 'step-by-step', on: false });
    expect(lines[0]).toMatch(/^The run is not held after each step any more \(ben said so at /);
    await story.operations.stepByStep(run.run, 'ben', false);
    expect((await run.ended()).status).toBe('closed');
    expect((await run.show()).stepping).toBeNull();
  });

  test('branches beside one another: the first that ends a step holds them all, and each begins no other one', async () => {
    const branches = `
  - title: Both
    parallel:
      - - ${say('A1', 'a1').trim().slice(2).split('\n').join('\n      ')}
        - ${say('A2', 'a2').trim().slice(2).split('\n').join('\n      ')}
      - - ${say('B1', 'b1').trim().slice(2).split('\n').join('\n      ')}
        - ${say('B2', 'b2').trim().slice(2).split('\n').join('\n      ')}
`;
    const story = await aStory({ runbooks: [aRunbook(enough + branches + well)] });
    const run = await story.start();
    await run.asked('Is that enough?');
    await story.operations.stepByStep(run.run, 'ben', true);
    await run.say('yes_it_is');
    const lines = await story.operations.preview(run.run, { do: 'step-by-step' });
    expect(lines).toContain(
      'Where branches go on beside one another, all of them go until the first of them has ended a step; that holds them all.',
    );
    let rounds = 0;
    for (; rounds < 20; rounds += 1) {
      const before = (await held(story, run)).length;
      await story.operations.continue(run.run, 'ben');
      const over = await story.until('it stops again, or ends', async () => {
        const report = await run.show();
        return report.status === 'closed' ? 'closed' : report.held ? 'held' : undefined;
      });
      if (over === 'closed') break;
      const next = (await held(story, run)).length - before;
      // the one that ends first, and what was at its end in the other branch at that moment
      expect(next).toBeLessThanOrEqual(2);
    }
    // both branches are as fast as one another: two pairs
    expect(rounds).toBe(1);
    expect((await run.ended()).steps.filter(({ status }) => status === 'done').length).toBeGreaterThanOrEqual(
      4,
    );
  });

  test('a run that a step starts is one step: held with this one, and gone through when this one goes on', async () => {
    const inner = aRunbook(say('Inner one', 'one') + say('Inner two', 'two') + well, { name: 'inner' });
    const outer = aRunbook(
      `${enough}
  - id: nested
    title: Run the inner one
    uses: runbook
    with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
${say('After it', 'after')}${well}`,
    );
    const story = await aStory({ runbooks: [outer, inner] });
    const run = await story.start();
    await run.asked('Is that enough?');
    await story.operations.stepByStep(run.run, 'ben', true);
    await run.say('yes_it_is');
    expect(await held(story, run)).toEqual(['Is that enough?']);
    await story.operations.continue(run.run, 'ben');
    expect(await held(story, run)).toEqual(['Is that enough?', 'Run the inner one']);
    const child = (await story.operations.runs({ limit: 10 })).find(({ runbook }) => runbook === 'inner');
    expect(child?.status).toBe('closed');
    expect(child?.stepping).toBeUndefined();
    await story.operations.continue(run.run, 'ben');
    await run.ended();
  });

  test('a step that ends after an abort holds nothing: what was done is taken back at once', async () => {
    const story = await aStory({
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + say('Tell them', 'slowly') + verify)],
      people: { 'platform-leads': yes },
      functions: {
        'step-announce': inPlaceOf(announce, {
          run: async (given, context) => {
            await context.clock.sleep(40_000);
            return announce.run(given, context);
          },
        }),
      },
    });
    const run = await story.start();
    await run.asked('May we?');
    await story.operations.stepByStep(run.run, 'ben', true);
    await held(story, run);
    await story.operations.continue(run.run, 'ben');
    expect(await held(story, run)).toContain('Restore');
    await story.operations.continue(run.run, 'ben');
    await story.until('it is at it', async () =>
      (await run.show()).steps.find(({ title, status }) => title === 'Tell them' && status === 'running'),
    );
    await run.abort('ben');
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'aborted' });
    expect((await run.events('held')).at(-1)?.text).toBe('held after "Tell them": ben goes step by step');
    expect(report.seconds).toBeLessThan(1800);
    expect(Object.values((await run.ledger()).undo).every(({ undoneAt }) => undoneAt !== undefined)).toBe(
      true,
    );
  });

  test('an abort is not held up by it: what was done is taken back at once', async () => {
    const story = await aStory({
      runbooks: [],
      shipped: ['restore-namespace', 'rebuild-cluster'],
      people: { 'platform-leads': yes },
    });
    const run = await story.start(undefined, { runbook: 'restore-namespace' });
    await story.operations.stepByStep(run.run, 'ben', true);
    for (let count = 0; count < 10; count += 1) {
      if ((await held(story, run)).includes('Restore')) break;
      await story.operations.continue(run.run, 'ben');
      await story.until('it stops again', async () => ((await run.show()).held ? true : undefined));
    }
    // Not held at this moment: it is not held again while it is taken back either.
    await story.operations.continue(run.run, 'ben');
    await run.abort('ben');
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(Object.values((await run.ledger()).undo).every(({ undoneAt }) => undoneAt !== undefined)).toBe(
      true,
    );
  });
});
