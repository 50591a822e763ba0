import { afterEach, describe, expect, test } from '@jest/globals';
import { handleLock } from '../../lib/handlers/lock.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  verify,
} from '../language/story.ts';

afterEach(closeStories);

const channels = {
  slack: {
    token: { $secret: 'rebound-channels/slack' },
    signingSecret: { $secret: 'rebound-channels/signing' },
  },
};
const directory = aDirectory({
  people: { ana: aPerson('ana'), ben: aPerson('ben'), cleo: aPerson('cleo'), sam: aPerson('sam') },
  groups: {
    'platform-leads': { name: 'platform-leads', members: ['ana', 'ben'] },
    'platform-managers': { name: 'platform-managers', members: ['cleo'] },
    'platform-oncall': { name: 'platform-oncall', members: ['sam'] },
  },
  rotations: {},
  channels,
});
const runbook = aRunbook(chooseAndApprove + restore() + enough + verify);

describe.each([
  ['with people.yaml', directory, ['ana', 'ben']],
  ['without it', undefined, ['platform-leads']],
] as const)('%s, a second alarm for the target', (_, people, asked) => {
  test('stands in the run at that moment, and whoever decides is told, once', async () => {
    const story = await aStory({ runbooks: [runbook], ...(people ? { directory: people } : {}) });
    const run = await story.start();
    await run.asked('May we?');
    await story.pass(60_000);
    const second = await story.start(undefined, { by: 'cleo' });
    expect(await second.ended()).toMatchObject({ outcome: 'joined', joined: run.run });
    const { events } = await story.operations.events(run.run, '');
    const signals = events.filter(({ kind }) => kind === 'signal');
    expect(signals).toMatchObject([
      { text: `joined by run ${second.run} (person cleo: a story)`, person: 'cleo' },
    ]);
    expect(Date.parse(signals[0]?.at ?? '')).toBeGreaterThan(
      Date.parse((await run.show()).startedAt) + 60_000,
    );
    expect((await run.show()).signals).toBe(1);
    const told = story.sandbox.inbox().filter(({ title }) => title === 'Another alarm: payments @ prod-blue');
    expect(told.map(({ who }) => who).sort()).toEqual([...asked]);
    expect(told[0]?.text).toContain('While you are asked "May we?"');
    expect(await story.operations.brief(run.run)).toContainEqual(
      expect.stringMatching(/^1 more signal, at 03:1\d UTC: joined by run /),
    );
  });

  test('whoever is asked after that reads how many joined', async () => {
    const sent: string[] = [];
    const story = await aStory({
      runbooks: [runbook],
      janitor: true,
      observe: ({ system, body }) => {
        if (system === 'slack' || system === 'pager') sent.push(body.toString());
      },
      ...(people ? { directory: people } : {}),
    });
    const run = await story.start();
    const ask = await run.asked('May we?');
    const asking = () => sent.filter((text) => text.includes(ask.id) && text.includes('May we?'));
    expect(asking().filter((text) => text.includes('joined'))).toEqual([]);
    const before = asking().length;
    for (const by of ['cleo', 'ben']) await (await story.start(undefined, { by })).ended();
    const later = await story.until('the next is asked', () =>
      asking().length > before ? asking().at(-1) : undefined,
    );
    expect(later).toContain('2 more alarms for it joined.');
  });

  test('the state that joins is tried twice: it is one signal, and one message', async () => {
    const story = await aStory({
      runbooks: [runbook],
      functions: {
        lock: async (call, parts) => {
          await handleLock(call, parts);
          await parts.clock.sleep(2000);
          return { ...(await handleLock(call, parts)) };
        },
      },
      ...(people ? { directory: people } : {}),
    });
    const run = await story.start();
    await run.asked('May we?');
    const second = await story.start(undefined, { by: 'cleo' });
    await second.ended();
    expect((await run.show()).signals).toBe(1);
    const told = story.sandbox.inbox().filter(({ title }) => title.startsWith('Another alarm'));
    expect(told).toHaveLength(asked.length);
  });

  test('nobody is asked: it stands in the run, and nobody is woken', async () => {
    const story = await aStory({ runbooks: [runbook], ...(people ? { directory: people } : {}) });
    const run = await story.start();
    await run.asked('May we?');
    await run.say('approve', { by: 'ben' });
    await story.until('the restore goes on', async () =>
      (await run.show()).steps.find(({ id, status }) => id === 'restore' && status === 'running'),
    );
    const before = story.sandbox.inbox().length;
    const second = await story.start(undefined, { by: 'cleo' });
    expect(await second.ended()).toMatchObject({ outcome: 'joined' });
    expect((await run.show()).signals).toBe(1);
    expect(
      story.sandbox
        .inbox()
        .slice(before)
        .map(({ title }) => title),
    ).toEqual([]);
  });
});
