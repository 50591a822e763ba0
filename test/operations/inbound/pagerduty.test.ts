import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventsAfter } from '../../../lib/history/events.ts';
import { fail } from '../../../lib/model/errors.ts';
import { anEvent, at, byPagerduty, type InboundWorld, inboundWorld } from './inbound-world.ts';

let world: InboundWorld;
beforeEach(async () => {
  world = await inboundWorld();
});
const hear = (more: object = {}, data: object = {}, run = world.run) =>
  world.send(byPagerduty(anEvent(run, more, data)));
const noteOf = (content: string, id = 'E2') =>
  world.send(
    byPagerduty(
      JSON.stringify({
        event: {
          id,
          event_type: 'incident.annotated',
          resource_type: 'incident',
          occurred_at: at(56),
          agent: { id: 'PBEN', type: 'user_reference' },
          client: null,
          data: {
            incident: { id: 'PGR0VU2', type: 'incident_reference' },
            id: 'P2LA89X',
            content,
            trimmed: false,
            type: 'incident_note',
          },
        },
      }),
    ),
  );

test('who acknowledges the incident looks at every open question of its run', async () => {
  const answer = await hear();
  expect([answer.status, answer.did]).toEqual([200, 'acknowledged']);
  expect(world.calls).toEqual([`ack ${world.run} ana all pagerduty`]);
});

test('a note at the incident is a note of the run', async () => {
  await hear({ event_type: 'incident.triggered', agent: { id: 'S1', type: 'service_reference' } });
  expect((await noteOf('looking at the load balancer')).did).toBe('noted');
  const { events } = await eventsAfter(world.table, world.run, '', 10);
  expect(events).toEqual([
    expect.objectContaining({
      kind: 'noted',
      person: 'ben',
      channel: 'pagerduty',
      text: 'looking at the load balancer',
    }),
  ]);
});

test('a note that is longer than is kept says where the rest is', async () => {
  await hear({ event_type: 'incident.triggered' });
  await noteOf('x'.repeat(3000));
  const [text = ''] = await world.texts();
  expect(text).toMatch(/^x{1900} … \(cut here; the rest is in PagerDuty\)$/);
});

test('a note at an incident that nobody told us of is passed over', async () => {
  expect(await noteOf('hello')).toMatchObject({ status: 200, did: 'no incident of a run' });
  expect(world.calls).toEqual([]);
});

test('who resolves the incident while the run goes on decides nothing: a note says so', async () => {
  await hear({ event_type: 'incident.resolved' });
  expect(world.calls).toEqual([`note ${world.run} ana pagerduty`]);
  expect(await world.texts()).toEqual([
    'resolved the incident in PagerDuty at 24 Nov 03:13 UTC, while the run goes on: that decides nothing here, and what is asked stays asked',
  ]);
  expect((await world.open())[0]?.decision).toBeUndefined();
});

test.each<[string, object]>([
  ['its key, which goes on behind the run', { incident_key: 'RUN.5d41402abc4b' }],
  ['its title, where it has no key', { incident_key: null, title: 'Restore over it? – payments [run RUN]' }],
  ['its title, where the key is PagerDuty’s own', { incident_key: 'd3640fbd4109', title: 'x [run RUN]' }],
])('an incident is known by %s', async (_, data) => {
  const own = JSON.parse(JSON.stringify(data).replace('RUN', world.run)) as object;
  expect(await hear({ event_type: 'incident.acknowledged' }, own)).toMatchObject({ did: 'acknowledged' });
});

describe('passed over', () => {
  test.each<[string, object, object]>([
    ['an incident of another service', {}, { incident_key: 'd3640fbd41094207a1c11e58e46b1662' }],
    ['the beginning of a run’s id', {}, { incident_key: 'a' }],
    ['a run that is not there', {}, { incident_key: 'a'.repeat(16) }],
    [
      'a title that names a run that is not there',
      {},
      { incident_key: null, title: `x [run ${'a'.repeat(16)}]` },
    ],
    ['neither key nor title', {}, { incident_key: null }],
    [
      'what our own call did',
      { agent: { id: 'P1', type: 'events_api_v2_inbound_integration_reference' } },
      {},
    ],
    ['what nobody did', { agent: null }, {}],
    ['another event', { event_type: 'incident.escalated' }, {}],
    ['an event that every object has', { event_type: 'constructor' }, {}],
    ['a service', { event_type: 'service.updated', data: { id: 'PF9KMXH', type: 'service' } }, {}],
    [
      'a ping',
      { event_type: 'pagey.ping', data: { message: 'Hello from your friend Pagey!', type: 'ping' } },
      {},
    ],
    ['no time', { occurred_at: 'soon' }, {}],
    ['an incident that is a number', {}, { id: 7, incident_key: 7 }],
  ])('%s', async (_, more, data) => {
    expect((await hear(more, data)).status).toBe(200);
    expect([world.calls, await world.texts()]).toEqual([[], []]);
  });

  test('a body without an event', async () => {
    expect((await world.send(byPagerduty('{}'))).status).toBe(200);
    expect((await world.send(byPagerduty('[]'))).status).toBe(400);
  });

  test('a run that is over', async () => {
    const run = await world.aRun('over', { status: 'closed', outcome: 'recovered', endedAt: at(30) });
    for (const [id, event_type] of [
      ['1', 'incident.acknowledged'],
      ['2', 'incident.resolved'],
    ])
      expect(await hear({ id, event_type }, {}, run)).toMatchObject({ status: 200, did: 'the run is over' });
    expect(world.calls).toEqual([]);
  });
});

test('nobody of people.yaml is refused, and written down', async () => {
  expect(await hear({ agent: { id: 'PEVE', type: 'user_reference' } })).toMatchObject({ status: 200 });
  expect(world.calls).toEqual([]);
  expect(await world.texts()).toEqual([
    expect.stringMatching(/^refused: incident\.acknowledged from PagerDuty user PEVE/),
  ]);
});

describe('late, twice, in another order', () => {
  test('told again it is the same, with whatever signature', async () => {
    await hear();
    world.now.seconds += 1200;
    expect(await hear()).toMatchObject({ status: 200, did: 'came again' });
    expect(world.calls).toHaveLength(1);
  });

  test('heard an hour late, it is of the level that was asked then: it stops nobody’s paging', async () => {
    world.now.seconds = 3660;
    await world.anAsk({
      id: 'b'.repeat(26),
      step: 's4',
      openedAt: at(3000),
      levelEndsAt: at(3900),
      levels: [{ who: 'leads', for: 900 }],
    });
    // the question of the first level is still open, and another one began since
    expect(await hear()).toMatchObject({ did: 'acknowledged' });
    expect(world.calls).toEqual([`ack ${world.run} ana ${world.ask.id} pagerduty`]);
  });

  test('when every level began since, it is a note', async () => {
    const run = await world.aRun('two');
    await world.anAsk({
      id: 'b'.repeat(26),
      run,
      level: 1,
      levels: [
        { who: 'leads', for: 300 },
        { who: 'oncall', for: 900 },
      ],
      openedAt: at(10),
      levelEndsAt: at(1210),
    });
    world.now.seconds = 900;
    expect(await hear({}, {}, run)).toMatchObject({ did: 'acknowledged too late' });
    expect(world.calls).toEqual([`note ${run} ana pagerduty`]);
  });

  test('what is a day old is no event any more', async () => {
    world.now.seconds = 55 + 86_401;
    expect(await hear()).toMatchObject({ status: 200, did: 'too old' });
    expect(world.calls).toEqual([]);
  });

  test('resolved before it was acknowledged', async () => {
    await hear({ id: 'E9', event_type: 'incident.resolved' });
    await hear({ id: 'E8' });
    expect(world.calls).toEqual([`note ${world.run} ana pagerduty`, `ack ${world.run} ana all pagerduty`]);
  });

  test('a question that was decided meanwhile: nothing is asked, and that is fine', async () => {
    await world.parts.operations.answer(world.run, 'approve', 'ben', '');
    expect(await hear()).toMatchObject({ status: 200, did: 'nothing is asked' });
  });
});

test('a refusal is no error of PagerDuty’s: it would stop all webhooks after three', async () => {
  world.parts.operations.ack = async () => fail('NothingToAnswer', { what: 'nothing is asked' });
  expect((await hear()).status).toBe(200);
});

test('what may pass is: it is told again', async () => {
  const { ack } = world.parts.operations;
  world.parts.operations.ack = async () => fail('Unavailable', { what: 'no answer' });
  await expect(hear()).rejects.toMatchObject({ code: 'Unavailable' });
  world.parts.operations.ack = ack;
  expect((await hear()).did).toBe('acknowledged');
});

test('in a sandbox, senders go by their own time', async () => {
  world.parts.sendersNow = () => Date.parse('2027-06-01T12:00:00Z');
  const answer = await hear({ occurred_at: '2027-06-01T11:59:58Z' });
  expect(answer.did).toBe('acknowledged');
});
