import { afterEach, describe, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories, enough, type Story } from '../language/story.ts';

afterEach(closeStories);

/** The story begins on Tuesday, 24 Nov 03:12 UTC; Ana's shift ends at 04:00 UTC, then Ben has it. */
const peopleYaml = `
people:
  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [slack: U01ANA] }
  ben: { name: Ben Adler, zone: America/New_York, channels: [slack: U01BEN] }
  cleo: { name: Cleo Marsh, zone: Europe/Madrid, channels: [slack: U01CLEO] }
  dana: { name: Dana Reyes, zone: Europe/Madrid, channels: [slack: U01DANA] }
groups:
  platform-oncall: { members: [ana, ben], rotation: platform }
  platform-leads: [cleo, dana]
  platform-managers: [dana]
rotations:
  platform:
    people: [ana, ben]
    zone: UTC
    start: 2026-11-23
    hand_over: "04:00"
    every: 1d
`;
const channels = {
  slack: {
    token: { $secret: 'rebound-channels/slack' },
    signingSecret: { $secret: 'rebound-channels/signing' },
  },
};

const minute = 60_000;
const standing = aRunbook(enough);

async function aRelief(): Promise<Story> {
  return aStory({ runbooks: [standing], peopleYaml, channels, janitor: true });
}

/** What somebody was sent by any channel, as titles. */
const sentTo = (story: Story, person: string): string[] =>
  story.sandbox
    .inbox()
    .flatMap(({ who, title, ask }) => (who === person && ask === undefined ? [title] : []));

describe('the shift changes during a run', () => {
  test('the next one is offered it by itself; until they confirm, the old one has it and is reminded; then nobody is', async () => {
    const story = await aRelief();
    const run = await story.start(undefined, { by: 'ana' });
    await run.asked('Is that enough?');
    await story.until('04:02', () =>
      story.clock.now() >= Date.parse('2026-11-24T04:02:00Z') ? true : undefined,
    );
    expect((await run.show()).commander).toMatchObject({ by: 'ana', offered: { to: 'ben', by: 'rebound' } });
    expect(sentTo(story, 'ben')).toContain('Take over: A story named story');
    expect(sentTo(story, 'ana')).toEqual(['Your shift is over: A story named story']);

    await story.pass(11 * minute);
    const reminded = sentTo(story, 'ana').filter((title) => title.startsWith('Still yours'));
    expect(reminded).toHaveLength(2);

    expect(await story.operations.take(run.run, 'Ben Adler')).toMatchObject({ by: 'ben' });
    await story.pass(20 * minute);
    const { commander } = await run.show();
    expect(commander).toEqual({ by: 'ben', since: expect.any(String) });
    expect(sentTo(story, 'ana').filter((title) => title.startsWith('Still yours'))).toHaveLength(2);
    const told = (await run.events('command')).map(({ text }) => text);
    expect(told).toEqual([
      'the shift of ana is over: ben is next, and is offered the run; until they take it, ana has it',
      'ben takes over from ana, as was offered',
    ]);
  });

  test('the old one keeps it on purpose: nothing is offered again', async () => {
    const story = await aRelief();
    const run = await story.start(undefined, { by: 'ana' });
    await story.until('04:02', () =>
      story.clock.now() >= Date.parse('2026-11-24T04:02:00Z') ? true : undefined,
    );
    await story.operations.take(run.run, 'ana');
    await story.pass(30 * minute);
    expect((await run.show()).commander).toEqual({ by: 'ana', since: expect.any(String) });
  });

  test('whoever is not on call keeps it over every shift', async () => {
    const story = await aRelief();
    const run = await story.start(undefined, { by: 'cleo' });
    await story.until('04:30', () =>
      story.clock.now() >= Date.parse('2026-11-24T04:30:00Z') ? true : undefined,
    );
    expect((await run.show()).commander).toMatchObject({ by: 'cleo' });
    expect((await run.show()).commander?.offered).toBeUndefined();
  });
});

describe('give', () => {
  test('never confirmed: the old one keeps it and hears so every five minutes, once each', async () => {
    const story = await aRelief();
    const run = await story.start(undefined, { by: 'cleo' });
    await run.asked('Is that enough?');
    await story.operations.give(run.run, 'cleo', 'dana');
    await story.operations.give(run.run, 'cleo', 'dana');
    expect(sentTo(story, 'dana').filter((title) => title.startsWith('Take over'))).toHaveLength(1);
    await story.pass(31 * minute);
    expect(sentTo(story, 'cleo').filter((title) => title.startsWith('Still yours'))).toHaveLength(6);
    expect((await run.show()).commander).toMatchObject({ by: 'cleo', offered: { to: 'dana', by: 'cleo' } });
    const [, , , , , , , commander] = await story.operations.brief(run.run);
    expect(commander).toMatch(
      /^commander: Cleo Marsh since .*; offered to Dana Reyes at .*, not confirmed yet/,
    );
  });

  test('to a group, or to nobody whom people.yaml knows: refused, naming whom', async () => {
    const story = await aRelief();
    const run = await story.start(undefined, { by: 'cleo' });
    const give = (to: string) => story.operations.give(run.run, 'cleo', to);
    await expect(give('platform-leads')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { todo: 'give it to cleo or dana' },
    });
    await expect(give('dan')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { todo: expect.stringMatching(/did you mean dana\?$/) },
    });
    const preview = story.operations.preview(run.run, { do: 'give', to: 'dan' });
    await expect(preview).rejects.toMatchObject({ facts: { what: 'people.yaml knows nobody called "dan"' } });
  });
});
