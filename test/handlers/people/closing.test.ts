import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeAbandoned } from '../../../lib/handlers/abandoned.ts';
import type { Parts } from '../../../lib/handlers/parts.ts';
import { deliverAll } from '../../../lib/handlers/people/notify.ts';
import { pageQuestion } from '../../../lib/handlers/people/page-question.ts';
import { decideAsk, markTold, openAsk } from '../../../lib/history/asks.ts';
import { eventsAfter } from '../../../lib/history/events.ts';
import { noticeOf, openNotices, putNotice } from '../../../lib/history/notices.ts';
import { addPages } from '../../../lib/history/paging.ts';
import { getRun } from '../../../lib/history/runs.ts';
import type { Ask, Voice } from '../../../lib/model/ask.ts';
import { fail } from '../../../lib/model/errors.ts';
import type { Directory } from '../../../lib/model/people.ts';
import type { Run } from '../../../lib/model/run.ts';
import { anAsk } from '../../history/builders.ts';
import { at, type PeopleWorld, peopleWorld, run } from '../people-world.ts';
import { directory as known, person, slack } from './due-world.ts';

/** Ben is asked, and Dora has the runbook. */
const directory: Directory = known({
  people: { ana: person('ana'), ben: person('ben', { channels: [slack('ben')] }), dora: person('dora') },
});
let world: PeopleWorld;
let parts: Parts;
/** Every message that Slack was told to change, and whether it answers. */
let changed: string[];
let deaf: boolean;

beforeEach(async () => {
  world = await peopleWorld({ severity: 'critical', owner: 'dora' });
  // Of a runbook that is not deployed any more, the run itself knows its owner.
  const { 'restore-namespace': _, ...manifests } = world.parts.manifests;
  [changed, deaf] = [[], false];
  parts = {
    ...world.parts,
    manifests,
    directory,
    clients: {
      ...world.parts.clients,
      channels: {
        ...world.parts.clients.channels,
        send: async ({ channel, to }) => ({ channel, id: `${to}/${run}` }),
        settle: async (_, { kind, text }) => {
          if (deaf) fail('Unavailable', { what: 'Slack does not answer' });
          changed.push(`${kind}: ${text}`);
        },
      },
    },
  };
});

const yes: Voice = { answer: 'approve', by: 'ana', because: 'as drilled', at: at(30) };
async function theRun(): Promise<Run> {
  const record = await getRun(parts.clients.table, run);
  if (!record) throw new Error('no run');
  return record;
}
/** A question that its people were paged for. */
async function asked(who: string, more: Partial<Ask> = {}): Promise<Ask> {
  const levels = [{ who, for: 3600 }];
  const ask = anAsk({ run, levels, openedAt: at(0), levelEndsAt: at(3600), ...more });
  await openAsk(parts.clients.table, ask);
  await pageQuestion(await theRun(), ask, directory, parts, async () => undefined);
  return ask;
}
async function close(): Promise<void> {
  world.now.seconds += 60;
  await closeAbandoned(await theRun(), 'it broke', parts);
}
const minuteLater = async () => {
  world.now.seconds += 60;
  return deliverAll(parts);
};

describe('that somebody looks at it', () => {
  const looks = (ask: string) =>
    putNotice(parts.clients.table, {
      key: noticeOf(run, `acknowledged-${ask}`),
      run,
      at: at(20),
      kind: 'settle',
      ask,
      title: 'Approve',
      text: 'ben is looking at it',
      as: 'acknowledged',
    });

  test('changes the messages', async () => {
    const ask = await asked('ben');
    await looks(ask.id);
    await minuteLater();
    expect(changed).toEqual(['acknowledged: ben is looking at it']);
  });

  test('is no news once it is decided, however late it comes', async () => {
    const ask = await asked('ben');
    deaf = true;
    await looks(ask.id);
    expect(await minuteLater()).toHaveLength(1);
    await decideAsk(parts.clients.table, ask, yes);
    deaf = false;
    expect(await minuteLater()).toEqual([]);
    expect(changed).toEqual([]);
    expect(await openNotices(parts.clients.table, 10)).toEqual([]);
  });
});

describe('a run that ends', () => {
  test('right after somebody decided, before anybody was told: the messages say who', async () => {
    const ask = await asked('ben');
    await decideAsk(parts.clients.table, ask, yes);
    await close();
    expect(changed).toEqual(['decided: ana approved at 03:13 UTC: "as drilled"']);
    expect(world.told).toEqual([]);
    expect((await world.asks())[0]?.told).toBe(true);
  });

  test('a page that went out while somebody answered, and whose sender died: the message is changed at the end', async () => {
    const ask = await asked('ben');
    await decideAsk(parts.clients.table, ask, yes);
    const { table } = parts.clients;
    const late = { person: 'ana', for: 'ben', level: 0, channel: 'slack', at: at(31), sent: 'UANA/late' };
    await addPages(table, { run, ask: ask.id, pages: [late] });
    await markTold(table, ask, ask.token);
    await close();
    expect(changed).toContain('decided: ana approved at 03:13 UTC: "as drilled"');
  });

  test('tells of glass that was broken: in its record, and whoever hears how it ended', async () => {
    const ask = await asked('ben');
    await decideAsk(parts.clients.table, ask, { ...yes, breakGlass: 'prod-blue' });
    let text = '';
    const { send } = parts.clients.channels;
    parts.clients.channels.send = (address, message) => {
      if (message.to === 'dora' && message.title.startsWith('failed')) ({ text } = message);
      return send(address, message);
    };
    await close();
    const says =
      'By break-glass: ana approved "Restore over what is there?" alone at 24 Nov 03:13 UTC: as drilled';
    expect(text).toContain(`it broke. ${says}. `);
    const { events } = await eventsAfter(parts.clients.table, run, '', 100);
    expect(events.find(({ kind }) => kind === 'closed')?.text).toContain(says);
  });

  test('without any says nothing of it', async () => {
    await asked('ben');
    await close();
    const { events } = await eventsAfter(parts.clients.table, run, '', 100);
    expect(events.find(({ kind }) => kind === 'closed')?.text).toBe('failed after 1 m 0 s: it broke');
  });
});
