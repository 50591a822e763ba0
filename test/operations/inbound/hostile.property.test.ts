import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../lib/engine/clock.ts';
import { noteRoom } from '../../../lib/history/rooms.ts';
import type { Random } from '../../../lib/model/clock.ts';
import { canonical, isObject } from '../../../lib/model/json.ts';
import { inboundPaths } from '../../../lib/operations/inbound/handle-inbound.ts';
import type { InboundRequest } from '../../../lib/operations/inbound/request.ts';
import {
  aMessage,
  anEvent,
  aPress,
  byPagerduty,
  bySlack,
  type InboundWorld,
  inboundWorld,
} from './inbound-world.ts';

/*
 * Requests that were changed on the way, or that somebody made up: none may crash, none may act, none may be answered with what it
 * brought. Those that are signed come from somebody whom people.yaml does not know, so that whatever they say must not count.
 */

const each = 700;
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const oddities: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  'x'.repeat(5000),
  '\u0000\u001b[2J\u202e',
  '__proto__',
  'constructor',
  '<!channel>',
  '😀\ud800',
  [],
  {},
  [[[[]]]],
  { toString: 1 },
  JSON.parse('{"__proto__":{"answer":"approve"}}'),
];

/** One place of the value is another. */
function bent(value: unknown, random: Random): unknown {
  if (random() < 0.25 || (!isObject(value) && !Array.isArray(value))) return pick(random, oddities);
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(random, oddities)];
    const at = Math.floor(random() * value.length);
    return value.map((item, index) => (index === at ? bent(item, random) : item));
  }
  const names = Object.keys(value);
  const name = names.length === 0 ? '__proto__' : pick(random, names);
  const copy = { ...value };
  if (random() < 0.3) delete copy[name];
  else copy[name] = bent(copy[name], random);
  return copy;
}

/** Some bytes of a text are others. */
function scratched(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 20));
    case 1:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at + 1);
    case 2:
      return (
        text.slice(0, at) + pick(random, ['{', '[', '"', '\\', '&payload=', '%00', '\n']) + text.slice(at)
      );
    default:
      return text.slice(0, at);
  }
}

function genuine(world: InboundWorld, n: number): InboundRequest {
  const value = { ask: world.ask.id, answer: 'approve', plan: world.ask.planHash };
  switch (n % 3) {
    case 0:
      return bySlack('/slack/interactions', aPress({ value, trigger: String(n) }));
    case 1:
      return bySlack('/slack/events', aMessage({}, { event_id: `Ev${n}` }));
    default:
      return byPagerduty(anEvent(world.run, { id: `E${n}` }));
  }
}

/** Signed, and then changed: body, headers, method or door. */
function tampered(request: InboundRequest, random: Random): InboundRequest {
  const text = Buffer.from(request.body).toString('latin1');
  const name = pick(random, Object.keys(request.headers));
  switch (Math.floor(random() * 6)) {
    case 0:
      return { ...request, body: Buffer.from(scratched(text, random), 'latin1') };
    case 1:
      return {
        ...request,
        headers: { ...request.headers, [name]: scratched(request.headers[name] ?? '', random) },
      };
    case 2: {
      const { [name]: _, ...headers } = request.headers;
      return { ...request, headers };
    }
    case 3:
      return { ...request, path: scratched(request.path, random) };
    case 4:
      return { ...request, method: pick(random, ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'post', '']) };
    default:
      return { ...request, path: pick(random, inboundPaths), body: Buffer.from(String(random())) };
  }
}

/** Signed by who has the secret, and nonsense; or by somebody whom nobody knows. */
function nonsense(world: InboundWorld, n: number, random: Random): InboundRequest {
  const user = 'U0EVE';
  const value = { ask: world.ask.id, answer: 'approve', plan: world.ask.planHash };
  const press = JSON.parse(
    new URLSearchParams(aPress({ user, value, trigger: String(n) })).get('payload') ?? '',
  ) as unknown;
  const event = JSON.parse(aMessage({ user }, { event_id: `Ev${n}` })) as unknown;
  const incident = JSON.parse(
    anEvent(world.run, { id: `E${n}`, agent: { id: 'PEVE', type: 'user_reference' } }),
  ) as unknown;
  const text = (given: unknown) =>
    random() < 0.3 ? scratched(JSON.stringify(given), random) : JSON.stringify(bent(given, random));
  switch (n % 3) {
    case 0:
      return bySlack('/slack/interactions', new URLSearchParams({ payload: text(press) }).toString());
    case 1:
      return bySlack('/slack/events', text(event));
    default:
      return byPagerduty(text(incident));
  }
}

async function aWorld(): Promise<InboundWorld> {
  const world = await inboundWorld();
  await noteRoom(world.table, { run: world.run, room: 'C0ROOM' });
  return world;
}

const statuses = [200, 400, 401, 404, 405, 413, 415, 503];

async function survives(world: InboundWorld, requests: InboundRequest[], seed: number): Promise<void> {
  for (const [index, request] of requests.entries()) {
    const about = `seed ${seed}, request ${index}: ${request.method} ${request.path} ${Buffer.from(request.body).toString('latin1').slice(0, 200)}`;
    const answer = await world
      .send(request)
      .catch((error: unknown) => Promise.reject(new Error(about, { cause: error })));
    expect([about, statuses.includes(answer.status)]).toEqual([about, true]);
    expect([about, world.calls]).toEqual([about, []]);
    expect(answer.body).not.toContain('the-token-of');
  }
  expect((await world.open())[0]?.voices).toEqual([]);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('answer');
}

const seed = 20_261_124;

test(`${each} that were signed and changed on the way: turned away, none acts`, async () => {
  const random = seededRandom(seed);
  const world = await aWorld();
  const requests = Array.from({ length: each }, (_, n) => {
    const request = genuine(world, n);
    let changed = tampered(request, random);
    while (isSame(changed, request)) changed = tampered(request, random);
    return changed;
  });
  await survives(world, requests, seed);
}, 60_000);

test(`${each} that are signed, and nonsense or nobody’s: taken or turned away, none acts`, async () => {
  const random = seededRandom(seed + 1);
  const world = await aWorld();
  await survives(
    world,
    Array.from({ length: each }, (_, n) => nonsense(world, n, random)),
    seed + 1,
  );
}, 60_000);

test(`${each} that nobody signed: turned away, no secret is read, none acts`, async () => {
  const random = seededRandom(seed + 2);
  const world = await aWorld();
  const requests = Array.from({ length: each }, (_, n): InboundRequest => {
    const { method, path, body, headers } = genuine(world, n);
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.endsWith('signature')));
    return {
      method,
      path,
      headers: kept,
      body: random() < 0.5 ? body : Buffer.from(scratched('{"a":[1]}', random)),
    };
  });
  await survives(world, requests, seed + 2);
  expect(world.reads).toEqual([]);
}, 60_000);

test('the same requests, unchanged, do act: the tests above can fail', async () => {
  const world = await aWorld();
  for (const n of [2, 1, 0]) expect((await world.send(genuine(world, n))).status).toBe(200);
  expect(world.calls).toHaveLength(3);
});

/** What is signed is the same, and where it goes, and it is still what its sender says it is. */
function isSame(one: InboundRequest, other: InboundRequest): boolean {
  return (
    one.method === other.method &&
    one.path === other.path &&
    Buffer.from(one.body).equals(Buffer.from(other.body)) &&
    isSameHeaders(one.headers, other.headers)
  );
}

function isSameHeaders(one: Record<string, string>, other: Record<string, string>): boolean {
  const plain = (headers: Record<string, string>) =>
    canonical(
      Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, text.split(';')[0]?.trim().toLowerCase()]),
      ),
    );
  return plain(one) === plain(other);
}
