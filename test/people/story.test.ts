import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import { eventKinds, type EventKind, type RunEvent } from '../../lib/model/event.ts';
import type { Given } from '../../lib/model/scenario.ts';
import { storyOf } from '../../lib/operations/story.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { aStory, closeStories, type Story, type StoryRun } from '../language/story.ts';
import { anEvent, aRecordedRun, askOf, at } from './recorded.ts';

afterEach(closeStories);

const directory = aDirectory({
  people: { ana: aPerson('ana', { name: 'Ana' }), ben: aPerson('ben', { name: 'Ben Ito' }) },
});
const told = (events: RunEvent[], more: Partial<Parameters<typeof storyOf>[0]> = {}) =>
  storyOf(
    { run: aRecordedRun(), events, asks: [], manifest: undefined, now: Date.parse(at(5000)), ...more },
    directory,
  );
const step = (title = 'Restore') => ({ step: 'restore', state: title });

/** Kind → an event with all that it may have, and the sentence. A kind that is missing does not compile. */
const one: Record<EventKind, [Partial<RunEvent>, string]> = {
  'run-opened': [{}, 'Ana started the run: Restore a namespace (it is gone)'],
  locked: [{}, 'payments @ prod-blue was locked for this run'],
  joined: [{ text: 'run b is already at it' }, 'It joined another run: run b is already at it'],
  refused: [{ text: 'run b holds it', state: 'Lock' }, 'Refused: run b holds it'],
  'step-started': [step(), '"Restore" began'],
  'step-waiting': [{ ...step(), text: 'waits for Velero' }, '"Restore" waited for: Velero'],
  'step-done': [
    { ...step(), findings: [{ text: 'fine' }, { text: 'one is missing', bad: true }] },
    '"Restore" was done: one is missing; fine',
  ],
  'step-failed': [{ ...step(), text: 'no such backup' }, '"Restore" failed: no such backup'],
  asked: [{ text: 'Go on?' }, 'Asked: "Go on?"'],
  answered: [{ person: 'ben', text: 'ben said approve: fine' }, 'Ben Ito said approve: fine'],
  decided: [{ text: '"Go on?": approve by the run' }, 'It was decided: "Go on?": approve by the run'],
  paged: [{ ...step(), person: 'ana', channel: 'slack', seconds: 1 }, 'Ana was paged by Slack (1 s)'],
  'page-failed': [
    { person: 'ben', channel: 'sms 2', text: 'could not page ben by sms 2: channel is down' },
    'SMS 2 could not reach Ben Ito (channel is down)',
  ],
  held: [
    { person: 'ana', text: 'ana holds the run before its next step' },
    'Ana holds the run before its next step',
  ],
  continued: [{ person: 'ben', text: 'ben lets the run go on' }, 'Ben Ito lets the run go on'],
  aborted: [{ person: 'ana', text: 'ana aborted the run: enough' }, 'Ana aborted the run: enough'],
  intended: [{ text: 'about to make rb-1' }, 'It set out to change something: about to make rb-1'],
  changed: [{ text: 'rb-1 is made' }, 'Changed outside: rb-1 is made'],
  undone: [
    { text: '"Restore" is taken back', findings: [{ text: 'rb-1 is gone' }] },
    '"Restore" is taken back: rb-1 is gone',
  ],
  signal: [
    { text: 'joined by run b (alarm payments-gone)' },
    'Another signal came in: joined by run b (alarm payments-gone)',
  ],
  told: [{ text: 'told the topic instead of leads' }, 'The topic of last resort was told instead of leads'],
  acked: [
    { person: 'ana', channel: 'slack', seconds: 67, text: 'ana is looking at it' },
    'Ana said: I am looking at it, 1 m 7 s after it was asked (by Slack)',
  ],
  noted: [
    { person: 'ben', channel: 'slack', text: 'the disk is full' },
    'Ben Ito noted by Slack: "the disk is full"',
  ],
  command: [{ person: 'ana', text: 'ana takes the run from ben' }, 'Ana takes the run from Ben Ito'],
  announced: [
    { person: 'ana', text: 'We are on it.', seconds: 90, output: { audience: 'customers', what: 'said' } },
    'Ana told customers, 1 m 30 s after it was due: "We are on it."',
  ],
  closed: [{ text: 'recovered after 9 m 10 s' }, 'The run ended: recovered after 9 m 10 s'],
};

test.each(eventKinds)('an event of the kind %s is told', (kind) => {
  const [more, sentence] = one[kind];
  expect(told([anEvent(kind, 44, more)])).toEqual([`03:13:28 ${sentence}`]);
});

describe('what belongs together is one sentence', () => {
  test('polls are folded, with how long they took and the last of what was seen', () => {
    const polls = [0, 30, 90].map((seconds) =>
      anEvent('step-waiting', 10 + seconds, { ...step(), text: `waits for Velero: ${seconds} of 90` }),
    );
    const events = [anEvent('step-started', 10, step()), ...polls, anEvent('step-done', 370, step())];
    expect(told(events)).toEqual([
      '03:12:54 "Restore" began',
      '03:14:24 "Restore" waited 6 m 0 s for: Velero: 90 of 90',
      '03:18:54 "Restore" was done in 6 m 0 s',
    ]);
  });

  test('a channel that fails, and the next one that takes the page', () => {
    const page = { ...step(), person: 'ben' };
    const events = [
      anEvent('page-failed', 21, {
        ...page,
        channel: 'slack',
        text: 'could not page ben by slack: channel is down',
      }),
      anEvent('paged', 21, { ...page, channel: 'pagerduty', seconds: 3 }),
      anEvent('paged', 200, { ...page, channel: 'pagerduty', seconds: 180 }),
    ];
    expect(told(events)).toEqual([
      '03:13:05 Slack could not reach Ben Ito (channel is down), so the page went by PagerDuty',
      '03:16:04 Ben Ito was paged again by PagerDuty (3 m 0 s)',
    ]);
  });

  test('what wakes nobody is told, and an ack is counted from the page where there was one', () => {
    const page = { ...step(), person: 'ben', channel: 'slack' };
    expect(
      told([
        anEvent('told', 20, { ...page, text: 'told ben by slack: Not yours any more' }),
        anEvent('paged', 21, { ...page, seconds: 3 }),
        anEvent('acked', 44, { person: 'ben', seconds: 23, text: 'ben is looking at it' }),
      ]),
    ).toEqual([
      '03:13:04 Ben Ito was told by Slack: Not yours any more',
      '03:13:05 Ben Ito was paged by Slack (3 s)',
      '03:13:28 Ben Ito said: I am looking at it, 23 s after the page',
    ]);
  });

  const voice = { by: 'ana', answer: 'approve', because: 'as drilled', at: at(236) };
  const of = { step: 'ask', state: 'Restore over it?' };
  const said = [
    anEvent('asked', 10, { ...of, text: 'Restore payments?' }),
    anEvent('answered', 236, { ...of, person: 'ana', text: 'ana said approve: as drilled' }),
    anEvent('decided', 236, { ...of, text: '"Restore over it?": approve by ana' }),
  ];

  test('an answer that decides, with how long it took since it was asked', () => {
    expect(told(said, { asks: [askOf({ voices: [voice], decision: voice })] })).toEqual([
      '03:12:54 leads was asked, for 5 m 0 s: "Restore payments?"',
      '03:16:40 Ana approved "Restore over it?" (3 m 46 s): "as drilled"',
    ]);
  });

  test('of several who have to say yes each one is told, and what they decided together', () => {
    const other = { ...voice, by: 'ben', because: '', at: at(300) };
    const events = [
      ...said.slice(0, 2),
      anEvent('answered', 300, { ...of, person: 'ben', text: 'ben said approve' }),
      anEvent('decided', 300, { ...of, text: '"Restore over it?": approve by ana and ben (2; wanted 2)' }),
    ];
    const ask = askOf({ quorum: 2, voices: [voice, other], decision: { ...other, by: 'ana and ben' } });
    expect(told(events, { asks: [ask] }).slice(1)).toEqual([
      '03:16:40 Ana approved "Restore over it?" (3 m 46 s): "as drilled"',
      '03:17:44 Ben Ito approved "Restore over it?" (4 m 50 s)',
      '03:17:44 It was decided (4 m 50 s): "Restore over it?": approve by ana and ben (2; wanted 2)',
    ]);
  });

  test('a level that was silent is told, though nothing happened', () => {
    const decision = { ...voice, at: at(400) };
    const events = [
      ...said.slice(0, 1),
      anEvent('answered', 400, { ...of, person: 'ana', text: 'ana said approve' }),
    ];
    expect(told(events, { asks: [askOf({ level: 1, voices: [decision], decision })] })[1]).toBe(
      '03:17:54 leads did not decide "Restore over it?" in 5 m 0 s, so managers was asked',
    );
  });

  test('what came too late, or from nobody, is told', () => {
    const refused = { person: 'mallory', channel: 'slack', ...of };
    const events = [
      anEvent('noted', 250, {
        ...refused,
        text: 'refused: approve to "Restore over it?" from mallory by slack',
        findings: [{ text: 'mallory is not in people.yaml', bad: true }],
      }),
      anEvent('noted', 260, {
        ...of,
        person: 'ben',
        text: 'refused: reject to "Restore over it?" from ben',
        findings: [{ text: 'already decided by ana at 03:16 UTC' }],
      }),
    ];
    expect(told(events)).toEqual([
      '03:16:54 mallory said approve to "Restore over it?" by Slack, which was refused: mallory is not in people.yaml',
      '03:17:04 Ben Ito said reject to "Restore over it?", which was refused: already decided by ana at 03:16 UTC',
    ]);
  });

  test('alone, by break-glass, says so', () => {
    const alone = { ...voice, breakGlass: 'payments @ prod-blue', because: 'nobody answers' };
    expect(told(said.slice(1, 2), { asks: [askOf({ voices: [alone], decision: alone })] })).toEqual([
      '03:16:40 Ana approved "Restore over it?" alone, by break-glass (3 m 46 s): "nobody answers"',
    ]);
  });

  test('past midnight a line has its day', () => {
    expect(told([anEvent('closed', 80_000, { text: 'recovered' })])).toEqual([
      '25 Nov 01:26:04 The run ended: recovered',
    ]);
  });
});

test.each([
  [
    { kind: 'alarm', name: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-gone' },
    'An alarm (payments-gone) started the run',
  ],
  [{ kind: 'unknown', name: '' }, 'Somebody, by the AWS console, started the run'],
  [{ kind: 'run', name: 'abc' }, 'Run abc started the run'],
  [{ kind: 'schedule', name: 'monday' }, 'A schedule (monday) started the run'],
] as const)('started by %p', (startedBy, words) => {
  expect(told([anEvent('run-opened', 0)], { run: aRecordedRun({ startedBy }) })[0]).toContain(words);
});

test('no word guesses whether somebody is a man or a woman', () => {
  const all = eventKinds.flatMap((kind) => told([anEvent(kind, 44, one[kind][0])]));
  expect(all.join('\n')).not.toMatch(/\b(he|she|him|her|his|hers|himself|herself)\b/i);
});

const nasty = [
  '\u001b[31m',
  '\u0007',
  '\n',
  '\r\n',
  '\u202e',
  '\u200b',
  '\u009b2J',
  '\t',
  'red',
  'é',
  '"',
  '💥',
  '</b>',
  '\u2028',
];

test('500 seeds: whatever the history holds, a story has whole lines without what a screen obeys, in order, and no token', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seededRandom(seed);
    const pick = <T>(from: readonly T[]): T => {
      const found = from[Math.floor(random() * from.length)];
      if (found === undefined) throw new Error('nothing to pick');
      return found;
    };
    const word = () => Array.from({ length: Math.floor(random() * 6) }, () => pick(nasty)).join('');
    const events = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
      anEvent(pick(eventKinds), Math.floor(random() * 4000), {
        text: `${word()}x${word()}`,
        state: pick(['', `Restore${word()}`]),
        step: pick(['', 'ask', 'restore']),
        ...(random() < 0.5 ? { person: pick(['ana', `mallory${word()}`, '']) } : {}),
        ...(random() < 0.5 ? { channel: pick(['slack', `odd${word()}`, '']) } : {}),
        ...(random() < 0.3 ? { seconds: pick([0, 3, Number.NaN, -4]) } : {}),
        ...(random() < 0.3 ? { findings: [{ text: word() }, { text: word(), bad: true }] } : {}),
        ...(random() < 0.3
          ? { output: pick([null, 'x', { audience: word() }, { ask: 'abcdefghijklmnopqrstuvwxyz' }]) }
          : {}),
      }),
    ).sort((a, b) => (a.at < b.at ? -1 : 1));
    const voices = [
      { by: 'ana', answer: pick(['approve', 'skip', 'own', word()]), because: word(), at: at(30) },
    ];
    const decided =
      random() < 0.5 ? { decision: { by: 'ana', answer: 'approve', because: word(), at: at(30) } } : {};
    const asks =
      random() < 0.7
        ? [askOf({ title: `T${word()}`, question: word(), voices, ...decided, level: pick([0, 1]) })]
        : [];
    const lines = told(events, { asks, run: aRecordedRun({ title: word(), because: word() }) });
    for (const line of lines) {
      const fine =
        /^(?:\d+ \w{3} )?\d\d:\d\d:\d\d \S.*$/u.test(line) && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line);
      expect({ seed, line, fine }).toEqual({ seed, line, fine: true });
    }
    const times = lines.map((line) => line.slice(0, 8));
    expect({ seed, times }).toEqual({ seed, times: times.toSorted() });
    expect(lines.join('\n')).not.toContain('token-that-nobody-may-see');
  }
});

const peopleYaml = `
people:
  ana: { name: Ana, zone: Europe/Madrid, channels: [slack: U01ANA, pagerduty: platform] }
  ben: { name: Ben, zone: Europe/Madrid, channels: [slack: U01BEN, pagerduty: platform] }
  cleo: { name: Cleo Roy, zone: Europe/Madrid, channels: [pagerduty: platform] }
  dan: { name: Dan, zone: Europe/Madrid, channels: [slack: U01DAN, pagerduty: platform] }
groups:
  platform-leads: [ana, ben]
  platform-managers: [cleo, dan]
  platform-oncall: [ana, ben, dan]
`;
const channels = {
  slack: { token: { $secret: 'rebound-channels/slack#token' } },
  pagerduty: { services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty' } } } },
};

/** The shipped runbook, with people who are really there. */
async function restored(
  given: Partial<Given>,
  act: (run: StoryRun, story: Story) => Promise<void>,
): Promise<string[]> {
  const story = await aStory({
    runbooks: [],
    shipped: ['restore-namespace', 'rebuild-cluster'],
    peopleYaml,
    channels,
    given,
  });
  const run = await story.start(undefined, { runbook: 'restore-namespace', by: 'dan' });
  await act(run, story);
  await run.ended();
  const lines = await story.operations.story(run.run);
  const whole = JSON.stringify(lines);
  for (const { token } of await tokensOf(story, run.run)) expect(whole).not.toContain(token);
  return lines.map((line) => line.replaceAll(run.run, 'RUN').replaceAll(run.run.slice(0, 6), 'RUN'));
}

async function tokensOf(story: Story, run: string): Promise<{ token: string }[]> {
  const { asksOf } = await import('../../lib/history/asks.ts');
  return asksOf(story.clients.table, run);
}

const renew = 'RENEW_GOLDEN=1 npx jest test/people/story';
const golden = new URL('restore-namespace.story.txt', import.meta.url);

test('the whole story of a recovery, with Slack down, as it is kept', async () => {
  const lines = await restored({ channels: { slack: 'down' } }, async (run, { operations, pass }) => {
    await run.asked('Restore over what is there?');
    await pass(70_000);
    await operations.ack(run.run, 'ben', { channel: 'pagerduty' });
    await operations.note(run.run, 'ana', 'storage looks fine from here');
    await operations.answer(run.run, 'approve', 'dan', 'let us go').catch(() => {});
    await pass(150_000);
    await operations.hold(run.run, 'ben');
    await operations.answer(run.run, 'approve', 'ana', 'as drilled');
    await operations.answer(run.run, 'reject', 'ben', 'wait').catch(() => {});
    await pass(60_000);
    await operations.continue(run.run, 'ben');
    await operations.take(run.run, 'ana');
  });
  const text = `${lines.join('\n')}\n`;
  if (process.env['RENEW_GOLDEN']) writeFileSync(golden, text);
  expect({ renew, text: text.split('\n') }).toEqual({
    renew,
    text: readFileSync(golden, 'utf8').split('\n'),
  });
});
