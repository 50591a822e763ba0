import { afterEach, describe, expect, test } from '@jest/globals';
import { findBackup } from '../../lib/steps/find-backup.ts';
import { codeOf, fail } from '../../lib/model/errors.ts';
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
} from '../language/story.ts';

afterEach(closeStories);

const whole = chooseAndApprove + restore('undo: {}') + enough + verify;

async function atApproval(more: Partial<Parameters<typeof aStory>[0]> = {}): Promise<[Story, StoryRun]> {
  const story = await aStory({ runbooks: [aRunbook(whole)], ...more });
  const run = await story.start();
  await run.asked('May we?');
  return [story, run];
}

/** What failed at first, and works when it is tried with another name. */
const failsFor = (name: string) => ({
  'step-find-backup': inPlaceOf(findBackup, {
    run: async (given, context) =>
      given.name === name ? fail('NotFound', { what: `no backup ${name}` }) : findBackup.run(given, context),
  }),
});

describe('hold and continue', () => {
  test('says before what the run stops, what goes on, and that nobody is paged; and so it is', async () => {
    const [story, run] = await atApproval();
    const { preview, hold } = story.operations;
    const pages = story.sandbox.inbox().length;
    expect(await preview(run.run, { do: 'hold' })).toEqual([
      'The run stops before its next step, "Restore".',
      'Open questions stay open, their time goes on, and they can be answered: "May we?".',
      expect.stringMatching(
        /^While it is held, no step's own time counts; the run's deadline stays 24 Nov 12:12 UTC\.$/,
      ),
      'Nobody is paged for it.',
      `\`rebound continue ${run.run}\` lets it go on.`,
    ]);
    await hold(run.run, 'ben');
    expect(await preview(run.run, { do: 'answer', answer: 'approve' })).toContain(
      `ben holds the run: what follows waits for \`rebound continue ${run.run}\`.`,
    );
    await run.say('approve', { by: 'ben' });
    await story.pass(20 * 60_000);
    expect((await run.show()).steps.find(({ id }) => id === 'restore')?.status).toBe('waiting');
    expect(story.changes).toEqual([]);
    expect(story.sandbox.inbox()).toHaveLength(pages);
    expect(await preview(run.run, { do: 'hold' })).toEqual([
      expect.stringMatching(/^Nothing changes: ben holds the run already, since /),
      `\`rebound continue ${run.run}\` lets it go on.`,
    ]);
    const lines = await preview(run.run, { do: 'continue' });
    expect(lines).toEqual([
      'The run goes on with "Restore".',
      "It was held for 20 m 0 s, which counts for no step's own time.",
    ]);
    await story.operations.continue(run.run, 'ben');
    await run.asked('Is that enough?');
    expect(story.changes.map(({ line }) => line.split(' ')[0])).toEqual(['POST']);
    expect(await preview(run.run, { do: 'continue' })).toEqual(['Nothing changes: nobody holds the run.']);
  });

  test('everything is stopped: said with what would change nothing', async () => {
    const [story, run] = await atApproval();
    await story.operations.stopEverything('dana', 'a fire');
    const lines = await story.operations.preview(run.run, { do: 'answer', answer: 'approve' });
    expect(lines.at(-1)).toMatch(/^Nothing is changed by it: dana stopped everything at .*: a fire\.$/);
  });
});

describe('abort', () => {
  test('what is taken back, in order, and which questions it answers; and so it is', async () => {
    const [story, run] = await atApproval();
    await run.say('approve', { by: 'ben' });
    await run.asked('Is that enough?');
    const external = Object.keys((await run.ledger()).entries)[0];
    expect(await story.operations.preview(run.run, { do: 'abort' })).toEqual([
      'From now on the run begins no change.',
      'Open questions are answered with abort: "Is that enough?".',
      'Then it is taken back, in this order:',
      `  1. "Restore" (${external})`,
      'The run ends as aborted, its lock is released, and people are told how it ended. It does not go on any more.',
    ]);
    await run.abort('ben');
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(report.asks.find(({ title }) => title === 'Is that enough?')?.decision).toMatchObject({
      answer: 'abort',
    });
    expect(
      Object.values((await run.ledger()).undo).map(({ step, undoneAt }) => [step, typeof undoneAt]),
    ).toEqual([['restore', 'string']]);
    await expect(story.operations.preview(run.run, { do: 'abort' })).rejects.toMatchObject({
      code: 'RunClosed',
    });
    for (const action of ['hold', 'continue', 'step-by-step', 'take'] as const)
      await expect(story.operations.preview(run.run, { do: action })).rejects.toMatchObject({
        code: 'RunClosed',
      });
  });

  test('without an undo: what stays is named', async () => {
    const story = await aStory({ runbooks: [aRunbook(chooseAndApprove + restore() + enough + verify)] });
    const run = await story.start();
    await run.asked('May we?');
    expect(await story.operations.preview(run.run, { do: 'abort' })).toContain(
      'Nothing was changed outside, so nothing is taken back.',
    );
    await run.say('approve', { by: 'ben' });
    await run.asked('Is that enough?');
    const external = Object.keys((await run.ledger()).entries)[0];
    expect(await story.operations.preview(run.run, { do: 'abort' })).toContain(
      `Nothing takes these back, they stay: ${external} ("Restore").`,
    );
    await run.abort('ben');
    expect((await run.ended()).outcome).toBe('aborted');
    expect((await run.ledger()).entries[external ?? '']?.undoneAt).toBeUndefined();
  });
});

describe('answers', () => {
  test('approve: the plan, and what follows; one of two: who else', async () => {
    const [story, run] = await atApproval();
    const [ask] = (await run.show()).asks;
    const lines = await story.operations.preview(run.run, { do: 'answer', answer: 'approve', by: 'ben' });
    expect(lines).toEqual([
      `What will be done (plan ${ask?.planHash.slice(0, 4)}):`,
      '"Restore":',
      ...(ask?.plans[0]?.lines ?? []).map((line) => `  ${line}`),
      'With this yes it is decided. The run goes on with "Restore".',
    ]);
    const two = await aStory({
      runbooks: [
        aRunbook(
          whole.replace(
            'with:\n      question: "Restore',
            'with:\n      quorum: 2\n      question: "Restore',
          ),
        ),
      ],
    });
    const other = await two.start();
    await other.asked('May we?');
    const notEnough = await two.operations.preview(other.run, { do: 'answer', answer: 'approve', by: 'ben' });
    expect(notEnough.at(-1)).toBe(
      'This is not enough: 1 more person has to say yes. Until then nothing goes on.',
    );
    await other.say('approve', { by: 'ben' });
    expect((await other.show()).asks[0]?.decision).toBeUndefined();
    const enoughNow = await two.operations.preview(other.run, {
      do: 'answer',
      answer: 'approve',
      by: 'cleo',
    });
    expect(enoughNow.at(-1)).toBe('With this yes it is decided. The run goes on with "Restore".');
    const again = await two.operations.preview(other.run, { do: 'answer', answer: 'approve', by: 'Ben' });
    expect(again.at(-1)).toMatch(/^This is not enough/);
  });

  test('what the answer would refuse is refused with the same words', async () => {
    const [story, run] = await atApproval();
    const { preview, answer } = story.operations;
    const words = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'it was taken',
        (error: unknown) => `${codeOf(error)}: ${String(error)}`,
      );
    for (const [said, by] of [
      ['approve', 'sam'],
      ['skip', 'ben'],
      ['maybe', 'ben'],
    ] as const) {
      const refused = await words(preview(run.run, { do: 'answer', answer: said, by, because: '' }));
      expect(refused).not.toBe('it was taken');
      expect(await words(answer(run.run, said, by, ''))).toBe(refused);
    }
    await run.say('reject', { by: 'ben' });
    // while it ends, the words tell how far it is
    await run.ended();
    const late = await words(preview(run.run, { do: 'answer', answer: 'approve', by: 'cleo' }));
    expect(await words(answer(run.run, 'approve', 'cleo', ''))).toBe(late);
  });

  test('retry with other values: which differ; a reading step needs no approval', async () => {
    const steps = `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { name: missing, newest_within: 24h }
${enough}${say('Say it', '{{ $choice.backup }}')}`;
    const story = await aStory({ runbooks: [aRunbook(steps)], functions: failsFor('missing') });
    const run = await story.start();
    await run.asked('Choose the backup');
    const more = { values: { name: 'newest' } };
    expect(await story.operations.preview(run.run, { do: 'answer', answer: 'retry', more })).toEqual([
      '"Choose the backup" is done again, in its own time.',
      '  name: "newest" instead of "missing"',
    ]);
    await run.say('retry', more);
    await run.asked('Is that enough?');
    expect((await run.show()).steps.find(({ id }) => id === 'choice')?.status).toBe('done');
  });

  test('retry of a change with other values: a new approval is asked first; what it made before is named', async () => {
    const steps = chooseAndApprove + restore('timeout: 1m') + enough + verify;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve', { by: 'ben' });
    await run.asked('Restore');
    const [made] = Object.keys((await run.ledger()).entries);
    const backup = (await run.show()).steps.find(({ id }) => id === 'choice')?.output;
    const more = { values: { backup: (backup as { backup: string }).backup } };
    const lines = await story.operations.preview(run.run, { do: 'answer', answer: 'retry', more });
    expect(lines).toContain(
      'It changes something: with other values its plan is another one, and a new approval is asked first.',
    );
    const next = `rb-${run.run}-1-0-restore`;
    expect(lines).toContain(`What it made before stays: ${made}. What it makes now is called ${next}.`);
    await run.say('retry', { ...more, by: 'ben' });
    await story.until('it asks for approval', async () =>
      (await run.show()).asks.find(
        ({ kind, step, decision }) => kind === 'approval' && step === 'restore' && !decision,
      ),
    );
    await run.say('approve', { by: 'ben' });
    await story.until('it is made', async () => ((await run.ledger()).entries[next] ? true : undefined));
  });

  test('back: which steps are done again', async () => {
    const steps = `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
${enough}
  - id: again
    title: Choose another
    uses: find-backup
    with: { name: missing, newest_within: 24h }
${say('Say it', '{{ $again.backup }}')}`;
    const story = await aStory({ runbooks: [aRunbook(steps)], functions: failsFor('missing') });
    const run = await story.start();
    await run.asked('Is that enough?');
    await run.say('yes_it_is');
    await run.asked('Choose another');
    expect(
      await story.operations.preview(run.run, { do: 'answer', answer: 'back', more: { to: 'choice' } }),
    ).toEqual([
      'The run goes back, and does these again: "Choose the backup", "Is that enough?", "Choose another".',
      'What people were asked there, they are asked again; an approval counts for nothing then.',
      'What was made outside stays; nothing is taken back.',
    ]);
    await run.say('back', { to: 'choice' });
    await run.asked('Is that enough?');
    const begun = await run.events('step-started');
    expect(begun.filter(({ step }) => step === 'choice')).toHaveLength(2);
  });

  test('skip and by-hand: what is passed over, and what the run can still become', async () => {
    const steps = `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { name: missing, newest_within: 24h }
${enough}
  - id: check
    title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;
    const story = await aStory({ runbooks: [aRunbook(steps)], functions: failsFor('missing') });
    const run = await story.start();
    await run.asked('Choose the backup');
    const { preview } = story.operations;
    const because = 'done in the console';
    expect(await preview(run.run, { do: 'answer', answer: 'skip', because })).toEqual([
      '"Choose the backup" is passed over.',
      'Steps behind it see its status as skipped-by-hand and null for what it gives; one that needs more stops in front of people.',
      'The run goes on with "Is that enough?".',
      'At best the run ends as recovered-with-skips, which is no proof.',
    ]);
    expect(await preview(run.run, { do: 'answer', answer: 'by-hand', because })).toEqual([
      'Passed over, to be done by hand: "Choose the backup", "Is that enough?".',
      'The run goes on with "Everything runs again", which looks whether everything is as it should be: do it by hand before you answer.',
      'At best the run ends as recovered-with-skips, which is no proof.',
    ]);
    await run.say('skip', { because });
    await run.asked('Is that enough?');
    await run.say('yes_it_is');
    // it needs what the step did not give
    await run.asked('Everything runs again');
    expect((await run.show()).steps.find(({ id }) => id === 'choice')?.status).toBe('skipped-by-hand');
  });

  test('an option of a decision, and a wait', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`${enough}
  - title: A while
    wait: 2h
${say('Say it', 'well')}`),
      ],
    });
    const run = await story.start();
    await run.asked('Is that enough?');
    const { preview } = story.operations;
    expect(await preview(run.run, { do: 'answer', answer: 'yes_it_is' })).toEqual([
      '"Is that enough?" is decided: yes_it_is, Yes.',
      'The run goes on with "A while".',
    ]);
    await run.say('yes_it_is');
    await run.asked('A while');
    expect(await preview(run.run, { do: 'answer', answer: 'go-on' })).toEqual([
      'The wait "A while" is over now. The run goes on with "Say it".',
    ]);
    await run.say('go-on');
    await run.ended();
  });

  test('reject: as an abort, without the question itself', async () => {
    const [story, run] = await atApproval();
    expect(await story.operations.preview(run.run, { do: 'answer', answer: 'reject' })).toEqual([
      '"May we?" is answered with no.',
      'From now on the run begins no change.',
      'Nothing was changed outside, so nothing is taken back.',
      'The run ends as aborted, its lock is released, and people are told how it ended. It does not go on any more.',
    ]);
    await run.say('reject', { by: 'ben' });
    expect(await run.ended()).toMatchObject({ outcome: 'aborted', changed: [] });
  });
});

describe('take and give', () => {
  test('from whom, and until when the old one has it', async () => {
    const [story, run] = await atApproval();
    const { preview, take, give } = story.operations;
    expect(await preview(run.run, { do: 'take', by: 'ben' })).toEqual([
      expect.stringMatching(/^ben has the run in hand from now on, taken from sam, who has it since /),
      `sam is told, and is not reminded of run ${run.run} any more.`,
    ]);
    await take(run.run, 'ben');
    expect(await preview(run.run, { do: 'take', by: 'ben' })).toEqual([
      expect.stringMatching(/^Nothing changes: ben has the run in hand since /),
    ]);
    expect(await preview(run.run, { do: 'give', to: 'cleo', by: 'ben' })).toEqual([
      'cleo is offered the run, and is paged.',
      'Until they confirm with `rebound take`, ben has it, and is paged every 5 minutes; so are they.',
    ]);
    await give(run.run, 'ben', 'cleo');
    expect((await run.show()).commander).toMatchObject({ by: 'ben', offered: { to: 'cleo' } });
    expect(await preview(run.run, { do: 'take', by: 'cleo' })).toEqual([
      'cleo has the run in hand from now on, as ben offered.',
      `ben is told, and is not reminded of run ${run.run} any more.`,
    ]);
    expect(story.told().filter((line) => line.startsWith('cleo: Take over'))).toHaveLength(1);
  });

  test('a preview changes nothing', async () => {
    const [story, run] = await atApproval();
    const before = { report: await run.show(), told: story.told() };
    for (const action of ['hold', 'continue', 'step-by-step', 'abort', 'take'] as const)
      await story.operations.preview(run.run, { do: action, by: 'ben' });
    await story.operations.preview(run.run, { do: 'give', to: 'cleo' });
    await story.operations.preview(run.run, { do: 'answer', answer: 'approve', by: 'ben' });
    const after = { report: await run.show(), told: story.told() };
    // nothing but time has passed
    const still = ({ report, told }: typeof before) => ({
      told,
      report: { ...report, seconds: 0, time: before.report.time },
    });
    expect(still(after)).toEqual(still(before));
  });
});
