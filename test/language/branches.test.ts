import { afterEach, describe, expect, test } from '@jest/globals';
import type { PersonScript } from '../../lib/model/scenario.ts';
import { aRunbook, aStory, chooseAndApprove, closeStories, type Story, type StoryRun, yes } from './story.ts';

afterEach(closeStories);

/** A restore beside work by hand: who cannot do that, or says no, ends what the other branch does. */
const beside = (undo: string, stop = '') =>
  aRunbook(`${chooseAndApprove}
  - title: Both at once
    parallel:
      - - id: restore
          title: Restore
          uses: restore-backup
          with: { backup: $choice.backup }
          ${undo}
      - - title: Make room
          uses: manual
          with: { text: Make room, ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }] }
          ${stop}
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`);

/** The restore's own call takes its time: it arrives `seconds` after it left. Tells when it left. */
function slowly(seconds: number, leaves: () => void) {
  return (pass: (ms: number) => Promise<void>): NonNullable<Parameters<typeof aStory>[0]['around']> =>
    (transport, { name }) =>
    async (request, signal) => {
      const makes = request.method === 'POST' && request.url.includes('/restores');
      if (name !== 'step-restore-backup' || !makes) return transport(request, signal);
      leaves();
      await pass(seconds * 1000);
      return transport(request);
    };
}

async function inACall(yaml: string, seconds: number) {
  const left = Promise.withResolvers<void>();
  let pass: (ms: number) => Promise<void> = () => Promise.resolve();
  const story = await aStory({
    people: { 'platform-leads': yes },
    runbooks: [yaml],
    around: slowly(seconds, left.resolve)((ms) => pass(ms)),
  });
  pass = story.pass;
  const run = await story.start();
  await run.asked('Make room');
  await left.promise;
  expect(story.changes).toEqual([]);
  return { story, run };
}
const made = ({ changes }: Story) => changes.filter(({ line }) => line.startsWith('POST'));
const leftOver = (story: Story) =>
  Object.keys(story.sandbox.state().clusters['prod-blue']?.objects ?? {}).filter((key) =>
    key.startsWith('apps/deployments/payments/'),
  );

async function told(story: Story, run: StoryRun): Promise<string | undefined> {
  await story.pass(10 * 60_000);
  return story.told().findLast((line) => line.includes(run.run));
}

describe('a branch is aborted while its sibling is in a call to the outside', () => {
  test.each([
    ['within the time of its function', 10],
    ['and after the end of its function', 70],
  ])('the late change is known, and taken back: %s', async (_, seconds) => {
    const { story, run } = await inACall(beside('undo: {}'), seconds);
    await run.say('abort');
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(made(story)).toHaveLength(1);
    const { entries, undo } = await run.ledger();
    expect(entries[`rb-${run.run}-0-0-restore`]).toMatchObject({ undoneAt: expect.any(String) });
    expect(undo['restore.0.0']).toHaveProperty('undoneAt');
    await story.pass(3600_000);
    expect(leftOver(story)).toEqual([]);
    expect(await story.holder()).toBeUndefined();
  });

  test('where nothing is taken back, it is told, and the lock waits for it', async () => {
    const { story, run } = await inACall(beside(''), 40);
    await run.say('abort');
    const aborted = story.clock.now();
    await story.pass(60_000);
    expect(await story.holder()).toBe(run.run);
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(story.clock.now() - aborted).toBeGreaterThan(80_000);
    expect(made(story)).toHaveLength(1);
    expect(await told(story, run)).toMatch(
      new RegExp(`not taken back: rb-${run.run}-0-0-restore on prod-blue \\(begun, perhaps not made\\)`),
    );
  });

  test('a call that had not begun to change anything begins nothing more', async () => {
    const looked = Promise.withResolvers<void>();
    let pass: (ms: number) => Promise<void> = () => Promise.resolve();
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [beside('undo: {}')],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const looks = request.method === 'GET' && /\/restores\/rb-/.test(request.url);
          if (name === 'step-restore-backup' && looks) {
            looked.resolve();
            await pass(15_000);
          }
          return transport(request, signal);
        },
    });
    pass = story.pass;
    const run = await story.start();
    await run.asked('Make room');
    await looked.promise;
    await run.say('abort');
    expect((await run.ended()).outcome).toBe('aborted');
    await story.pass(600_000);
    expect(made(story)).toEqual([]);
  });

  test('an end in one branch ends the others in the same way', async () => {
    const finishing = beside('undo: {}').replace(
      '      - - title: Make room',
      `      - - title: Nothing to do after all
          if: $choice.age > 60
          finish: { outcome: aborted, because: it was a mistake }
      - - title: Make room`,
    );
    const story = await aStory({ people: { 'platform-leads': yes }, runbooks: [finishing] });
    const run = await story.start();
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'aborted', because: 'it was a mistake' });
    await story.pass(600_000);
    expect(made(story)).toEqual([]);
    expect(report.asks.filter(({ decision }) => !decision)).toEqual([]);
  });
});

describe('what came of the branches', () => {
  const branches = aRunbook(`
  - id: both
    title: Both at once
    parallel:
      - - id: look
          title: Look
          uses: check-cluster
        - id: seen
          title: Say what is seen here
          if: $look.namespace = 'GONE'
          uses: announce
          with: { text: "here {{ $look.namespace }}", to: the-story }
      - - id: choice
          title: Choose the backup
          uses: find-backup
          with: { newest_within: 1h }
        - title: A rest
          wait: 1m
  - title: Say what is known
    uses: announce
    with:
      text: "{{ $steps.both.status }}: {{ $look.namespace }}, {{ $steps.seen.status }}, {{ $steps.choice.status }}, {{ $exists($choice) }}"
      to: the-story
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
  const oncall = (script: PersonScript[]) => ({ 'platform-oncall': script });

  test('is read behind them, whatever a person decided in one', async () => {
    const story = await aStory({ people: oncall([{ does: 'skip', after: 60 }]), runbooks: [branches] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('nothing-to-do');
    expect(story.told().filter((line) => line.startsWith('the-story'))).toEqual([
      'the-story: Say what is seen here: here GONE',
      'the-story: Say what is known: done: GONE, done, skipped-by-hand, false',
    ]);
  });

  test('a person goes back within the branch, and the other one goes on', async () => {
    const longer = branches.replace(
      '      - - id: choice',
      `      - - id: before
          title: A moment before
          wait: 1m
        - id: choice`,
    );
    const story = await aStory({ runbooks: [longer] });
    const run = await story.start();
    const ask = await run.asked('Choose the backup');
    expect(ask.back).toEqual([{ step: 'before', title: 'A moment before' }]);
    await run.say('back', { to: 'before' });
    await run.asked('Choose the backup');
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    const done = await run.events('step-started');
    const generations = (step: string) =>
      done.filter((event) => event.step === step).map(({ generation }) => generation);
    expect(generations('before')).toEqual([0, 1]);
    expect(generations('look')).toEqual([0]);
  });
});

describe('going back to a group in which something was tried again', () => {
  test('what is gone through again has a name of its own', async () => {
    let failures = 0;
    const steps = `${chooseAndApprove}
  - id: both
    title: Both at once
    parallel:
      - - id: restore
          title: Restore
          uses: restore-backup
          with: { backup: $choice.backup }
      - - title: A rest
          wait: 1m
  - id: young
    title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [aRunbook(steps)],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const makes = request.method === 'POST' && request.url.includes('/restores');
          if (name === 'step-restore-backup' && makes && failures++ === 0) {
            // Refused for good: a person has it tried again.
            const { status: _, ...answer } = await transport({ ...request, method: 'GET' }, signal);
            return { ...answer, status: 403 };
          }
          return transport(request, signal);
        },
    });
    const run = await story.start();
    await run.asked('Restore');
    await run.say('retry');
    await run.asked('Something younger');
    expect(made(story)).toHaveLength(1);
    await run.say('back', { to: 'both' });
    await run.asked('Something younger');
    const names = Object.values((await run.ledger()).entries).map(({ external }) => external);
    expect(new Set(names).size).toBe(3);
    // A restore of its own, not the one that was made before.
    const restores = Object.values(story.sandbox.state().clusters['prod-blue']?.objects ?? {}).filter(
      ({ object }) => object.kind === 'Restore',
    );
    expect(restores).toHaveLength(2);
    await run.abort();
    await run.ended();
  });
});
