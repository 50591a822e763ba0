import { afterEach, describe, expect, test } from '@jest/globals';
import { textOf } from '../../lib/sandbox/read.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  type Story,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const people = { 'platform-leads': yes };

/** The restores of the cluster: name and phase, in the order in which they were made. */
function restores({ sandbox }: Story): [string, string][] {
  return Object.values(sandbox.state().clusters['prod-blue']?.objects ?? {})
    .filter(({ object }) => object.kind === 'Restore')
    .toSorted((a, b) => (a.object.metadata.creationTimestamp < b.object.metadata.creationTimestamp ? -1 : 1))
    .map(({ object }) => [object.metadata.name, textOf(object.status?.['phase'])]);
}

/** Velero cannot restore a part of the namespace. */
function unrestorable(story: Story, kept: Record<string, string>): void {
  const world = story.sandbox.state();
  const cluster = world.clusters['prod-blue'];
  if (!cluster) throw new Error('no cluster');
  story.sandbox.load({
    ...world,
    clusters: { ...world.clusters, 'prod-blue': { ...cluster, unrestorable: kept } },
  });
}

/** Velero does not find what the backup holds. */
function withoutContents(story: Story): () => void {
  const world = story.sandbox.state();
  const cluster = world.clusters['prod-blue'];
  if (!cluster) throw new Error('no cluster');
  const put = (contents: typeof cluster.contents) => {
    const now = story.sandbox.state();
    const present = now.clusters['prod-blue'] ?? cluster;
    story.sandbox.load({ ...now, clusters: { ...now.clusters, 'prod-blue': { ...present, contents } } });
  };
  put({});
  return () => put(cluster.contents);
}

const deployment = 'apps/v1/Deployment payments/api';
const refused = { [deployment]: 'admission webhook denied the request' };

describe('a person has a failed restore tried again', () => {
  test.each([
    ['Failed', false],
    ['PartiallyFailed', true],
  ])(
    'that Velero calls %s: a new one is made, under a new generation, and the failed one is not taken for it',
    async (phase, partly) => {
      const story = await aStory({
        people,
        runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + verify)],
      });
      const run = await story.start();
      await run.asked('May we?');
      let mend = () => unrestorable(story, {});
      if (partly)
        unrestorable(story, Object.fromEntries(allDeployments(story).map((name) => [name, 'denied'])));
      else mend = withoutContents(story);
      const ask = await run.asked('Restore');
      expect(ask.question).toMatch(partly ? /only in part/ : /could not restore payments/);
      expect(restores(story)).toEqual([[`rb-${run.run}-0-0-restore`, phase]]);
      mend();
      await run.say('retry');
      const report = await run.ended();
      expect(report.outcome).toBe('recovered');
      expect(restores(story)).toEqual([
        [`rb-${run.run}-0-0-restore`, phase],
        [`rb-${run.run}-1-0-restore`, 'Completed'],
      ]);
      expect(report.changed.map(({ external }) => external).sort()).toEqual([
        `rb-${run.run}-0-0-restore`,
        `rb-${run.run}-1-0-restore`,
      ]);
    },
  );

  test('and both are taken back when the run is aborted then', async () => {
    const story = await aStory({
      people: { 'platform-leads': [...yes, { does: 'silent' }] },
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + enough + verify)],
    });
    const run = await story.start();
    await run.asked('May we?');
    unrestorable(story, refused);
    await run.asked('Restore');
    unrestorable(story, {});
    await run.say('retry');
    await run.asked('Is that enough?');
    await run.abort();
    await run.ended();
    const { undo, entries } = await run.ledger();
    expect(Object.keys(undo).sort()).toEqual(['restore.0.0', 'restore.0.1']);
    const changes = Object.values(entries).filter(({ undoes }) => !undoes);
    expect(changes).toHaveLength(2);
    for (const record of [...Object.values(undo), ...changes]) expect(record).toHaveProperty('undoneAt');
    // The later one first.
    expect((undo['restore.0.1']?.undoneAt ?? '') < (undo['restore.0.0']?.undoneAt ?? '')).toBe(true);
  });

  test('it goes on failing: each attempt has its own question, and nobody is asked twice the same', async () => {
    const story = await aStory({ people, runbooks: [aRunbook(chooseAndApprove + restore() + verify)] });
    const run = await story.start();
    await run.asked('May we?');
    unrestorable(story, refused);
    for (let n = 0; n < 3; n += 1) {
      const ask = await run.asked('Restore');
      expect(ask.generation).toBe(n);
      await run.say('retry');
    }
    await run.asked('Restore');
    await run.say('skip', { because: 'done by hand' });
    unrestorable(story, {});
    await run.asked('Everything runs again');
    expect(restores(story)).toHaveLength(4);
    await run.abort();
    await run.ended();
  });
});

function allDeployments(story: Story): string[] {
  const { contents = {} } = story.sandbox.state().clusters['prod-blue'] ?? {};
  return Object.values(contents)
    .flat()
    .filter(({ kind, namespace }) => kind === 'Deployment' && namespace === 'payments')
    .map(({ apiVersion, kind, namespace, name }) => `${apiVersion}/${kind} ${namespace}/${name}`);
}

describe('a step that tries again by itself', () => {
  test('does that with a new restore each time, before it asks anybody', async () => {
    const story = await aStory({
      people,
      runbooks: [aRunbook(chooseAndApprove + restore('retry: { times: 2, every: 1m, backoff: 2 }') + verify)],
    });
    const run = await story.start();
    await run.asked('May we?');
    unrestorable(story, refused);
    const ask = await run.asked('Restore');
    expect(ask.generation).toBe(2);
    expect(restores(story).map(([name]) => name)).toEqual(
      [0, 1, 2].map((n) => `rb-${run.run}-${n}-0-restore`),
    );
    const started = (await run.events('step-started')).filter(({ step }) => step === 'restore');
    expect(started).toHaveLength(3);
    unrestorable(story, {});
    await run.say('retry');
    expect((await run.ended()).outcome).toBe('recovered');
    expect(restores(story)).toHaveLength(4);
  });

  test('its attempts are counted anew behind a question', async () => {
    const story = await aStory({
      people,
      runbooks: [aRunbook(chooseAndApprove + restore('retry: { times: 1, every: 1m }') + verify)],
    });
    const run = await story.start();
    await run.asked('May we?');
    unrestorable(story, refused);
    await run.asked('Restore');
    await run.say('retry');
    const ask = await run.asked('Restore');
    expect(ask.generation).toBe(3);
    await run.abort();
    await run.ended();
  });

  test('an abort in between ends it; nothing more is made', async () => {
    const story = await aStory({
      people,
      runbooks: [
        aRunbook(chooseAndApprove + restore('undo: {}\nretry: { times: 5, every: 5m, backoff: 1 }') + verify),
      ],
    });
    const run = await story.start();
    await run.asked('May we?');
    unrestorable(story, refused);
    await story.until('the first has failed', () =>
      restores(story)[0]?.[1] === 'PartiallyFailed' ? true : undefined,
    );
    await story.pass(30_000);
    await run.abort();
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    expect(report.asks.filter(({ kind }) => kind === 'failure')).toEqual([]);
    expect(restores(story)).toHaveLength(1);
  });
});

describe('an answer that does not come: the machine tries the same again', () => {
  test('and finds what it made', async () => {
    let lost = 0;
    const story = await aStory({
      people,
      runbooks: [aRunbook(chooseAndApprove + restore() + verify)],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const answer = await transport(request, signal);
          const makes = request.method === 'POST' && request.url.includes('/restores');
          if (name === 'step-restore-backup' && makes && lost++ === 0)
            throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
          return answer;
        },
    });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('recovered');
    expect(lost).toBe(1);
    expect(restores(story)).toHaveLength(1);
    expect((await run.show()).asks.filter(({ kind }) => kind === 'failure')).toEqual([]);
  });
});
