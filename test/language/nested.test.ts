import { afterEach, describe, expect, test } from '@jest/globals';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  say,
  type Story,
  type StoryRun,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const leads = { 'platform-leads': yes };
const same = '{ cluster: $inputs.cluster, namespace: $inputs.namespace }';
/** Runs `inner` for the same target, and reads what came of it. */
const outer = (more = '', { target = same, before = '' } = {}) =>
  aRunbook(
    `${before}
  - id: done
    title: Have it done
    uses: runbook
    with: { runbook: inner, inputs: ${same} }
    timeout: 5h
    ${more}
  - title: The end
    finish: { outcome: nothing-to-do, because: "{{ $done.outcome }}: {{ $done.because }}" }
`,
    { target, ...(target === same ? {} : { inputs: '  other: { type: cluster, default: prod-green }' }) },
  );
const elsewhere = { target: '{ cluster: $inputs.other }' };
const inner = (steps: string, more: Parameters<typeof aRunbook>[1] = {}) =>
  aRunbook(steps, { name: 'inner', ...more });
const restoring = inner(chooseAndApprove + restore('undo: {}') + enough + verify);

async function childOf(story: Story, run: StoryRun, nth = 0): Promise<StoryRun> {
  const child = await story.until(
    'another run is started',
    async () => Object.keys((await run.ledger()).nested)[nth],
  );
  return story.follow(child);
}

describe('a nested run', () => {
  test("works within the parent's own target, and its end is read", async () => {
    const story = await aStory({ people: leads, runbooks: [outer(), restoring] });
    const run = await story.start();
    const child = await childOf(story, run);
    await child.asked('Is that enough?');
    await child.say('yes_it_is');
    const report = await run.ended();
    expect(report.because).toBe('recovered: the last verify saw what should be there');
    expect((await child.show()).outcome).toBe('recovered');
    expect(await story.holder()).toBeUndefined();
    // One question for one change: its parent asked nobody.
    expect(report.asks).toEqual([]);
  });

  test('of a part of its target, while a sibling in another branch has another part', async () => {
    const both = aRunbook(
      `
  - title: Both at once
    parallel:
      - - title: The one
          uses: runbook
          with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: payments } }
          timeout: 2h
      - - title: The other
          uses: runbook
          with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: checkout } }
          timeout: 2h
  - title: The end
    finish: { outcome: nothing-to-do, because: both are done }
`,
      { target: '{ cluster: $inputs.cluster }' },
    );
    const waits = inner(`
  - title: A rest
    wait: 10m
  - title: The end
    finish: { outcome: nothing-to-do, because: rested }
`);
    const story = await aStory({ runbooks: [both, waits] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.because).toBe('both are done');
    expect(report.seconds).toBeLessThan(900);
  });

  test('the same for two branches at once: the second joins the first, and both read its end', async () => {
    const both = aRunbook(`
  - title: Both at once
    parallel:
      - - id: one
          title: The one
          uses: runbook
          with: { runbook: inner, inputs: ${same} }
          timeout: 2h
      - - id: two
          title: The other
          uses: runbook
          with: { runbook: inner, inputs: ${same} }
          timeout: 2h
  - title: The end
    finish: { outcome: nothing-to-do, because: "{{ $one.run = $two.run }}" }
`);
    const waits = inner(`
  - title: A rest
    wait: 10m
  - title: The end
    finish: { outcome: nothing-to-do, because: rested }
`);
    const story = await aStory({ runbooks: [both, waits] });
    const run = await story.start();
    expect((await run.ended()).because).toBe('true');
  });

  test('in a dry-run is a dry-run, and changes nothing', async () => {
    const story = await aStory({ people: leads, runbooks: [outer(), restoring] });
    const run = await story.start(undefined, { mode: 'dry-run' });
    expect(await run.ended()).toMatchObject({
      outcome: 'planned',
      because: expect.stringMatching(/it would end as nothing-to-do \(planned: /),
    });
    expect(await (await childOf(story, run)).show()).toMatchObject({ mode: 'dry-run', outcome: 'planned' });
    expect(story.changes).toEqual([]);
    expect(story.sandbox.inbox()).toEqual([]);
  });
});

describe('a nested run that joins another', () => {
  const resting = inner(`
  - id: way
    title: How does it end?
    uses: decide
    with:
      question: How?
      options: { well: Well, badly: Badly }
      ask: [{ who: payments-data, for: 2h }, { who: platform-managers, for: 2h }]
  - title: Badly
    if: $way.answer = 'badly'
    finish: { outcome: aborted, because: "{{ $way.by }} said so" }
  - title: The end
    finish: { outcome: nothing-to-do, because: "{{ $way.by }} said so" }
`);
  async function joining() {
    const story = await aStory({ runbooks: [outer('', elsewhere), resting] });
    const first = await story.start(undefined, { runbook: 'inner' });
    await first.asked('How does it end?');
    const run = await story.start();
    const child = await childOf(story, run);
    await story.until('it joins', async () => ((await child.show()).outcome === 'joined' ? true : undefined));
    return { story, first, run };
  }

  test('ends as that one ends: well', async () => {
    const { first, run } = await joining();
    await first.say('well', { by: 'cleo' });
    // Somebody joined: it looks once more before it ends.
    await first.asked('How does it end?');
    await first.say('well', { by: 'cleo' });
    expect((await run.ended()).because).toBe('nothing-to-do: cleo said so');
  });

  test('or badly: then a human decides', async () => {
    const { first, run } = await joining();
    await first.say('badly', { by: 'cleo' });
    const ask = await run.asked('Have it done');
    expect(ask.question).toMatch(new RegExp(`run ${first.run} \\(inner\\) ended as aborted: cleo said so`));
    await run.say('abort');
    expect((await run.ended()).outcome).toBe('aborted');
  });

  test('an abort of the run above leaves the one that was joined to itself', async () => {
    const { story, first, run } = await joining();
    await run.abort();
    expect((await run.ended()).outcome).toBe('aborted');
    expect((await first.show()).status).toBe('open');
    await story.pass(60_000);
    await first.say('well');
    await first.asked('How does it end?');
    await first.say('well');
    expect((await first.ended()).outcome).toBe('nothing-to-do');
  });
});

describe('a nested run that is refused', () => {
  const holding = aRunbook(
    `
  - title: A long rest
    wait: 1h
  - title: The end
    finish: { outcome: nothing-to-do, because: rested }
`,
    { name: 'holding' },
  );

  test('because other work holds its target: a human decides, and a retry is a run of its own', async () => {
    const story = await aStory({ people: leads, runbooks: [outer('', elsewhere), restoring, holding] });
    const holder = await story.start(undefined, { runbook: 'holding' });
    await holder.asked('A long rest');
    const run = await story.start();
    const ask = await run.asked('Have it done');
    expect(ask.question).toMatch(
      new RegExp(`refused: run ${holder.run} \\(holding\\) holds payments @ prod-blue`),
    );
    await holder.say('go-on');
    await holder.ended();
    await run.say('retry');
    const child = await childOf(story, run, 1);
    await child.asked('Is that enough?');
    await child.say('yes_it_is');
    expect((await run.ended()).because).toMatch(/^recovered/);
    expect(Object.keys((await run.ledger()).nested)).toHaveLength(2);
  });

  test('and the run above goes on with `on_failure: continue`', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(
          `
  - id: done
    title: Have it done
    uses: runbook
    with: { runbook: inner, inputs: ${same} }
    timeout: 1h
    on_failure: continue
${say('Say what is known', '{{ $steps.done.status }}')}
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
          { ...elsewhere, inputs: '  other: { type: cluster, default: prod-green }' },
        ),
        restoring,
        holding,
      ],
    });
    const holder = await story.start(undefined, { runbook: 'holding' });
    await holder.asked('A long rest');
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(story.told()).toContain('the-story: Say what is known: failed');
  });
});

describe('a nested run that hands on', () => {
  const handing = inner(`
  - title: To somebody else
    continue_with: { runbook: third, inputs: ${same}, because: it is theirs }
`);
  const third = aRunbook(
    `${enough}
  - title: Not so
    if: $enough.answer = 'no_it_is_not'
    finish: { outcome: aborted, because: it was not enough }
  - title: The end
    finish: { outcome: nothing-to-do, because: it was enough }
`,
    { name: 'third' },
  );
  async function handed() {
    const story = await aStory({ runbooks: [outer(), handing, third] });
    const run = await story.start();
    const last = await childOf(story, run, 1);
    await last.asked('Is that enough?');
    return { story, run, last };
  }

  test('is followed to the end of the one that goes on', async () => {
    const { story, run, last } = await handed();
    await story.pass(3600_000);
    expect((await run.show()).status).toBe('open');
    await last.say('yes_it_is');
    expect((await run.ended()).because).toBe('nothing-to-do: it was enough');
    expect(await story.holder()).toBeUndefined();
  });

  test('which ends badly: a human decides', async () => {
    const { run, last } = await handed();
    await last.say('no_it_is_not');
    const ask = await run.asked('Have it done');
    expect(ask.question).toMatch(/ended as aborted: it was not enough/);
    await run.abort();
    await run.ended();
  });

  test('an abort of the run above reaches the one that goes on', async () => {
    const { story, run, last } = await handed();
    await run.abort();
    expect((await run.ended()).outcome).toBe('aborted');
    expect(await last.show()).toMatchObject({ status: 'closed', outcome: 'aborted' });
    expect(await story.holder()).toBeUndefined();
  });
});

describe('an abort of the run above', () => {
  const byHand = `
  - id: stop
    title: Stop the writers
    uses: manual
    with: { text: Stop them, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
    undo: { with: { text: Start them again } }
`;

  test('first has the nested one taken back, then its own', async () => {
    const story = await aStory({
      people: {
        'platform-leads': [...yes, { does: 'silent' }],
        'payments-data': [{ does: 'done', after: 60 }],
      },
      runbooks: [outer('', { before: byHand }), restoring],
    });
    const run = await story.start();
    const child = await childOf(story, run);
    await child.asked('Is that enough?');
    await run.abort();
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect((await child.show()).outcome).toBe('aborted');
    const inner = (await child.ledger()).undo['restore.0.0']?.undoneAt ?? 'never';
    const own = (await run.ledger()).undo['stop.0.0']?.undoneAt ?? '';
    expect(inner < own).toBe(true);
    expect(report.asks.map(({ question }) => question)).toContain('Start them again');
    expect(story.told().at(-1)).toContain(`What it had others do, they tell themselves: run ${child.run}`);
  });

  test('while the nested one is being taken back already: that goes on, and nothing is asked twice', async () => {
    const story = await aStory({
      people: { 'platform-leads': [...yes, { does: 'silent' }] },
      runbooks: [outer(), inner(byHand + enough + restOf())],
    });
    const run = await story.start();
    const child = await childOf(story, run);
    await child.asked('Stop the writers');
    await child.say('done');
    await child.asked('Is that enough?');
    await child.abort();
    await child.asked('Stop the writers · undo');
    await story.pass(60_000);
    await run.abort('bob');
    await story.pass(60_000);
    await child.say('done').catch(() => undefined);
    expect((await run.ended()).outcome).toBe('aborted');
    const { undo, undoStopped } = await child.ledger();
    expect({ undone: undo['stop.0.0']?.undoneAt !== undefined, stopped: undoStopped?.by }).toEqual({
      undone: true,
      stopped: undefined,
    });
  });
});

function restOf(): string {
  return `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;
}

describe('a nested run that fails', () => {
  test('is asked about by the run above; skipped, what it gave is missing', async () => {
    const failing = inner(`
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
    on_failure: stop
`);
    const story = await aStory({ runbooks: [outer(), failing] });
    const run = await story.start();
    const ask = await run.asked('Have it done');
    expect(ask.question).toMatch(/ended as failed: NotVerified|ended as failed/);
    expect(ask.options).toEqual(['retry', 'skip', 'abort']);
    await run.say('skip');
    const missing = await run.asked('Recovery');
    expect(missing.question).toMatch(/missing: \$done\.(outcome|because)/);
    await run.abort();
    await run.ended();
  });
});
