import { afterEach, describe, expect, test } from '@jest/globals';
import { keepDurations, type RunDurations } from '../../lib/history/durations.ts';
import { iso } from '../../lib/model/clock.ts';
import { closeStories } from '../language/story.ts';
import { asked, crew, minutes, oneQuestion, reachable } from './reaching-story.ts';

afterEach(closeStories);

const leadsThenManagers = [
  { who: 'leads', for: 600 },
  { who: 'managers', for: 900 },
];

describe('a level', () => {
  test('pages everybody by their next channel every two minutes, and by the last one again; then the next level', async () => {
    const story = await asked(
      oneQuestion([
        { who: 'ana', for: 840 },
        { who: 'managers', for: 900 },
      ]),
    );
    await story.run.asked('What now?');
    await story.pass(minutes(18));
    // The janitor comes every minute: two minutes may be three.
    expect(await story.pages()).toEqual([
      '0 ana slack',
      '3 ana pagerduty',
      '5 ana sms',
      '10 ana sms',
      '14 mia slack',
      '16 mia pagerduty',
      '18 mia sms',
    ]);
  });

  test('is not paged any more once somebody looks at it; the next level is, at its time', async () => {
    const story = await asked(oneQuestion(leadsThenManagers));
    await story.run.asked('What now?');
    await story.pass(minutes(1));
    await story.operations.ack(story.run.run, 'ben', { channel: 'slack' });
    await story.pass(minutes(10));
    expect((await story.pages()).sort()).toEqual(['0 ana slack', '0 ben slack', '10 mia slack']);
    const shown = story.sandbox.state().messages.filter(({ settled }) => settled);
    expect(shown.map(({ person, settled }) => `${person}: ${settled?.kind}`).sort()).toEqual([
      'ana: acknowledged',
      'ben: acknowledged',
    ]);
  });

  test('asked again, it is looked at again: an ack is for the time that it was given in', async () => {
    const story = await asked(oneQuestion([{ who: 'ana', for: 600 }]));
    await story.run.asked('What now?');
    await story.operations.ack(story.run.run, 'ana');
    await story.pass(minutes(11));
    expect(await story.pages()).toEqual(['0 ana slack', '10 ana pagerduty']);
    await story.operations.ack(story.run.run, 'ana');
    await story.pass(minutes(8));
    expect(await story.pages()).toEqual(['0 ana slack', '10 ana pagerduty']);
    expect(await story.acks()).toHaveLength(2);
  });

  test('the answer changes every message that was sent for the question, by whoever was paged', async () => {
    const story = await asked(oneQuestion(leadsThenManagers));
    await story.run.asked('What now?');
    await story.pass(minutes(11));
    await story.run.say('wait', { by: 'mia', because: 'it comes back' });
    await story.run.ended();
    await story.pass(minutes(2));
    const { messages } = story.sandbox.state();
    const open = messages.filter(
      ({ ask, channel, settled }) => ask !== undefined && channel === 'slack' && !settled,
    );
    expect(open).toEqual([]);
    expect(
      messages.find(({ person, channel }) => person === 'ana' && channel === 'slack')?.settled,
    ).toMatchObject({
      kind: 'decided',
      text: expect.stringContaining('mia answered wait'),
    });
    expect(messages.find(({ channel }) => channel === 'pagerduty')?.settled?.kind).toBe('decided');
  });

  test('the last one is asked again until the deadline; then the run has failed, and everybody who was asked was told', async () => {
    const story = await asked(oneQuestion(leadsThenManagers, { deadline: '1h' }));
    const ended = await story.run.ended();
    await story.pass(minutes(2));
    expect(ended).toMatchObject({ status: 'closed', outcome: 'failed' });
    const pages = await story.paged();
    const last = pages.filter(({ person }) => person === 'mia').at(-1);
    expect(Date.parse(ended.deadlineAt) - Date.parse(last?.at ?? '')).toBeLessThan(minutes(7));
    const told = story.sandbox
      .state()
      .messages.filter(({ title }) => title.includes('failed: A story named story'))
      .map(({ person }) => person);
    expect(new Set(told)).toEqual(new Set(['ana', 'ben', 'mia', 'olga']));
    const { messages } = story.sandbox.state();
    const open = messages.filter(
      ({ ask, channel, settled }) => ask !== undefined && channel === 'slack' && !settled,
    );
    expect(open).toEqual([]);
  });
});

describe('shifts', () => {
  // The runs begin at 03:12 UTC; Ana is on call until 04:00, then Ben.
  const onlyOncall = [{ who: 'oncall', for: 3600 }];

  test('a question follows the rotation: whoever comes on call is paged, whoever goes home is not', async () => {
    const story = await asked(oneQuestion(onlyOncall));
    await story.run.asked('What now?');
    await story.pass(minutes(54));
    const pages = await story.paged();
    const before = pages.filter(({ at }) => at < '2026-11-24T04:00').map(({ person }) => person);
    const after = pages.filter(({ at }) => at >= '2026-11-24T04:00');
    expect([...new Set(before)]).toEqual(['ana']);
    expect([...new Set(after.map(({ person }) => person))]).toEqual(['ben']);
    expect(Date.parse(after[0]?.at ?? '') - Date.parse('2026-11-24T04:00:00Z')).toBeLessThan(minutes(1.2));
  });

  test('also when the one who went home had said that they look at it', async () => {
    const story = await asked(oneQuestion(onlyOncall));
    await story.run.asked('What now?');
    await story.operations.ack(story.run.run, 'ana');
    await story.pass(minutes(54));
    expect((await story.paged()).map(({ person }) => person)).toEqual(['ana', 'ben', 'ben', 'ben']);
    await story.operations.ack(story.run.run, 'ben');
    await story.pass(minutes(10));
    // The level is asked again at 04:12, and that is a new time to look at it.
    expect(
      (await story.paged())
        .filter(({ at }) => at > '2026-11-24T04:08')
        .every(({ at }) => at >= '2026-11-24T04:12'),
    ).toBe(true);
  });

  test('a rotation with a gap: all members are paged, and it stands in the record why', async () => {
    const people = crew();
    const { turns } = people.rotations;
    if (turns?.kind !== 'turns') throw new Error('turns');
    const story = await asked(oneQuestion(onlyOncall), {
      directory: { ...people, rotations: { ...people.rotations, turns: { ...turns, end: '2026-11-20' } } },
    });
    await story.run.asked('What now?');
    expect((await story.pages()).sort()).toEqual(['0 ana slack', '0 ben slack', '0 cleo slack']);
    const { events } = await story.operations.events(story.run.run, '');
    const findings = events.flatMap((event) => event.findings ?? []).map(({ text }) => text);
    expect(findings).toEqual([expect.stringContaining('nobody is on call in the rotation "turns"')]);
  });

  test("PagerDuty's schedule does not answer: all members are paged", async () => {
    const story = await asked(oneQuestion([{ who: 'schedule', for: 3600 }]), { down: ['pagerduty'] });
    await story.run.asked('What now?');
    expect((await story.pages()).sort()).toEqual(['0 ana slack', '0 ben slack']);
  });
});

test('an RTO that would be missed pages the next level at once', async () => {
  // 90 minutes are the RTO, and the level has two hours.
  const story = await asked(
    oneQuestion(
      [
        { who: 'leads', for: 7200 },
        { who: 'managers', for: 900 },
      ],
      { deadline: '4h' },
    ),
  );
  await story.run.asked('What now?');
  expect((await story.pages()).sort()).toEqual(['0 ana slack', '0 ben slack', '0 mia slack']);
});

describe('an RTO that would be missed, by what the steps after the question took before', () => {
  const andThen = oneQuestion(
    [
      { who: 'leads', for: 1800 },
      { who: 'managers', for: 900 },
    ],
    { deadline: '4h' },
  ).replace(/steps:\n/, (steps) => `${steps}${nothing('first')}`);
  /** Three runs before, in which the step after the question took so many minutes. */
  const withHistory = async (took: number) => {
    const story = await asked(`${andThen.trimEnd()}\n${nothing('after')}`, { janitor: false });
    const { table } = story.clients;
    await story.run.asked('What now?');
    const before = (n: number): RunDurations => ({
      run: `before${n}aaaaaaaa`,
      kind: 'simulation',
      endedAt: iso(story.clock.now() - n * 86_400_000),
      steps: [
        // what is over before the question does not count
        { step: 'first', from: 0, to: minutes(80) / 1000, people: 0 },
        { step: 'after', from: 6000, to: 6000 + took * 60, people: 0 },
      ],
    });
    for (const n of [1, 2, 3]) await keepDurations(table, 'story', before(n));
    await story.invoke('janitor', null);
    await story.pass(5000);
    return [...new Set((await story.paged()).map(({ person }) => person))].sort();
  };

  test('more than there is: the next level is paged at once', async () => {
    // 90 minutes are the RTO; the level has 30, what comes after it 65.
    expect(await withHistory(65)).toEqual(['ana', 'ben', 'mia']);
  });

  test('there is time enough: nobody else is', async () => {
    expect(await withHistory(50)).toEqual(['ana', 'ben']);
  });
});

/** A step that does nothing but look. */
function nothing(id: string): string {
  return `  - id: ${id}\n    title: Look (${id})\n    uses: check-cluster\n    with: { cluster: $inputs.cluster }\n`;
}

describe('quiet hours', () => {
  const sleepers = (channels: 'slack' | 'sms') =>
    crew({
      quiet: { from: '22:00', to: '07:00' },
      people: Object.fromEntries(
        ['ana', 'ben', 'cleo', 'mia', 'olga', 'sam'].map((id, index) => {
          const known = reachable(id, index);
          return [id, { ...known, channels: known.channels.filter(({ channel }) => channel === channels) }];
        }),
      ),
    });

  test('nobody is woken, but told by what waits', async () => {
    const story = await asked(oneQuestion(leadsThenManagers), {
      directory: crew({ quiet: { from: '22:00', to: '07:00' } }),
    });
    await story.run.asked('What now?');
    await story.pass(minutes(4));
    expect((await story.pages()).sort()).toEqual(['0 ana slack', '0 ben slack']);
  });

  test('critical wakes them', async () => {
    const story = await asked(oneQuestion(leadsThenManagers, { severity: 'critical' }), {
      directory: sleepers('sms'),
    });
    await story.run.asked('What now?');
    expect((await story.pages()).sort()).toEqual(['0 ana sms', '0 ben sms']);
  });

  test('where that would leave everybody asleep, the last level is woken at once', async () => {
    const story = await asked(oneQuestion(leadsThenManagers), { directory: sleepers('sms') });
    await story.run.asked('What now?');
    expect(await story.pages()).toEqual(['0 mia sms']);
    const { events } = await story.operations.events(story.run.run, '');
    const findings = events.flatMap((event) => event.findings ?? []).map(({ text }) => text);
    expect(findings.join('\n')).toContain('managers is woken in quiet hours');
  });
});

test('what a person is sent says who is next, and until when', async () => {
  const story = await asked(oneQuestion(leadsThenManagers));
  const ask = await story.run.asked('What now?');
  const [first] = story.sandbox.state().messages;
  const shown = JSON.stringify(first?.slack?.blocks);
  expect(shown).toContain('What now?');
  expect(shown).toContain('managers');
  expect(shown).not.toContain('token-');
  expect(ask.levelEndsAt > iso(story.clock.now())).toBe(true);
});
