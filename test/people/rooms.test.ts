import { afterEach, expect, test } from '@jest/globals';
import { roomOf, runOfRoom } from '../../lib/history/rooms.ts';
import type { ChannelKind } from '../../lib/model/people.ts';
import { closeStories } from '../language/story.ts';
import { asked, crew, minutes, oneQuestion, settings } from './reaching-story.ts';

afterEach(closeStories);

const withRooms = crew({
  channels: { ...settings, slack: { token: { $secret: 'rebound-channels/slack#token' }, rooms: true } },
});
const levels = [{ who: 'leads', for: 300 }];

test('a run that asks gets a channel of its own, which leads back to it; the question is shown there once a level, and settled', async () => {
  const story = await asked(oneQuestion(levels), { directory: withRooms });
  await story.run.asked('What now?');
  await story.pass(minutes(4));
  const [room] = story.sandbox.state().rooms;
  expect(room?.name).toContain(story.run.run);
  expect(await runOfRoom(story.clients.table, room?.id ?? '')).toBe(story.run.run);
  expect(await roomOf(story.clients.table, story.run.run)).toBe(room?.id);
  expect(await runOfRoom(story.clients.table, 'C0OTHER')).toBeUndefined();
  const shown = () => story.sandbox.state().messages.filter(({ to }) => to === room?.id);
  expect(shown().map(({ ask }) => ask !== undefined)).toEqual([true]);
  await story.run.say('wait', { by: 'ben' });
  await story.pass(minutes(2));
  expect(shown()[0]?.settled?.kind).toBe('decided');
});

test.each<[string, { down?: ChannelKind[] }, string]>([
  ['the room', {}, '#room'],
  ['the last resort', { down: ['slack', 'pagerduty', 'sms'] }, '#topic'],
])('%s is kept among the pages and is shown as no person', async (_, given, nobody) => {
  const story = await asked(oneQuestion(levels), { directory: withRooms, ...given });
  await story.run.asked('What now?');
  await story.until('it is noted', async () =>
    (await story.paged()).some(({ person }) => person === nobody) ? true : undefined,
  );
  const report = await story.operations.show(story.run.run);
  expect([...new Set(report.asks.flatMap(({ pages }) => pages.map(({ person }) => person)))].sort()).toEqual([
    'ana',
    'ben',
  ]);
  expect(JSON.stringify(await story.operations.story(story.run.run))).not.toContain(nobody);
  expect(JSON.stringify(await story.operations.brief(story.run.run))).not.toContain(nobody);
});

test('where no channel can be made, people are paged all the same', async () => {
  const story = await asked(oneQuestion(levels), { directory: withRooms, down: ['slack'] });
  await story.run.asked('What now?');
  const reached = (await story.paged()).filter(({ failed }) => failed === undefined);
  expect(reached.map(({ person, channel }) => `${person} ${channel}`).sort()).toEqual([
    'ana pagerduty',
    'ben pagerduty',
  ]);
});

test('without rooms nothing is opened', async () => {
  const story = await asked(oneQuestion(levels));
  await story.run.asked('What now?');
  expect(story.sandbox.state().rooms).toEqual([]);
});
