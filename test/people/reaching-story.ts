import { allPaging } from '../../lib/history/paging.ts';
import { iso } from '../../lib/model/clock.ts';
import type { Ack, AskLevel, PageRecord } from '../../lib/model/ask.ts';
import type { ChannelKind, ChannelSettings, Directory, Person } from '../../lib/model/people.ts';
import { aRunbook, aStory, type Story, type StoryOptions, type StoryRun } from '../language/story.ts';

/** Accounts of every channel; what is secret is kept elsewhere. */
export const settings: ChannelSettings = {
  slack: { token: { $secret: 'rebound-channels/slack#token' } },
  pagerduty: {
    services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty#platform' } } },
    apiToken: { $secret: 'rebound-channels/pagerduty#api' },
  },
  webhooks: { bot: { url: 'https://bot.example/pages', secret: { $parameter: '/rebound-channels/bot' } } },
  audiences: {
    'payments-status': { address: { channel: 'slack', to: 'C0STATUS' }, public: false },
    customers: { address: { channel: 'webhook', to: 'bot' }, public: true },
  },
};

/** Slack, then PagerDuty, then SMS. */
export function reachable(id: string, number: number, more: Partial<Person> = {}): Person {
  return {
    id,
    name: `${id} example`,
    zone: 'UTC',
    channels: [
      { channel: 'slack', to: `U0${id.toUpperCase()}` },
      { channel: 'pagerduty', to: 'platform' },
      { channel: 'sms', to: `+3460000000${number}` },
    ],
    ...more,
  };
}

/** Ana and Ben lead, Mia manages; Ana, Ben and Cleo are on call in turns. Sam starts runs. */
export function crew(more: Partial<Directory> = {}): Directory {
  return {
    people: {
      ana: reachable('ana', 1),
      ben: reachable('ben', 2),
      cleo: reachable('cleo', 3),
      mia: reachable('mia', 4),
      olga: reachable('olga', 5),
      sam: reachable('sam', 6),
    },
    groups: {
      leads: { name: 'leads', members: ['ana', 'ben'] },
      managers: { name: 'managers', members: ['mia'] },
      oncall: { name: 'oncall', members: ['ana', 'ben', 'cleo'], rotation: 'turns' },
      schedule: { name: 'schedule', members: ['ana', 'ben'], rotation: 'elsewhere' },
      'platform-oncall': { name: 'platform-oncall', members: ['olga'] },
    },
    rotations: {
      turns: {
        kind: 'turns',
        name: 'turns',
        people: ['ana', 'ben', 'cleo'],
        zone: 'UTC',
        start: '2026-11-02',
        at: '04:00',
        days: 1,
        overrides: [],
      },
      elsewhere: { kind: 'pagerduty', name: 'elsewhere', schedule: 'PSCHED1', overrides: [] },
    },
    channels: settings,
    ...more,
  };
}

/** A run that asks one question, and has nothing else to do. */
export function oneQuestion(levels: AskLevel[], { deadline = '2h', severity = 'high' } = {}): string {
  const ask = levels.map(({ who, for: seconds }) => `{ who: ${who}, for: ${seconds / 60}m }`).join(', ');
  return aRunbook(
    `
  - title: What now?
    uses: decide
    with:
      question: What now?
      options: { wait: We wait, leave: I take it from here }
      ask: [${ask}]
`,
    { deadline },
  )
    .replace('severity: high', `severity: ${severity}`)
    .replace('rto: 8h', 'rto: 90m');
}

export interface Asked extends Story {
  run: StoryRun;
  /** Minutes after the run's first page, person and channel of every page of the question, in order. */
  pages: () => Promise<string[]>;
  paged: () => Promise<PageRecord[]>;
  acks: () => Promise<Ack[]>;
}

/** A story in which a run asks its question. */
export async function asked(
  yaml: string,
  options: Omit<StoryOptions, 'runbooks'> & {
    down?: ChannelKind[];
    silent?: ChannelKind[];
    opened?: (story: Story) => void;
  } = {},
): Promise<Asked> {
  const { down = [], silent = [], opened, ...more } = options;
  const channels = Object.fromEntries([
    ...down.map((kind) => [kind, 'down' as const]),
    ...silent.map((kind) => [kind, 'silent' as const]),
  ]);
  const story = await aStory({
    runbooks: [yaml],
    directory: crew(),
    janitor: true,
    ...more,
    given: { ...more.given, channels },
  });
  opened?.(story);
  const run = await story.start();
  const paged = async () => (await allPaging(story.clients.table, run.run)).flatMap(({ pages }) => pages);
  const minute = (at: string, first: string) => Math.round((Date.parse(at) - Date.parse(first)) / 60_000);
  return {
    ...story,
    run,
    paged,
    acks: async () => (await allPaging(story.clients.table, run.run)).flatMap(({ acks }) => acks),
    pages: async () => {
      const all = await paged();
      return all.map(
        ({ at, person, channel, failed }) =>
          `${minute(at, all[0]?.at ?? iso(0))} ${person} ${channel}${failed === undefined ? '' : ' failed'}`,
      );
    },
  };
}

export const minutes = (n: number) => n * 60_000;
