import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { handleJanitor } from '../../lib/handlers/janitor.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { openAsk } from '../../lib/history/asks.ts';
import { openLedger } from '../../lib/history/ledger.ts';
import { noticeOf, openNotices, putNotice } from '../../lib/history/notices.ts';
import { addPages, pagingOf } from '../../lib/history/paging.ts';
import { createRun } from '../../lib/history/runs.ts';
import { iso } from '../../lib/model/clock.ts';
import { fail } from '../../lib/model/errors.ts';
import { bytesOf } from '../../lib/model/json.ts';
import type { Message } from '../../lib/wire/channels.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { anAsk, aRun } from '../history/builders.ts';
import { began, peopleWorld, run } from '../handlers/people-world.ts';

const names = ['ana', 'ben', 'cleo', 'dana', 'emil', 'fay'];
const hangMs = 20_000;

/** The six have Slack, then SMS. Channels take what they are told to, after so long. */
async function crowd(send: (channel: string) => Promise<void>) {
  const world = await peopleWorld();
  const clock = new Timeline({ pace: 'virtual', start: began, random: seededRandom(1) });
  const sent: (Message & { at: number; channel: string })[] = [];
  const people = names.map((id, n) =>
    aPerson(id, {
      channels: [
        { channel: 'slack', to: `U0${id.toUpperCase()}` },
        { channel: 'sms', to: `+3460000000${n}` },
      ],
    }),
  );
  const directory = aDirectory({
    people: Object.fromEntries(people.map((one) => [one.id, one])),
    groups: { all: { name: 'all', members: names } },
  });
  const { clients } = world.parts;
  const topics: string[] = [];
  const parts: Parts = {
    ...world.parts,
    clock,
    directory,
    clients: {
      ...clients,
      topic: { publish: async (subject) => void topics.push(subject) },
      channels: {
        ...clients.channels,
        send: async ({ channel, to }, message) => {
          sent.push({ ...message, at: clock.now() - began, channel });
          await send(channel);
          return { channel, id: `${to}/1` };
        },
        settle: async () => send('settle'),
      },
    },
  };
  return { parts, clock, sent, topics, table: clients.table };
}

describe('the janitor has a minute', () => {
  test('20 open runs, six people each, and every channel hangs: everybody is tried, and the topic told, in time', async () => {
    const clockOf: { clock?: Timeline } = {};
    const { parts, clock, sent, topics, table } = await crowd(async () => {
      await clockOf.clock?.sleep(hangMs);
      return fail('Unavailable', { what: 'no answer in 20 s' });
    });
    clockOf.clock = clock;
    for (let n = 0; n < 20; n += 1) {
      const kept = await createRun(
        table,
        aRun({
          execution: `arn:aws:states:eu-west-1:111122223333:execution:x:${n}`,
          severity: 'critical',
          startedAt: iso(began),
          deadlineAt: iso(began + 3_600_000),
        }),
      );
      await openLedger(table, kept.run);
      await openAsk(
        table,
        anAsk({
          id: `ask-${n}`,
          run: kept.run,
          levels: [{ who: 'all', for: 600 }],
          openedAt: iso(began),
          levelEndsAt: iso(began + 600_000),
        }),
      );
    }
    await clock.until(handleJanitor(null, parts));
    expect(clock.now() - began).toBeLessThan(55_000);
    const tried = new Set(
      sent.filter(({ question }) => question).map(({ run: of, to, channel }) => `${of} ${to} ${channel}`),
    );
    expect(tried.size).toBe(20 * 6 * 2);
    expect(topics).toHaveLength(20);
  }, 60_000);

  test('what cannot be told for hours keeps nothing else from being told', async () => {
    const { parts, sent, table, clock } = await crowd(async (channel) => {
      if (channel === 'settle') fail('Unavailable', { what: 'Slack is down' });
    });
    const at = iso(began);
    for (let n = 0; n < 120; n += 1) {
      const key = String(n).padStart(4, '0');
      const ask = `ask-${key}`;
      await addPages(table, {
        run: 'aaaa',
        ask,
        pages: [{ person: 'ana', for: 'all', level: 0, channel: 'slack', at, sent: `D1/${n}` }],
      });
      await putNotice(table, {
        key: noticeOf('aaaa', `decided-${key}`),
        run: 'aaaa',
        at,
        kind: 'settle',
        ask,
        title: 'x',
        text: 'x',
        as: 'decided',
      });
    }
    await putNotice(table, {
      key: noticeOf('zzzz', 'break-glass'),
      run: 'zzzz',
      at,
      kind: 'page',
      who: ['ana'],
      title: 'Break-glass',
      text: 'x',
      alarming: true,
    });
    for (let minute = 0; minute < 4; minute += 1) {
      await clock.until(handleJanitor(null, parts));
      await clock.until(clock.sleep(60_000));
    }
    expect(sent.filter(({ run: of }) => of === 'zzzz')).toHaveLength(1);
    expect(await openNotices(table, 1000)).toHaveLength(120);
  }, 60_000);
});

describe('an item of the history has 400 KB', () => {
  test('whom a question reached: a thousand pages of a hundred people, with reasons as long as can be', async () => {
    const { table } = (await peopleWorld()).parts.clients;
    for (let minute = 0; minute < 12; minute += 1) {
      const pages = Array.from({ length: 100 }, (_, n) => ({
        person: `person-with-a-rather-long-name-${n}`,
        for: 'a-group-with-a-long-name',
        level: minute % 4,
        channel: ['slack', 'sms', 'mail'][minute % 3] ?? '',
        at: iso(began + minute * 60_000),
        ...(minute % 2 === 0 ? { failed: '✗'.repeat(500) } : { sent: 'D0123456789/1234567890.123456' }),
      }));
      await addPages(table, { run, ask: 'a', pages });
    }
    const kept = await pagingOf(table, run, 'a');
    expect(bytesOf(kept)).toBeLessThan(350_000);
    // whoever was reached stays known
    expect(new Set(kept.pages.filter(({ sent }) => sent).map(({ person }) => person)).size).toBe(100);
  });
});
