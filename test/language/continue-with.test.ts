import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, enough, mistakesIn, type Story, type StoryRun } from './story.ts';

afterEach(closeStories);

const both = '{ cluster: $inputs.cluster, namespace: $inputs.namespace }';
const look = `
  - id: look
    title: Look
    uses: check-cluster
`;
const hand = (more = '') => `
  - title: To somebody else
    ${more}
    continue_with: { runbook: larger, inputs: ${both}, because: "{{ $inputs.namespace }} is {{ $look.namespace }}" }
`;
const end = `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`;
/** Holds the whole cluster. */
const larger = aRunbook(enough + end, { name: 'larger', target: '{ cluster: $inputs.cluster }' });
/** Holds another namespace of it. */
const besides = aRunbook(
  `
  - title: A long rest
    wait: 6h
${end}`,
  { name: 'besides' },
);

async function successorOf(story: Story, run: StoryRun): Promise<StoryRun> {
  const { handedOnTo } = await story.until('it hands on', async () => {
    const known = (await story.operations.runs({ limit: 50 })).find((one) => one.run === run.run);
    return known?.handedOnTo === undefined ? undefined : known;
  });
  return story.follow(handedOnTo ?? '');
}

describe('continue_with', () => {
  test('this run ends as handed on; lock and fence go over; the other one has its larger target, and its inputs', async () => {
    const story = await aStory({ runbooks: [aRunbook(look + hand()), larger] });
    const run = await story.start();
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'handed-on', because: 'payments is GONE' });
    const next = await successorOf(story, run);
    await next.asked('Is that enough?');
    expect(await story.holder('prod-blue', null)).toBe(next.run);
    expect(await story.holder('prod-blue', 'checkout')).toBe(next.run);
    expect(await run.ledger()).toMatchObject({ fencedBecause: `handed on to run ${next.run} (larger)` });
    expect(await next.show()).toMatchObject({
      inputs: { cluster: 'prod-blue', namespace: 'payments' },
      startedBy: { kind: 'run', name: run.run },
    });
    // An alarm for the first target joins, or is refused: never a second writer.
    expect((await (await story.start()).ended()).outcome).toBe('refused');
    await next.say('yes_it_is');
    expect((await next.ended()).outcome).toBe('nothing-to-do');
    expect(await story.holder('prod-blue', null)).toBeUndefined();
  });

  test.each([
    [
      'an arm',
      `
  - title: Which way?
    choose:
      - when: $look.namespace = 'GONE'
        continue_with: { runbook: larger, inputs: ${both}, because: "{{ $inputs.namespace }} is {{ $look.namespace }}" }
${end}`,
    ],
    [
      'what is done instead of a failed step',
      `
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
    on_failure:
      - title: To somebody else
        if: $look.namespace = 'GONE'
        continue_with: { runbook: larger, inputs: ${both}, because: "{{ $inputs.namespace }} is {{ $look.namespace }}" }
${end}`,
    ],
  ])('within %s', async (_, steps) => {
    const story = await aStory({ runbooks: [aRunbook(look + steps), larger] });
    const run = await story.start();
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'handed-on', because: 'payments is GONE' });
    const next = await successorOf(story, run);
    await next.asked('Is that enough?');
    expect((await next.show()).inputs).toEqual({ cluster: 'prod-blue', namespace: 'payments' });
    await next.abort();
    await next.ended();
  });

  test('within a branch or a loop it is a mistake: the others would go on', async () => {
    const found = await mistakesIn(
      aRunbook(`${look}
  - title: Both at once
    parallel:
      - - title: A long rest
          wait: 6h
      - - title: To somebody else
          if: $look.namespace = 'GONE'
          continue_with: { runbook: larger, inputs: ${both}, because: so }
${end}`),
    );
    expect(found).toEqual([expect.stringMatching(/"continue_with" ends the whole run/)]);
  });

  test('in a dry-run: a dry-run of the other one, and no lock', async () => {
    const story = await aStory({ runbooks: [aRunbook(look + hand()), larger] });
    const run = await story.start(undefined, { mode: 'dry-run' });
    expect(await run.ended()).toMatchObject({
      outcome: 'planned',
      because: expect.stringMatching(/it would end as handed-on \(payments is GONE\)/),
    });
    const next = await successorOf(story, run);
    expect(await next.ended()).toMatchObject({ mode: 'dry-run', outcome: 'planned' });
    expect(story.sandbox.inbox()).toEqual([]);
  });

  test('what the first one changed can be taken back no more, and is told apart: it is in its history', async () => {
    const byHand = `
  - id: stop
    title: Stop the writers
    uses: manual
    with: { text: Stop them, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
    undo: { with: { text: Start them again } }
`;
    const story = await aStory({
      people: { 'payments-data': [{ does: 'done', after: 60 }] },
      runbooks: [aRunbook(byHand + look + hand()), larger],
    });
    const run = await story.start();
    const next = await successorOf(story, run);
    await next.asked('Is that enough?');
    await expect(run.abort()).rejects.toMatchObject({
      code: 'RunClosed',
      facts: { todo: expect.stringContaining(next.run) },
    });
    await next.abort();
    expect((await next.ended()).outcome).toBe('aborted');
    expect((await run.ended()).asks.map(({ title }) => title)).toEqual(['Stop the writers']);
  });
});

describe('the larger target is refused', () => {
  test('because other work holds a part of it: people are told who, the lock is free, and they decide', async () => {
    const story = await aStory({ runbooks: [aRunbook(look + hand()), larger, besides] });
    const other = await story.start({ cluster: 'prod-blue', namespace: 'checkout' }, { runbook: 'besides' });
    await other.asked('A long rest');
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('handed-on');
    const next = await successorOf(story, run);
    expect(await next.ended()).toMatchObject({
      outcome: 'refused',
      because: expect.stringMatching(new RegExp(`run ${other.run} \\(besides\\) holds checkout @ prod-blue`)),
    });
    expect(await story.holder('prod-blue', 'payments')).toBeUndefined();
    expect(await story.holder('prod-blue', 'checkout')).toBe(other.run);
    expect(story.told().at(-1)).toMatch(
      new RegExp(`^platform-oncall: refused: .*run ${other.run} \\(besides\\) holds`),
    );
    await other.abort();
    await other.ended();
  });
});

describe('a run that should go on and cannot start', () => {
  test('the machine is not there: failed, the lock is given back, people are told', async () => {
    const story = await aStory({
      runbooks: [aRunbook(look + hand()), larger],
      around: (transport) => transport,
    });
    const machine = story.stateMachineArn('larger');
    const start = story.engine.start.bind(story.engine);
    story.engine.start = (arn, ...rest) => start(arn === machine ? `${arn}-gone` : arn, ...rest);
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('failed');
    expect(report.because).toMatch(/StateMachineDoesNotExist|hand/);
    expect(await story.holder('prod-blue', null)).toBeUndefined();
    expect(story.told().at(-1)).toMatch(/^platform-oncall: failed: /);
  });

  test('its inputs are wrong: nothing was moved, failed, and the lock is free', async () => {
    const wrong = hand().replace(`inputs: ${both}`, 'inputs: { cluster: $inputs.cluster }');
    const story = await aStory({ runbooks: [aRunbook(look + wrong), larger] });
    const run = await story.start();
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/namespace is missing/),
    });
    expect(await story.holder('prod-blue', null)).toBeUndefined();
    expect((await story.operations.runs({ limit: 10 })).map((one) => one.runbook)).toEqual(['story']);
  });
});

test('an abort right before handing on takes back what was done', async () => {
  let aborted = false;
  const byHand = `
  - id: stop
    title: Stop the writers
    uses: manual
    with: { text: Stop them, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
    undo: { with: { text: Start them again } }
`;
  const story = await aStory({
    runbooks: [aRunbook(byHand + look + hand()), larger],
    around:
      (transport, { name }) =>
      async (request, signal) => {
        if (name === 'hand-on' && !aborted) {
          aborted = true;
          await run.abort();
        }
        return transport(request, signal);
      },
  });
  const run = await story.start();
  await run.asked('Stop the writers');
  await run.say('done');
  expect((await run.asked('Stop the writers · undo')).question).toBe('Start them again');
  await run.say('done');
  expect((await run.ended()).outcome).toBe('aborted');
  expect(aborted).toBe(true);
});

test('an abort in any moment of handing on: it ends here and the other never starts, or it is told which one goes on', async () => {
  const seen = new Set<string>();
  for (let at = 1; at < 40; at += 1) {
    let calls = 0;
    let refused: unknown;
    const story = await aStory({
      runbooks: [aRunbook(look + hand()), larger],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const answer = await transport(request, signal);
          if (name !== 'hand-on') return answer;
          calls += 1;
          if (calls === at) {
            await run.abort().catch((error: unknown) => {
              refused = error;
            });
          }
          return answer;
        },
    });
    const run = await story.start();
    const { outcome } = await run.ended();
    if (calls < at) break;
    await story.pass(60_000);
    const runs = await story.operations.runs({ limit: 10 });
    const started = runs.some(({ runbook, status }) => runbook === 'larger' && status === 'open');
    expect({ at, outcome, started, refused: refused !== undefined }).toEqual({
      at,
      ...(outcome === 'aborted'
        ? { outcome: 'aborted', started: false, refused: false }
        : { outcome: 'handed-on', started: true, refused: true }),
    });
    seen.add(outcome ?? '');
    const holder = await story.holder('prod-blue', null);
    expect({ at, held: holder !== undefined }).toEqual({ at, held: started });
    closeStories();
  }
  expect([...seen].toSorted()).toEqual(['aborted', 'handed-on']);
});
