import { afterEach, describe, expect, test } from '@jest/globals';
import { makeApi } from '../../lib/console/api.ts';
import { answers, clientOf } from '../../lib/local/client.ts';
import { type Listening, listen } from '../../lib/local/server.ts';
import { ReboundError } from '../../lib/model/errors.ts';
import type { Operations } from '../../lib/operations/operations.ts';

const token = 'a-secret-of-this-server';
const calls: unknown[] = [];
const note =
  (name: string, answer: unknown) =>
  (...given: unknown[]) => {
    calls.push([name, ...given]);
    return Promise.resolve(answer as never);
  };
const operations: Operations = {
  start: note('start', { run: 'r', execution: 'e', fresh: true }),
  alarm: note('alarm', { started: [], held: null }),
  runs: note('runs', []),
  show: () =>
    Promise.reject(
      new ReboundError('UnknownRun', { what: 'there is no run "x"', todo: 'did you mean y?', nearest: 'y' }),
    ),
  events: note('events', { events: [], after: 'EV#1' }),
  answer: note('answer', null),
  hold: note('hold', undefined),
  continue: note('continue', undefined),
  abort: () => Promise.reject(new TypeError('boom at /home/somebody/secret.ts:1')),
  ack: note('ack', undefined),
  note: note('note', undefined),
  take: note('take', undefined),
  give: note('give', undefined),
  stepByStep: note('step-by-step', undefined),
  preview: note('preview', undefined),
  brief: note('brief', undefined),
  story: note('story', undefined),
  oncall: note('oncall', undefined),
  drafts: note('drafts', undefined),
  announce: note('announce', undefined),
  stopEverything: note('stop-everything', undefined),
  release: note('release', undefined),
  status: note('status', []),
  keepProof: note('keep-proof', undefined),
  stopped: note('stopped', { by: 'ana', at: 't', because: 'b' }),
};
const attendance = { attend: note('attend', undefined) };

const open: Listening[] = [];
afterEach(async () => {
  calls.length = 0;
  for (const server of open.splice(0)) await server.close();
});

async function serve() {
  const api = makeApi({ operations, attendance, token });
  const listening = await listen((request) => api.fetch(request), 0);
  open.push(listening);
  const server = { pid: 1, port: listening.port, token };
  return { ...listening, server, client: clientOf(server, fetch) };
}

describe('operations over HTTP are the operations', () => {
  test('arguments and answers arrive', async () => {
    const { client } = await serve();
    const request = { runbook: 'x', inputs: { a: [1, null] }, mode: 'real' as const, by: 'ana', because: '' };
    expect(await client.start(request)).toEqual({ run: 'r', execution: 'e', fresh: true });
    expect(await client.alarm({ any: 'thing' })).toEqual({ started: [], held: null });
    expect(await client.runs({ limit: 5 })).toEqual([]);
    expect(await client.events('r', '')).toEqual({ events: [], after: 'EV#1' });
    expect(await client.answer('r', 'approve', 'ana', 'why')).toBeNull();
    const more = {
      ask: 'a',
      step: 's',
      for: 'leads',
      to: 'look',
      values: { size: 1, list: ['x'] },
      record: { case_id: '1' },
    };
    expect(await client.answer('r', 'go_on', 'ana', '', more)).toBeNull();
    await client.hold('r', 'ana');
    await client.continue('r', 'ana');
    await client.stopEverything('ana', 'why');
    await client.release('ana');
    await client.attend('typing');
    expect(await client.stopped()).toEqual({ by: 'ana', at: 't', because: 'b' });
    expect(calls).toEqual([
      ['start', request],
      ['alarm', { any: 'thing' }],
      ['runs', { limit: 5 }],
      ['events', 'r', ''],
      ['answer', 'r', 'approve', 'ana', 'why', {}],
      ['answer', 'r', 'go_on', 'ana', '', more],
      ['hold', 'r', 'ana'],
      ['continue', 'r', 'ana'],
      ['stop-everything', 'ana', 'why'],
      ['release', 'ana'],
      ['attend', 'typing'],
      ['stopped'],
    ]);
  });

  test('errors come back with their code and facts', async () => {
    const { client } = await serve();
    await expect(client.show('x')).rejects.toMatchObject({
      code: 'UnknownRun',
      facts: { what: 'there is no run "x"', todo: 'did you mean y?', nearest: 'y' },
    });
    await expect(client.abort('r', 'ana', '')).rejects.toMatchObject({ code: 'Broken' });
  });

  test('a server that is gone is Unavailable, and says what to do', async () => {
    const { client, close, server } = await serve();
    expect(await answers(server, fetch)).toBe(true);
    await close();
    open.length = 0;
    expect(await answers(server, fetch)).toBe(false);
    await expect(client.stopped()).rejects.toMatchObject({
      code: 'Unavailable',
      facts: { todo: expect.anything() },
    });
  });
});

describe('what is let in', () => {
  const request = (headers: Record<string, string>, body = '{}', path = '/api/stopped', method = 'POST') =>
    makeApi({ operations, attendance, token }).request(`http://127.0.0.1:1${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body } : {}),
    });
  const good = { host: '127.0.0.1:4000', authorization: `Bearer ${token}` };

  test.each([
    ['with token', good, '{}', '/api/stopped', 200],
    ['as localhost', { ...good, host: 'localhost:4000' }, '{}', '/api/stopped', 200],
    ['without token', { host: good.host }, '{}', '/api/stopped', 401],
    ['with half a token', { ...good, authorization: 'Bearer a-secret' }, '{}', '/api/stopped', 401],
    ['by a name that points here', { ...good, host: 'evil.example:4000' }, '{}', '/api/stopped', 421],
    [
      'by a name that begins like ours',
      { ...good, host: '127.0.0.1.evil.example' },
      '{}',
      '/api/stopped',
      421,
    ],
    ['an unknown operation', good, '{}', '/api/constructor', 404],
    ['no JSON', good, '{', '/api/stopped', 400],
    ['a body that does not fit', good, '{"run": 1}', '/api/hold', 400],
    ['an answer without a word', good, '{"run":"r","answer":"","by":"a","because":""}', '/api/answer', 400],
    ['a body too large', good, JSON.stringify({ event: 'x'.repeat(1_100_000) }), '/api/alarm', 413],
  ])('%s', async (_name, headers, body, path, status) => {
    const response = await request(headers, body, path);
    expect(response.status).toBe(status);
    if (status !== 200) {
      expect(await response.json()).toMatchObject({
        code: expect.any(String),
        facts: { what: expect.any(String) },
      });
      expect(calls).toEqual([]);
    }
  });

  test('an operation by GET does not exist', async () => {
    expect((await request(good, '', '/api/stopped', 'GET')).status).toBe(404);
  });
});

test('a port in use is refused, with what to do', async () => {
  const { port } = await serve();
  await expect(listen(() => new Response(), port)).rejects.toMatchObject({
    code: 'PortInUse',
    facts: { port, todo: expect.stringContaining('--port') },
  });
});
