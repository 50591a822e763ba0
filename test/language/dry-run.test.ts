import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, chooseAndApprove, closeStories, restore, verify } from './story.ts';

afterEach(closeStories);

/** All that the language has, in one. */
const everything = aRunbook(
  `
  - id: look
    title: Look
    uses: check-cluster
    until: $look.namespace = 'HEALTHY'
    every: 1m
    timeout: 20m
    on_timeout:
      - title: Say that it takes long
        uses: announce
        with: { text: it takes long }
  - title: A long rest
    wait: 2h
  - id: way
    title: Which way?
    uses: decide
    with:
      question: "Which way?"
      options: { this_way: This way, that_way: That way }
      recommend: that_way
      ask: [{ who: platform-leads, for: 10m }, { who: platform-managers, for: 10m }]
  - title: This way it ends
    if: $way.answer = 'this_way'
    finish: { outcome: aborted, because: this way }
  - id: work
    title: Do it
    uses: manual
    with:
      text: Do it
      record: { case_id: { type: string } }
      ask: [{ who: payments-data, for: 10m }, { who: platform-managers, for: 10m }]
    undo: { with: { text: Take it back } }
  - title: Wake somebody
    uses: page
    with: { who: platform-oncall, text: wake up }
  - title: Both at once
    parallel:
      - - title: A rest in a branch
          wait: 1h
      - - id: other
          title: Look at another one
          uses: check-cluster
          with: { cluster: prod-green }
          retry: { times: 3, every: 1m }
  - id: all
    title: Each of them
    for_each: "['payments', 'checkout']"
    stop_when: $one.namespace = 'GONE'
    steps:
      - id: one
        title: Look at one
        uses: check-cluster
        with: { namespace: $item }
  - id: nested
    title: Have it done
    uses: runbook
    with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
    timeout: 1h
${chooseAndApprove}${restore('undo: {}\nretry: { times: 2, every: 1m }\non_failure: stop')}${verify}  - title: Say what is known
    uses: announce
    with: { text: "{{ $way.answer }}, {{ $count($all) }} of them, {{ $nested.outcome }}, {{ $steps.restore.status }}" }
  - title: Nothing has been done
    if: $way.answer = 'that_way'
    continue_with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }, because: so }
`,
  {
    deadline: '20h',
    always: `
  - title: Say how it ended
    uses: announce
    with: { text: "{{ $run.outcome }}" }
`,
  },
);
const inner = aRunbook(`${chooseAndApprove}${restore('undo: {}')}${verify}`, { name: 'inner' });

describe('a dry-run of all that there is', () => {
  test('changes nothing, asks nobody, tells nobody, takes no lock, waits for nothing, and says what it took', async () => {
    const story = await aStory({ runbooks: [everything, inner] });
    const holder = await story.start(undefined, { runbook: 'inner' });
    await holder.asked('May we?');
    const pages = story.sandbox.inbox().length;
    const run = await story.start(undefined, { mode: 'dry-run' });
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'planned',
      because: expect.stringMatching(/nothing was changed; it would end as handed-on \(so\)/),
    });
    expect(report.asks).toEqual([]);
    expect(report.seconds).toBeLessThan(600);
    expect(story.changes).toEqual([]);
    expect(story.sandbox.inbox()).toHaveLength(pages);
    expect(report.changed).toEqual([]);
    expect((await run.ledger()).undo).toEqual({});
    expect(await story.holder()).toBe(holder.run);
    const output = (id: string) => report.steps.find((step) => step.id === id)?.output;
    expect(output('way')).toMatchObject({
      answer: 'that_way',
      because: expect.stringMatching(/recommended/),
    });
    expect(output('work')).toMatchObject({ record: { case_id: { unknown: expect.any(String) } } });
    expect(output('nested')).toMatchObject({ outcome: 'planned' });
    const lines = report.steps.flatMap(({ findings }) => findings.map(({ text }) => text));
    for (const line of [
      /^would wait 2 h/,
      /^Restore namespace payments on prod-blue from backup/,
      /^Tell platform-oncall, not urgent: that_way, 1 of them, planned, done/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(line));
    // What it would hand on to is planned, too.
    await story.pass(60_000);
    const runs = await story.operations.runs({ limit: 20 });
    expect(
      runs.filter(({ mode }) => mode === 'dry-run').map(({ runbook, outcome }) => [runbook, outcome]),
    ).toEqual(
      expect.arrayContaining([
        ['story', 'planned'],
        ['inner', 'planned'],
        ['inner', 'planned'],
      ]),
    );
    await holder.abort();
    await holder.ended();
  });

  test('of a step that fails, fails, and says so instead of asking', async () => {
    const failing = aRunbook(`
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
    const story = await aStory({ runbooks: [failing] });
    const report = await (await story.start(undefined, { mode: 'dry-run' })).ended();
    expect(report).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/older than/),
      asks: [],
    });
    expect(story.changes).toEqual([]);
  });

  test('aborted, takes nothing back', async () => {
    const story = await aStory({ runbooks: [everything, inner] });
    const run = await story.start(undefined, { mode: 'dry-run' });
    await run.abort();
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(story.changes).toEqual([]);
    expect(report.asks).toEqual([]);
  });
});
