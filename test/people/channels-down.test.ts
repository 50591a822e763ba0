import { afterEach, describe, expect, test } from '@jest/globals';
import type { ChannelKind } from '../../lib/model/people.ts';
import type { Transport, WireAnswer } from '../../lib/model/transport.ts';
import { aRunbook, aStory, closeStories } from '../language/story.ts';
import { asked, crew, minutes, oneQuestion } from './reaching-story.ts';

afterEach(closeStories);

const leads = [
  { who: 'leads', for: 600 },
  { who: 'managers', for: 600 },
];
const kinds: ChannelKind[] = ['slack', 'pagerduty', 'sms'];

describe.each([
  ...kinds.map((kind) => [[kind]]),
  [['slack', 'pagerduty']],
  [['slack', 'sms']],
  [['pagerduty', 'sms']],
] as [ChannelKind[]][])('%j down', (down) => {
  test('everybody is reached by what is left, at once; what failed is a finding', async () => {
    const story = await asked(oneQuestion(leads), { down });
    await story.run.asked('What now?');
    const left = kinds.find((kind) => !down.includes(kind));
    const pages = await story.paged();
    for (const person of ['ana', 'ben']) {
      const reached = pages.find((page) => page.person === person && page.failed === undefined);
      expect(reached?.channel).toBe(left);
    }
    const { events } = await story.operations.events(story.run.run, '');
    const failed = events.filter(({ kind }) => kind === 'page-failed');
    const before = down.filter((kind) => kinds.indexOf(kind) < kinds.indexOf(left ?? 'sms'));
    expect(failed.map(({ person, channel }) => `${person} ${channel}`).sort()).toEqual(
      ['ana', 'ben'].flatMap((person) => before.map((kind) => `${person} ${kind}`)).sort(),
    );
    expect(failed.every(({ findings }) => findings?.some(({ bad }) => bad))).toBe(true);
    expect(story.sandbox.state().published.filter(({ message }) => message.startsWith('For '))).toEqual([]);
  });
});

describe('all channels down', () => {
  test('the last resort is told, and told again while nobody can be reached; no page counts as sent', async () => {
    const story = await asked(oneQuestion([{ who: 'leads', for: 3600 }]), { down: kinds });
    await story.run.asked('What now?');
    await story.until('the topic is told', () => told(story)[0]);
    await story.pass(minutes(40));
    expect(told(story)).toEqual(['For leads: What now?', 'For leads: What now?']);
    const pages = await story.paged();
    expect(pages.filter(({ sent }) => sent !== undefined)).toEqual([]);
    const { events } = await story.operations.events(story.run.run, '');
    expect(events.filter(({ kind }) => kind === 'paged')).toEqual([]);
    expect(events.some(({ kind, channel }) => kind === 'told' && channel === 'topic')).toBe(true);
  });

  test('when the topic is down as well, the question fails, and is asked as a failed step', async () => {
    const story = await asked(oneQuestion([{ who: 'leads', for: 3600 }]), {
      down: kinds,
      around:
        (transport): Transport =>
        async (request, signal) =>
          request.system === 'sns' ? unavailable : transport(request, signal),
    });
    await story.pass(minutes(10));
    const { events } = await story.operations.events(story.run.run, '');
    expect(events.filter(({ kind }) => kind === 'paged' || kind === 'told')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'page-failed').length).toBeGreaterThan(2);
  });
});

describe('a channel that takes everything and delivers nothing', () => {
  test('keeps nobody asleep: without an ack the next one comes', async () => {
    const story = await asked(oneQuestion([{ who: 'leads', for: 3600 }]), { silent: ['slack'] });
    await story.run.asked('What now?');
    expect(story.sandbox.inbox()).toEqual([]);
    await story.pass(minutes(4));
    expect(new Set(story.sandbox.inbox().map(({ who }) => who))).toEqual(new Set(['ana', 'ben']));
  });
});

describe('channels that hang', () => {
  test('take no more than the time there is: the topic is told, and a minute later the channel that was left', async () => {
    let sleep: (ms: number) => Promise<void> = async () => undefined;
    const story = await asked(oneQuestion(leads), {
      around:
        (transport): Transport =>
        async (request, signal) => {
          if (request.system !== 'slack' && request.system !== 'pagerduty') return transport(request, signal);
          await sleep(20_000);
          throw new Error('no answer in 20 s');
        },
      opened: ({ pass }) => {
        sleep = pass;
      },
    });
    await story.run.asked('What now?');
    await story.pass(minutes(2.5));
    const reached = (await story.paged()).filter(({ failed }) => failed === undefined);
    expect(reached.map(({ person, channel }) => `${person} ${channel}`).sort()).toEqual([
      'ana sms',
      'ben sms',
    ]);
    expect(told(story)).toEqual(['For leads: What now?']);
  });
});

const unavailable: WireAnswer = { status: 503, headers: {}, body: new TextEncoder().encode('down') };

function told({
  sandbox,
}: {
  sandbox: { state: () => { published: readonly { message: string }[] } };
}): string[] {
  return sandbox
    .state()
    .published.map(({ message }) => message.slice(0, 'For leads: What now?'.length))
    .filter((message) => message.startsWith('For leads'));
}

describe('what a step tells people', () => {
  const announcing = (to: string) =>
    aRunbook(`
  - id: tell
    title: Tell them
    uses: announce
    with: { text: It goes on, to: ${to} }
  - title: Wake them
    uses: page
    with: { who: managers, text: Wake up }
`);
  const runOf = async (to: string) => {
    const story = await aStory({ runbooks: [announcing(to)], directory: crew(), janitor: true });
    return { story, run: await story.start() };
  };

  test('a person gets it by what waits, who is woken by their first channel; both are events of the step', async () => {
    const { story, run } = await runOf('ana');
    await run.ended();
    const { events } = await story.operations.events(run.run, '');
    expect(
      events
        .filter(({ kind, person, step }) => (kind === 'paged' || kind === 'told') && person && step !== '')
        .map(({ kind, step, person, channel }) => `${step} ${kind} ${person} ${channel}`),
    ).toEqual(['tell told ana slack', 's2 paged mia slack']);
  });

  test('an audience is an address of its own', async () => {
    const { story, run } = await runOf('payments-status');
    await run.ended();
    expect(story.sandbox.state().messages.find(({ to }) => to === 'C0STATUS')?.text).toContain('It goes on');
  });

  test('what the public reads is sent by a person: the step is refused, and says how', async () => {
    const { run } = await runOf('customers');
    const ask = await run.asked('Tell them');
    expect(ask.question).toContain('customers is public');
    expect(ask.question).toContain('updates');
  });
});
