import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { alarmSample } from '../../lib/local/alarm-sample.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  mistakesIn,
  restore,
  type Story,
  type StoryRun,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const choice = `
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
`;
const approving = (more: string, ask = '[{ who: data, for: 30m }, { who: platform-leads, for: 30m }]') => `
  - title: May we?
    uses: approve
    with:
      question: "Restore {{ $choice.backup }}?"
      ask: ${ask}
      ${more}
`;
const made = ({ changes }: Story) => changes.filter(({ line }) => line.startsWith('POST'));
const alarm = '  - alarm: payments-namespace-gone\n    inputs: { cluster: prod-blue, namespace: payments }';
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone';

async function byAlarm(story: Story): Promise<StoryRun> {
  const { started } = await story.operations.alarm(await alarmSample(alarmArn, story.clock.now()));
  const [first] = started;
  if (!first) throw new Error('nothing was started');
  return story.follow(first.run);
}

describe('a quorum', () => {
  test('by group: one of each has to say yes, and nobody speaks for two', async () => {
    const steps = choice + approving('quorum: { data: 1, platform-leads: 1 }') + restore() + verify;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve', { by: 'dana', for: 'data' });
    expect((await run.asked('May we?')).voices).toHaveLength(1);
    // Each person has one voice: the last one.
    await run.say('approve', { by: 'dana', for: 'platform-leads' });
    expect((await run.asked('May we?')).voices).toHaveLength(1);
    await run.say('approve', { by: 'dana', for: 'data' });
    await expect(run.say('approve', { by: 'eve', for: 'somebody-else' })).rejects.toBeDefined();
    await story.pass(60_000);
    expect(made(story)).toEqual([]);
    await run.say('approve', { by: 'leo', for: 'platform-leads' });
    expect((await run.ended()).outcome).toBe('recovered');
    expect((await run.show()).asks[0]?.decision?.by).toBe('dana and leo');
  });

  test('by group: one no is a no', async () => {
    const steps = choice + approving('quorum: { data: 1, platform-leads: 1 }') + restore() + verify;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve', { by: 'dana', for: 'data' });
    await run.say('reject', { by: 'leo', for: 'platform-leads' });
    expect((await run.ended()).outcome).toBe('aborted');
    expect(made(story)).toEqual([]);
  });

  test('of two: the same person twice is one', async () => {
    const steps = choice + approving('quorum: 2') + restore() + verify;
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve', { by: 'dana' });
    await run.say('approve', { by: 'dana' }).catch(() => undefined);
    expect((await run.asked('May we?')).voices.filter(({ answer }) => answer === 'approve')).toHaveLength(1);
    await run.say('approve', { by: 'leo' });
    expect((await run.ended()).outcome).toBe('recovered');
  });
});

describe('may_approve', () => {
  const steps = choice + approving('may_approve: [dana, platform-leads]') + restore() + verify;

  test('whoever is woken may look, but not everybody may say yes; everybody may say no', async () => {
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await expect(run.say('approve', { by: 'eve' })).rejects.toBeDefined();
    expect((await run.asked('May we?')).voices).toEqual([]);
    await run.say('approve', { by: 'dana' });
    expect((await run.ended()).outcome).toBe('recovered');
  });

  test('a no of anybody', async () => {
    const story = await aStory({ runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('reject', { by: 'eve' });
    expect((await run.ended()).outcome).toBe('aborted');
  });
});

describe('tried again with other values', () => {
  const backups = [
    { namespace: 'payments', age: 10_800, phase: 'Completed' as const },
    { namespace: 'payments', age: 20_800, phase: 'Completed' as const },
  ];
  const wrong = aRunbook(
    `${choice}${approving('quorum: { data: 1, platform-leads: 1 }')}
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: no-such-backup }
    undo: {}
${verify}`,
  );
  async function failed() {
    const story = await aStory({ runbooks: [wrong], given: { backups } });
    const run = await story.start();
    // It cannot be planned: the approval itself fails, and is skipped by nobody.
    return { story, run };
  }

  test('a plan that cannot be made is asked about before anybody says yes to it', async () => {
    const { run } = await failed();
    const ask = await run.asked('May we?');
    expect(ask.kind).toBe('failure');
    expect(ask.question).toMatch(/no-such-backup/);
    expect(ask.options).toEqual(['retry', 'back', 'by-hand', 'abort']);
    await run.say('abort');
    expect((await run.ended()).outcome).toBe('aborted');
  });

  test('the yes from before does not cover them: the same people are asked about the new plan, and only that is done', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(choice + approving('quorum: { data: 1, platform-leads: 1 }') + restore('undo: {}') + verify),
      ],
      given: { backups },
      people: {},
    });
    const run = await story.start();
    const first = await run.asked('May we?');
    await run.say('approve', { by: 'dana', for: 'data' });
    // Meanwhile that backup is lost.
    const [newest, older] = Object.values(story.sandbox.state().clusters['prod-blue']?.objects ?? {})
      .filter(({ object }) => object.kind === 'Backup' && object.metadata.name.startsWith('nightly-payments'))
      .map(({ object }) => object.metadata.name)
      .toSorted()
      .toReversed();
    const world = story.sandbox.state();
    const cluster = world.clusters['prod-blue'];
    if (!cluster || newest === undefined || older === undefined) throw new Error('no backups');
    const { [`velero.io/backups/velero/${newest}`]: _, ...objects } = cluster.objects;
    story.sandbox.load({ ...world, clusters: { ...world.clusters, 'prod-blue': { ...cluster, objects } } });
    await run.say('approve', { by: 'leo', for: 'platform-leads' });
    const failure = await run.asked('Restore');
    expect(failure.given).toMatchObject({ backup: '$choice.backup' });
    await run.say('retry', { values: { backup: older } });
    const own = await story.until('the new plan is asked about', async () =>
      (await run.show()).asks.find(
        ({ kind, step, decision }) => kind === 'approval' && step === 'restore' && !decision,
      ),
    );
    expect(own.planHash).not.toBe(first.planHash);
    expect(own.plans.flatMap(({ lines }) => lines).join()).toContain(older);
    expect(own.quorum).toEqual({ data: 1, 'platform-leads': 1 });
    expect(made(story)).toEqual([]);
    await run.say('approve', { by: 'dana', for: 'data' });
    await run.say('approve', { by: 'leo', for: 'platform-leads' });
    expect((await run.ended()).outcome).toBe('recovered');
    expect(made(story)).toHaveLength(1);
    expect((await run.ledger()).entries[`rb-${run.run}-1-0-restore`]).toMatchObject({
      spec: { backupName: older },
      doneAt: expect.any(String),
    });
  });

  test('a no to the new plan is a no', async () => {
    let refused = 0;
    const story = await aStory({
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + verify)],
      people: { 'platform-leads': [...yes, { does: 'silent' }] },
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const makes = request.method === 'POST' && request.url.includes('/restores');
          if (name !== 'step-restore-backup' || !makes || refused++ > 0) return transport(request, signal);
          return { ...(await transport({ ...request, method: 'GET' }, signal)), status: 403 };
        },
    });
    const run = await story.start();
    await run.asked('Restore');
    const chosen = (await run.show()).steps.find(({ id }) => id === 'choice')?.output;
    const { backup } = z.parse(z.object({ backup: z.string() }), chosen);
    await run.say('retry', { values: { backup } });
    await story.until('it asks', async () =>
      (await run.show()).asks.find(
        ({ kind, step, decision }) => kind === 'approval' && step === 'restore' && !decision,
      ),
    );
    await run.say('reject');
    expect((await run.ended()).outcome).toBe('aborted');
    expect(made(story)).toEqual([]);
  });
});

describe('what a trigger starts', () => {
  const unattended = (steps: string) => aRunbook(steps, { more: `unattended: true\ntriggers:\n${alarm}` });
  const own = unattended(choice + restore() + verify);

  test('only reads until a person says yes, also where the runbook is unattended but not proven', async () => {
    const story = await aStory({ runbooks: [own] });
    const run = await byAlarm(story);
    const ask = await story.until('a person is asked', async () =>
      (await run.show()).asks.find(({ decision }) => !decision),
    );
    expect(ask).toMatchObject({ kind: 'approval', step: 'restore' });
    await story.pass(600_000);
    expect(made(story)).toEqual([]);
    await run.say('approve');
    expect((await run.ended()).outcome).toBe('recovered');
    expect(made(story)).toHaveLength(1);
  });

  test('a person who starts the same has said yes by that', async () => {
    const story = await aStory({ runbooks: [own] });
    const run = await story.start();
    const report = await run.ended();
    expect(report.outcome).toBe('recovered');
    expect(
      report.asks.map(({ decision, voices }) => [decision?.answer, decision?.because, voices.length]),
    ).toEqual([['approve', 'unattended', 0]]);
    expect(story.sandbox.inbox().filter(({ ask }) => ask !== undefined)).toEqual([]);
  });

  test('one yes of a person is one for the changes behind it', async () => {
    const two = unattended(
      `${choice}${restore()}
  - id: again
    title: Restore once more
    uses: restore-backup
    with: { backup: $choice.backup }
${verify}`,
    );
    const story = await aStory({ runbooks: [two] });
    const run = await byAlarm(story);
    await story.until('a person is asked', async () =>
      (await run.show()).asks.find(({ decision }) => !decision),
    );
    await run.say('approve', { by: 'dana' });
    const report = await run.ended();
    expect(report.outcome).toBe('recovered');
    expect(report.asks.map(({ step, decision }) => [step, decision?.by, decision?.because])).toEqual([
      ['restore', 'dana', 'so it is'],
      ['again', 'dana', 'unattended'],
    ]);
  });

  test('without `unattended`, a change that no approval covers is a mistake', async () => {
    expect(await mistakesIn(aRunbook(choice + restore() + verify))).toEqual([
      expect.stringMatching(/approv/),
    ]);
  });
});

describe('an approval', () => {
  test('covers what is behind it in the same way, until the next one; nothing before', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(`${choice}${approving('quorum: 1')}${restore()}
  - title: And once more?
    uses: approve
    with: { question: Once more?, ask: [{ who: data, for: 30m }, { who: platform-leads, for: 30m }] }
  - id: again
    title: Restore once more
    uses: restore-backup
    with: { backup: $choice.backup }
${verify}`),
      ],
    });
    const run = await story.start();
    expect((await run.asked('May we?')).plans.map(({ step }) => step)).toEqual(['restore']);
    await run.say('approve');
    expect((await run.asked('And once more?')).plans.map(({ step }) => step)).toEqual(['again']);
    await run.say('approve');
    expect((await run.ended()).outcome).toBe('recovered');
  });

  test('before what is chosen anew after it: the other plan is not covered', async () => {
    const backups = [
      { namespace: 'payments', age: 10_800, phase: 'Completed' as const },
      { namespace: 'payments', age: 20_800, phase: 'Completed' as const },
    ];
    const story = await aStory({
      runbooks: [
        aRunbook(`${choice}${approving('quorum: 1')}
  - id: again
    title: Wait until somebody says so
    wait: 1h
${restore('undo: {}')}
  - id: young
    title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
${verify}`),
      ],
      given: { backups },
    });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve');
    await run.asked('Something younger');
    // Back to the choice, with another value: what is restored then, nobody has said yes to.
    await run.say('back', { to: 'choice' });
    const again = await run.asked('May we?');
    expect(again.generation).toBe(1);
    expect(made(story)).toHaveLength(1);
    await run.say('abort', { because: 'no more' }).catch(() => run.say('reject'));
    expect((await run.ended()).outcome).toBe('aborted');
  });
});
