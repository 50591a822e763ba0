import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Parts } from '../../../lib/handlers/parts.ts';
import { deliverAll, deliverNotices, makeReach } from '../../../lib/handlers/people/notify.ts';
import { eventsAfter } from '../../../lib/history/events.ts';
import { type Notice, noticeOf, openNotices, putNotice } from '../../../lib/history/notices.ts';
import { addPages } from '../../../lib/history/paging.ts';
import { type ErrorCode, fail } from '../../../lib/model/errors.ts';
import type { Directory } from '../../../lib/model/people.ts';
import type { Message, Sent, Settled } from '../../../lib/wire/channels.ts';
import { at, type PeopleWorld, peopleWorld, run } from '../people-world.ts';
import { directory } from './due-world.ts';

let world: PeopleWorld;
let parts: Parts;
let sent: Message[];
let settled: string[];
let published: string[];
/** Codes that these channels fail with; `topic` too. */
let failing: Partial<Record<string, ErrorCode>>;

beforeEach(async () => {
  world = await peopleWorld({ severity: 'high' });
  [sent, settled, published, failing] = [[], [], [], {}];
  const check = (channel: string) => {
    const code = failing[channel];
    if (code) fail(code, { what: `${channel} is broken` });
  };
  parts = partsWith(directory());
  function partsWith(people: Directory): Parts {
    return {
      ...world.parts,
      directory: people,
      clients: {
        ...world.parts.clients,
        topic: {
          publish: async (subject, message) => {
            check('topic');
            published.push(`${subject}: ${message}`);
          },
        },
        channels: {
          ...world.parts.clients.channels,
          send: async (address, message) => {
            check(address.channel);
            sent.push(message);
            return { channel: address.channel, id: `${address.to}/${sent.length}` };
          },
          settle: async ({ channel, id }: Sent, { kind, text }: Settled) => {
            check(channel);
            settled.push(`${channel} ${id} ${kind}: ${text}`);
          },
        },
      },
    };
  }
});

const page: Notice = {
  key: noticeOf(run, 'break-glass'),
  run,
  at: at(0),
  kind: 'page',
  who: ['team', 'managers'],
  title: 'Break-glass',
  text: 'ana went on alone',
};
const decided = (ask: string): Notice => ({
  key: noticeOf(run, `decided-${ask}`),
  run,
  at: at(0),
  kind: 'settle',
  ask,
  title: 'May we?',
  text: 'ana approved',
  as: 'decided',
});
const open = () => openNotices(parts.clients.table, 10);
const lines = async () => (await eventsAfter(parts.clients.table, run, '', 100)).events;
async function pagedFor(ask: string, ...messages: [channel: string, id: string][]) {
  const pages = messages.map(([channel, id], n) => ({
    person: 'ana',
    for: 'team',
    level: 0,
    channel,
    at: at(n),
    sent: id,
  }));
  await addPages(parts.clients.table, { run, ask, pages });
}

describe('a page that people have to hear', () => {
  test('goes to everybody it names, by their own channels, and is done', async () => {
    await putNotice(parts.clients.table, page);
    await deliverNotices(parts);
    expect(sent.map(({ to }) => to)).toEqual(['ana', 'ben', 'dora']);
    expect(await open()).toEqual([]);
    expect((await lines()).map(({ kind, person, channel }) => `${kind} ${person} ${channel}`)).toEqual([
      'paged ana slack',
      'paged ben slack',
      'paged dora slack',
    ]);
  });

  test('whoever is in several of the groups that it names hears of it once', async () => {
    await putNotice(parts.clients.table, {
      ...page,
      who: [...page.who, ...page.who, 'ana'],
      everybody: true,
    });
    await deliverNotices(parts);
    expect(sent.map(({ to }) => to).toSorted()).toEqual([...new Set(sent.map(({ to }) => to))].toSorted());
    expect(sent.map(({ to }) => to)).toContain('ana');
  });

  test('stays where nobody could be reached, and goes out by the janitor, under the same keys', async () => {
    failing = { slack: 'Unavailable', pagerduty: 'Unavailable', sms: 'Unavailable', topic: 'Unavailable' };
    await putNotice(parts.clients.table, page);
    expect(await deliverAll(parts)).toHaveLength(1);
    expect(await open()).toHaveLength(1);
    failing = {};
    await deliverAll(parts);
    const keys = sent.map(({ key }) => key);
    await putNotice(parts.clients.table, page);
    await deliverAll(parts);
    expect(sent.map(({ key }) => key)).toEqual([...keys, ...keys]);
  });

  test('one group that cannot be reached keeps the others from nothing', async () => {
    await putNotice(parts.clients.table, { ...page, who: ['strangers', 'managers'] });
    failing = { topic: 'Unavailable' };
    expect(await deliverAll(parts)).toHaveLength(1);
    expect(sent.map(({ to }) => to)).toEqual(['dora']);
  });

  test('is given up after a day, and that is a finding', async () => {
    failing = { slack: 'Unavailable', pagerduty: 'Unavailable', sms: 'Unavailable', topic: 'Unavailable' };
    await putNotice(parts.clients.table, page);
    world.now.seconds = 24 * 3600 + 1;
    await deliverAll(parts);
    expect(await open()).toEqual([]);
    expect((await lines()).at(-1)?.findings?.[0]).toMatchObject({
      text: expect.stringContaining('gave up'),
      bad: true,
    });
  });

  test('never throws, also when the table does not answer', async () => {
    const table = { ...parts.clients.table, query: () => fail('Unavailable', { what: 'no table' }) };
    await deliverNotices({ ...parts, clients: { ...parts.clients, table } });
  });

  test('of one run only, where it is said which', async () => {
    await putNotice(parts.clients.table, page);
    await deliverNotices(parts, 'another');
    expect(sent).toEqual([]);
  });

  test('without people.yaml goes to the pager, by the names it has', async () => {
    const { directory: _, ...without } = parts;
    await putNotice(parts.clients.table, { ...page, alarming: true, everybody: true });
    await deliverNotices(without);
    expect(world.pages.map(({ who, key }) => `${who} ${key}`)).toEqual([
      `team ${run}#break-glass-team`,
      `managers ${run}#break-glass-managers`,
    ]);
    expect(Object.keys(world.pages[0] ?? {}).sort()).toEqual(['key', 'run', 'text', 'title', 'who']);
  });
});

describe('messages of a question that is decided', () => {
  test('all of them change, each once', async () => {
    await pagedFor(
      'ask1',
      ['slack', 'D1/1'],
      ['pagerduty', 'platform/r'],
      ['pagerduty', 'platform/r'],
      ['sms 2', 'm1'],
    );
    await putNotice(parts.clients.table, decided('ask1'));
    await deliverNotices(parts);
    expect(settled).toEqual([
      'slack D1/1 decided: ana approved',
      'pagerduty platform/r decided: ana approved',
      'sms m1 decided: ana approved',
    ]);
    expect(await open()).toEqual([]);
  });

  test('a channel that does not answer is tried again; one that refuses for good is a finding', async () => {
    await pagedFor('ask1', ['slack', 'D1/1'], ['pagerduty', 'platform/r']);
    failing = { slack: 'Unavailable', pagerduty: 'Rejected4xx' };
    await putNotice(parts.clients.table, decided('ask1'));
    expect(await deliverAll(parts)).toEqual([`${run}: slack is broken`]);
    failing = { pagerduty: 'Rejected4xx' };
    expect(await deliverAll(parts)).toEqual([]);
    expect(settled).toEqual(['slack D1/1 decided: ana approved']);
    const findings = (await lines()).flatMap((line) => line.findings ?? []).map(({ text }) => text);
    expect(findings.at(-1)).toContain('a message by pagerduty could not be changed: pagerduty is broken');
  });
});

describe('reaching people about a run', () => {
  test('quiet hours: by what waits; who has nothing that waits is woken; what alarms is heard', async () => {
    const quiet = { quiet: { from: '00:00', to: '23:59' } };
    const asleep = { ...parts, directory: directory(quiet) };
    await makeReach(asleep)({ who: 'ana', title: 'Failed', text: 'it failed', run, key: 'k' });
    expect(sent.at(-1)?.urgency).toBe('info');
    const dora = directory(quiet).people['dora'];
    if (!dora) throw new Error('dora');
    const loud = { ...dora, channels: dora.channels.filter(({ channel }) => channel === 'sms') };
    const people = { ...directory(quiet).people, dora: loud };
    await makeReach({ ...parts, directory: directory({ ...quiet, people }) })({
      who: 'dora',
      title: 'Failed',
      text: 'it failed',
      run,
      key: 'k',
    });
    expect(sent.at(-1)).toMatchObject({ to: 'dora', urgency: 'now' });
    await putNotice(parts.clients.table, { ...page, who: ['ana'], alarming: true });
    await deliverNotices(asleep);
    expect(sent.at(-1)).toMatchObject({ to: 'ana', urgency: 'now', alarming: true });
  });

  test('what wakes nobody goes to the topic for who has only what wakes', async () => {
    const people = directory().people;
    const { ana } = people;
    if (!ana) throw new Error('ana');
    const loud = { ...ana, channels: ana.channels.filter(({ channel }) => channel === 'sms') };
    await makeReach({ ...parts, directory: directory({ people: { ...people, ana: loud } }) })({
      who: 'ana',
      title: 'How it goes',
      text: 'well',
      urgency: 'info',
      run,
      key: 'k',
    });
    expect(sent).toEqual([]);
    expect(published).toEqual(['How it goes: For ana: well']);
  });
});
