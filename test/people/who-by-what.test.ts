import { afterEach, expect, test } from '@jest/globals';
import type { EventKind, RunEvent } from '../../lib/model/event.ts';
import { closeStories } from '../language/story.ts';
import { asked, minutes, oneQuestion } from './reaching-story.ts';

afterEach(closeStories);

test('every page, ack, answer, note and command stands in the history with who, by what, when, and after how long', async () => {
  const story = await asked(oneQuestion([{ who: 'leads', for: 3600 }]));
  const { operations, run } = story;
  const id = run.run;
  await run.asked('What now?');
  await story.pass(minutes(1));
  await operations.ack(id, 'ben', { channel: 'slack' });
  await operations.note(id, 'ana', 'storage looks fine', 'slack');
  await operations.hold(id, 'ana');
  await story.pass(minutes(3));
  await operations.continue(id, 'ana');
  await operations.stepByStep(id, 'ana', true);
  await operations.stepByStep(id, 'ana', false);
  await operations.give(id, 'sam', 'mia');
  await story.pass(minutes(2));
  await operations.take(id, 'mia');
  await operations.announce(id, 'mia', 'payments-status', 'we are on it');
  await operations.answer(id, 'wait', 'ana', 'it comes back', { channel: 'slack' });
  await run.ended();

  const { events } = await operations.events(id, '');
  const of = (kind: EventKind) => events.filter((event) => event.kind === kind);
  const kinds = [
    'paged',
    'acked',
    'noted',
    'held',
    'continued',
    'command',
    'announced',
    'answered',
    'decided',
  ] as const;
  for (const kind of kinds) {
    const told = of(kind);
    expect({ kind, told: told.length > 0 }).toEqual({ kind, told: true });
    for (const { person, channel, at } of told)
      expect({ kind, person, channel, at }).toEqual({
        kind,
        person: expect.stringMatching(/^(?:ana|ben|mia|sam|olga)$/),
        channel: expect.stringMatching(/^(?:slack|pagerduty|sms|cli)$/),
        at: expect.stringMatching(/^2026-11-24T0/),
      });
  }
  const seconds = (kind: EventKind, where: (event: RunEvent) => boolean = () => true) =>
    of(kind)
      .filter(where)
      .map((event) => event.seconds);
  expect(seconds('paged', ({ step }) => step !== '').slice(0, 2)).toEqual([0, 0]);
  const [acked = 0] = seconds('acked');
  expect([acked >= 60, acked < 65]).toEqual([true, true]);
  const [held = 0] = seconds('continued');
  expect([held >= 180, held < 185]).toEqual([true, true]);
  const [offered = 0] = seconds('command', ({ text }) => text.includes('takes over'));
  expect([offered >= 120, offered < 125]).toEqual([true, true]);
  const [answered] = seconds('answered');
  const [decided] = seconds('decided');
  expect([(answered ?? 0) >= 360, decided]).toEqual([true, expect.any(Number)]);
});

test('an abort, and the question that it answers, say who', async () => {
  const story = await asked(oneQuestion([{ who: 'leads', for: 3600 }]));
  await story.run.asked('What now?');
  await story.pass(minutes(1));
  await story.run.abort('ben');
  await story.run.ended();
  const { events } = await story.operations.events(story.run.run, '');
  const said = events.filter(({ kind }) => kind === 'aborted' || kind === 'decided');
  expect(said.map(({ kind, person }) => `${kind} ${person}`).sort()).toEqual(['aborted ben', 'decided ben']);
  expect(said.find(({ kind }) => kind === 'decided')?.seconds).toBeGreaterThanOrEqual(60);
});

test('a page says how long after the question it came, and an answer how long after the first page of that person', async () => {
  const levels = [
    { who: 'ana', for: 300 },
    { who: 'mia', for: 3600 },
  ];
  const story = await asked(oneQuestion(levels));
  await story.run.asked('What now?');
  await story.pass(minutes(7));
  await story.run.say('wait', { by: 'mia' });
  await story.run.ended();
  const { events } = await story.operations.events(story.run.run, '');
  const took = (kind: EventKind, who: string) =>
    events.filter((event) => event.kind === kind && event.person === who).map(({ seconds = -1 }) => seconds);
  const [first, second = 0] = took('paged', 'ana');
  expect([first, second >= 120, second <= 181]).toEqual([0, true, true]);
  const [mia = 0] = took('paged', 'mia');
  expect([mia >= 300, mia < 310]).toEqual([true, true]);
  const [answered = 0] = took('answered', 'mia');
  // asked seven minutes ago, paged two minutes ago
  expect([answered >= 110, answered < 130]).toEqual([true, true]);
});
