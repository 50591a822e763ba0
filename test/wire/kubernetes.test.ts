import { describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../lib/model/errors.ts';
import type { WireAnswer } from '../../lib/model/transport.ts';
import { makeKubernetes } from '../../lib/wire/kubernetes-client.ts';
import { type Answering, answering, json, type Reply, status, text } from './answering.ts';

const blue = {
  name: 'prod-blue',
  account: '111122223333',
  region: 'eu-west-1',
  arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue',
  endpoint: 'public' as const,
  drill: false,
};
const path = '/api/v1/namespaces/payments';

function api(...replies: Reply[]) {
  const stage = answering(...replies);
  const server = { endpoint: 'https://blue.example', certificateAuthority: 'PEM' };
  return { ...stage, kubernetes: makeKubernetes(blue, server, stage.surroundings) };
}
const named = (name: string) => ({ metadata: { name } });
const page = (names: string[], next = '') =>
  json(200, { kind: 'PodList', apiVersion: 'v1', metadata: { continue: next }, items: names.map(named) });
const queryOf = ({ sent }: Answering, n: number) =>
  Object.fromEntries(new URL(sent[n]?.url ?? '').searchParams);

describe('a failed answer is our error', () => {
  const rows: [string, WireAnswer, ErrorCode][] = [
    ['a 404 of the API about the object', status(404, 'NotFound'), 'NotFound'],
    ['a 404 of something in between', text(404, '404 page not found'), 'Malformed'],
    ['a 404 with a Status that has no reason', status(404, ''), 'Malformed'],
    ['409 AlreadyExists', status(409, 'AlreadyExists'), 'AlreadyExists'],
    ['409 Conflict', status(409, 'Conflict'), 'Conflict'],
    ['401', status(401, 'Unauthorized'), 'AccessDenied'],
    ['403', status(403, 'Forbidden'), 'AccessDenied'],
    ['422', status(422, 'Invalid'), 'Rejected4xx'],
    ['400 without a Status', text(400, 'Client sent an HTTP request to an HTTPS server.'), 'Malformed'],
    ['429', status(429, 'TooManyRequests'), 'Throttled'],
    ['500', status(500, 'InternalError'), 'Unavailable'],
    ['503 of a proxy', text(503, 'upstream connect error'), 'Unavailable'],
    ['a redirect', text(302, ''), 'Malformed'],
    ['200 without JSON', text(200, '<html>'), 'Malformed'],
    ['200 with something that is no object', json(200, { kind: 'Namespace' }), 'Malformed'],
    ['labels that are no texts', json(200, { metadata: { name: 'x', labels: { a: 1 } } }), 'Malformed'],
  ];
  test.each(rows)('%s', async (_, answer, code) => {
    const { kubernetes, play } = api(answer);
    await expect(play(() => kubernetes.get(path))).rejects.toMatchObject({ code });
  });

  test('says what to do about rights, and for whom', async () => {
    const { kubernetes, play } = api(status(403, 'Forbidden', 'namespaces "payments" is forbidden'));
    await expect(play(() => kubernetes.get(path))).rejects.toMatchObject({
      facts: {
        what: 'GET /api/v1/namespaces/payments of prod-blue failed with 403 Forbidden',
        why: 'namespaces "payments" is forbidden',
        todo: expect.stringContaining('prod-blue'),
      },
    });
  });
});

describe('readiness', () => {
  test.each([
    ['200', text(200, 'ok'), true],
    [
      'a failed check',
      text(500, '[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n'),
      false,
    ],
  ] as const)('%s', async (_, answer, ready) => {
    const { kubernetes, play } = api(answer);
    expect(await play(() => kubernetes.ready())).toBe(ready);
  });
  test('a sign-in page with 200 is not the API’s word', async () => {
    const { kubernetes, play } = api(text(200, '<html>Please sign in</html>'));
    await expect(play(() => kubernetes.ready())).rejects.toMatchObject({ code: 'Malformed' });
  });
  test('a proxy’s 503 is not the API’s word', async () => {
    const { kubernetes, play } = api(text(503, 'no healthy upstream'));
    await expect(play(() => kubernetes.ready())).rejects.toMatchObject({ code: 'Unavailable' });
  });
});

describe('lists', () => {
  test('all pages, with the selector on each', async () => {
    const stage = api(page(['a', 'b'], 'x/1'), page(['c']));
    const all = await stage.play(() => stage.kubernetes.list('/api/v1/pods', { labelSelector: 'app=x' }));
    expect(all.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(queryOf(stage, 0)).toEqual({ labelSelector: 'app=x', limit: '250' });
    expect(queryOf(stage, 1)).toEqual({ labelSelector: 'app=x', limit: '250', continue: 'x/1' });
  });
  test('from the beginning when the page is forgotten', async () => {
    const { kubernetes, play } = api(
      page(['a'], 'old'),
      status(410, 'Expired'),
      page(['a'], 'new'),
      page(['b']),
    );
    const all = await play(() => kubernetes.list('/api/v1/pods'));
    expect(all.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });
  test('not for ever', async () => {
    const { kubernetes, play, sent } = api(status(410, 'Expired'));
    await expect(play(() => kubernetes.list('/api/v1/pods'))).rejects.toMatchObject({ code: 'Conflict' });
    expect(sent).toHaveLength(3);
  });
  test('an object where a list was asked for is no empty list', async () => {
    const { kubernetes, play } = api(json(200, { kind: 'Pod', metadata: { name: 'x' } }));
    await expect(play(() => kubernetes.list('/api/v1/pods'))).rejects.toMatchObject({ code: 'Malformed' });
  });
});

describe('requests', () => {
  test('carry token, authority, and the type of a merge patch', async () => {
    const { kubernetes, play, sent } = api(json(200, named('payments')));
    await play(() => kubernetes.patch(path, { metadata: { labels: { a: 'b' } } }));
    expect(sent[0]).toMatchObject({
      system: 'kubernetes',
      method: 'PATCH',
      url: 'https://blue.example/api/v1/namespaces/payments',
      ca: 'PEM',
      headers: {
        authorization: expect.stringMatching(/^Bearer k8s-aws-v1\./),
        'content-type': 'application/merge-patch+json',
      },
      body: '{"metadata":{"labels":{"a":"b"}}}',
    });
  });
  test('one token for many calls, a new one before it gets old', async () => {
    const { kubernetes, play, sent, clock } = api(json(200, named('payments')));
    await play(async () => {
      await kubernetes.get(path);
      await clock.sleep(9 * 60_000);
      await kubernetes.get(path);
      await clock.sleep(2 * 60_000);
      await kubernetes.get(path);
    });
    const tokens = sent.map(({ headers }) => headers['authorization']);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[0]);
  });
  test('deletions wait for what the object owns', async () => {
    const { kubernetes, play, sent } = api(json(200, { kind: 'Status', status: 'Success' }));
    await play(() => kubernetes.delete(path));
    expect(JSON.parse(String(sent[0]?.body))).toMatchObject({
      kind: 'DeleteOptions',
      propagationPolicy: 'Foreground',
    });
  });
});
