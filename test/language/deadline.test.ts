import { afterEach, describe, expect, test } from '@jest/globals';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  inPlaceOf,
  restore,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const always = `
  - title: Say how it ended
    uses: announce
    with: { text: "{{ $run.outcome }}: {{ $run.because }}", to: the-story }
`;
/** A restore that is never over. */
const made = new Set<string>();
const endless = inPlaceOf(restoreBackup, {
  run: async ({ backup }, context) => {
    await context.change({
      spec: { backup },
      root: 'prod-blue',
      part: 'payments',
      find: async (external) => (made.has(external) ? external : undefined),
      make: async (external) => {
        made.add(external);
        return external;
      },
      specOf: () => ({ backup }),
    });
    return context.notReady('it goes on and on');
  },
});

describe('the deadline of a run', () => {
  test.each([
    ['in the middle of a step', restore('undo: {}') + verify],
    ['at a question', restore('undo: {}') + enough + verify],
    [
      'in a wait',
      `
  - title: A long wait
    wait: 3h
${restore('undo: {}')}${verify}`,
    ],
    [
      'between two looks',
      `
  - id: again
    title: Wait for it
    uses: check-cluster
    until: $again.api = 'GONE'
    every: 5m
    timeout: 3h
${restore('undo: {}')}${verify}`,
    ],
    [
      'in two branches at once',
      `
  - title: Both at once
    parallel:
      - - title: A long wait
          wait: 3h
      - - title: Do it
          uses: manual
          with: { text: Do it, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
${restore('undo: {}')}${verify}`,
    ],
  ])(
    '%s: failed, `always` ran, nothing is taken back, the lock is free, and people know',
    async (_, steps) => {
      const story = await aStory({
        people: { 'platform-leads': yes },
        runbooks: [aRunbook(chooseAndApprove + steps, { always, deadline: '6h' })],
        functions: steps.includes('Is that enough') ? {} : { 'step-restore-backup': endless },
      });
      const run = await story.start();
      // Somebody holds it for most of its time: that counts for the run, and not for its steps.
      await story.operations.hold(run.run, 'ana');
      await story.pass((6 * 60 - 15) * 60_000);
      await story.operations.continue(run.run, 'ana');
      const report = await run.ended();
      expect(report.outcome).toBe('failed');
      expect(report.because).toMatch(/^RunDeadline|time is over/);
      expect(report.seconds).toBeGreaterThanOrEqual(6 * 3600);
      expect(report.seconds).toBeLessThan(6 * 3600 + 400);
      expect(story.told()).toContainEqual(expect.stringMatching(/^the-story: Say how it ended: failed: /));
      const { undo } = await run.ledger();
      expect(Object.values(undo).filter(({ undoneAt }) => undoneAt !== undefined)).toEqual([]);
      expect(await story.holder()).toBeUndefined();
      expect(story.told().at(-1)).toMatch(/^platform-oncall: failed: .*rebound show/);
      expect(report.asks.filter(({ decision }) => !decision)).toEqual([]);
      expect(story.changes.filter(({ line }) => line.startsWith('DELETE'))).toEqual([]);
    },
  );

  test('of a nested run is at most that of the run whose step it is', async () => {
    const inner = aRunbook(
      `
  - title: A long wait
    wait: 5h
  - title: The end
    finish: { outcome: nothing-to-do, because: it waited }
`,
      { name: 'inner' },
    );
    const outer = aRunbook(
      `
  - title: Have it done
    uses: runbook
    with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
    timeout: 2h
  - title: The end
    finish: { outcome: nothing-to-do, because: it was done }
`,
      { deadline: '2h' },
    ).replace('rto: 8h', 'rto: 2h');
    const story = await aStory({ runbooks: [inner, outer] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('failed');
    expect(report.seconds).toBeLessThan(7200 + 400);
    const [child] = Object.keys((await run.ledger()).nested);
    // A wait that was cut short is no wait that is over.
    const nested = await story.follow(child ?? '');
    // Both end with the same moment: which of them is closed first is a matter of milliseconds.
    expect(await nested.ended()).toMatchObject({
      status: 'closed',
      outcome: 'failed',
      because: expect.stringMatching(/time is over/),
    });
    expect(await story.holder()).toBeUndefined();
  });
});

describe("a step's own time", () => {
  test('is over before that of the run: a person is asked, and trying again gives it the same time', async () => {
    const steps = chooseAndApprove + restore('timeout: 10m') + verify;
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [aRunbook(steps)],
      functions: { 'step-restore-backup': endless },
    });
    const run = await story.start();
    const ask = await run.asked('Restore');
    expect(ask.question).toMatch(/took longer than its 10 m 0 s/);
    await run.say('retry');
    const again = await run.asked('Restore');
    expect(Date.parse(again.openedAt) - Date.parse(ask.openedAt)).toBeGreaterThan(600_000);
    await run.abort();
    await run.ended();
  });

  test('does not run while the run is held', async () => {
    const steps = chooseAndApprove + restore('timeout: 10m') + verify;
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [aRunbook(steps)],
      functions: { 'step-restore-backup': endless },
    });
    const run = await story.start();
    await story.until('it has begun', async () =>
      (await run.ledger()).entries[`rb-${run.run}-0-0-restore`] ? true : undefined,
    );
    await story.operations.hold(run.run, 'ana');
    await story.pass(3600_000);
    expect((await run.show()).asks.filter(({ kind }) => kind === 'failure')).toEqual([]);
    await story.operations.continue(run.run, 'ana');
    const ask = await run.asked('Restore');
    expect(Date.parse(ask.openedAt) - Date.parse((await run.show()).startedAt)).toBeGreaterThan(4200_000);
    await run.abort();
    await run.ended();
  });
});
