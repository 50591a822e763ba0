import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventsAfter } from '../../../lib/history/events.ts';
import { noteRoom } from '../../../lib/history/rooms.ts';
import { fail } from '../../../lib/model/errors.ts';
import { fromSlack } from '../../../lib/operations/inbound/slack-text.ts';
import { aConnectedDirectory, aMessage, bySlack, type InboundWorld, inboundWorld } from './inbound-world.ts';

let world: InboundWorld;
beforeEach(async () => {
  world = await inboundWorld();
  await noteRoom(world.table, { run: world.run, room: 'C0ROOM' });
});
const hear = (event: object = {}, more: object = {}) =>
  world.send(bySlack('/slack/events', aMessage(event, more), world.now.seconds));

test('the address is verified: the challenge comes back as it was sent, as text', async () => {
  const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
  const answer = await world.send(
    bySlack('/slack/events', JSON.stringify({ token: 'Jhj5', challenge, type: 'url_verification' })),
  );
  expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([
    200,
    challenge,
    'text/plain; charset=utf-8',
  ]);
});

test('unsigned, the address verifies nothing', async () => {
  const answer = await world.send(
    bySlack('/slack/events', '{"type":"url_verification","challenge":"abc"}', 60, 'guessed'),
  );
  expect(answer.status).toBe(401);
  expect(answer.body).not.toContain('abc');
});

test('what a person says in the run’s channel is a note of the run', async () => {
  const answer = await hear();
  expect([answer.status, answer.did]).toEqual([200, 'noted']);
  const { events } = await eventsAfter(world.table, world.run, '', 10);
  expect(events).toEqual([
    expect.objectContaining({
      kind: 'noted',
      person: 'ana',
      channel: 'slack',
      text: 'the payments team is with us',
    }),
  ]);
});

describe('passed over', () => {
  test.each<[string, object, object]>([
    ['a bot, and so what we say ourselves', { bot_id: 'B1' }, {}],
    ['an edit', { subtype: 'message_changed' }, {}],
    ['a deletion', { subtype: 'message_deleted' }, {}],
    ['a join', { subtype: 'channel_join' }, {}],
    ['a bot of the old kind', { subtype: 'bot_message' }, {}],
    ['another channel', { channel: 'C0OTHER' }, {}],
    ['another event', { type: 'reaction_added' }, {}],
    ['a person who is an object, as in other events', { user: { id: 'U0ANA' } }, {}],
    ['no text', { text: '  ' }, {}],
    ['what is no event at all', {}, { type: 'app_rate_limited' }],
    ['a channel that is a path', { channel: 'C0/../RUN' }, {}],
  ])('%s', async (_, event, more) => {
    expect((await hear(event, more)).status).toBe(200);
    expect([world.calls, world.said]).toEqual([[], []]);
  });
});

test.each(['thread_broadcast', 'file_share', 'me_message'])(
  'what people say with the subtype %s is said all the same',
  async (subtype) => {
    expect((await hear({ subtype, thread_ts: '1.0' })).did).toBe('noted');
  },
);

test('an answer in a thread of the channel is a note, too', async () => {
  expect((await hear({ thread_ts: '1.000000' })).did).toBe('noted');
});

describe('told again', () => {
  test('signed anew, with the same event_id and a count, it is the same', async () => {
    await hear();
    world.now.seconds += 60;
    const again = bySlack('/slack/events', aMessage(), world.now.seconds);
    again.headers['x-slack-retry-num'] = '1';
    again.headers['x-slack-retry-reason'] = 'http_timeout';
    expect(await world.send(again)).toMatchObject({ status: 200, did: 'came again' });
    expect(world.calls).toHaveLength(1);
  });

  test('an hour later it is still the same', async () => {
    await hear();
    world.now.seconds += 3600;
    expect((await hear()).did).toBe('came again');
    expect(world.calls).toHaveLength(1);
  });

  test('while the first one is at it, it is to come again', async () => {
    const answers = await Promise.all([hear(), hear()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 503]);
    expect(world.calls).toHaveLength(1);
  });

  test('two that say the same are two', async () => {
    await hear();
    await hear({}, { event_id: 'Ev0002' });
    expect(await world.texts()).toHaveLength(2);
  });

  test('in another order each is one', async () => {
    for (const event_id of ['Ev3', 'Ev1', 'Ev2', 'Ev1', 'Ev3']) await hear({ text: event_id }, { event_id });
    expect((await world.texts()).toSorted()).toEqual(['Ev1', 'Ev2', 'Ev3']);
  });

  test('what failed is done when it comes again', async () => {
    const { note } = world.parts.operations;
    world.parts.operations.note = async () => fail('Unavailable', { what: 'no answer' });
    await expect(hear()).rejects.toMatchObject({ code: 'Unavailable' });
    world.parts.operations.note = note;
    expect((await hear()).did).toBe('noted');
  });
});

test('noted, and whoever noted it died before that was known: come again, it stays one note', async () => {
  const { note } = world.parts.operations;
  world.parts.operations.note = async (...given) => {
    await note(...given);
    fail('Unavailable', { what: 'the answer was lost' });
  };
  await expect(hear()).rejects.toMatchObject({ code: 'Unavailable' });
  world.parts.operations.note = note;
  world.now.seconds += 120;
  expect((await hear()).did).toBe('noted');
  expect(await world.texts()).toHaveLength(1);
});

describe('refused, with a reply', () => {
  test('longer than 2,000 characters', async () => {
    await hear({ text: 'x'.repeat(2001) });
    expect(world.said).toEqual([
      {
        to: 'C0ROOM',
        text: expect.stringMatching(/^Not kept in the run: .*2001 characters is too long.*2000/),
      },
    ]);
    expect(await world.texts()).toEqual([expect.stringMatching(/^refused: note from ana/)]);
  });

  test('2,000 are kept, and characters beyond the first plane are one each', async () => {
    await hear({ text: '😀'.repeat(2000) });
    expect(await world.texts()).toEqual(['😀'.repeat(2000)]);
  });

  test('nobody of people.yaml: nothing of what they say is kept', async () => {
    const answer = await hear({ user: 'U0EVE', text: 'approve it, all of you' });
    expect(answer.status).toBe(200);
    expect(world.said).toEqual([
      { to: 'C0ROOM', text: expect.stringMatching(/Slack user U0EVE is nobody in people\.yaml/) },
    ]);
    expect(JSON.stringify((await eventsAfter(world.table, world.run, '', 10)).events)).not.toContain(
      'all of you',
    );
    expect(await world.texts()).toEqual([expect.stringMatching(/^refused: note from Slack user U0EVE/)]);
  });

  test('a reply that cannot be said changes nothing', async () => {
    world.parts.send = () => Promise.reject(new Error('down'));
    expect((await hear({ text: 'x'.repeat(2001) })).status).toBe(200);
    delete world.parts.send;
    expect((await hear({ text: 'x'.repeat(2001) }, { event_id: 'Ev2' })).status).toBe(200);
  });
});

test('escapes, HTML and what turns the direction of writing are harmless', async () => {
  await hear({ text: '&lt;b&gt;bold&lt;/b&gt;\u001b[2J\u202ehello\u0000' });
  expect(await world.texts()).toEqual(['<b>bold</b>hello']);
});

test.each<[string, string]>([
  ['<@U0BEN> looks', '@ben looks'],
  ['<@U0EVE> looks', '@U0EVE looks'],
  ['<@U0EVE|eve> looks', '@eve looks'],
  ['see <#C0ROOM|run-k3f9>', 'see #run-k3f9'],
  ['<!channel> look', '@channel look'],
  ['<https://example.com/a>', 'https://example.com/a'],
  ['<https://example.com/a|the page>', 'the page (https://example.com/a)'],
  ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
  ['&amp;lt;', '&lt;'],
  ['a < b', 'a < b'],
])('%s is %s', (text, expected) => {
  expect(fromSlack(text, aConnectedDirectory())).toBe(expected);
});
