import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeApi } from '../../lib/console/api.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Operations } from '../../lib/operations/operations.ts';

const token = 'a-secret-of-this-server';
const sample = readFileSync(join(__dirname, '../../docs/events/alertmanager-webhook.json'), 'utf8');
const events: unknown[] = [];
beforeEach(() => void events.splice(0));

const alarm: Operations['alarm'] = async (event) => {
  events.push(event);
  if (JSON.stringify(event).includes('DiskFull')) fail('NoTrigger', { what: 'no runbook is triggered' });
  return { started: [{ run: 'r', execution: 'e', fresh: true }], held: null };
};
const api = makeApi({
  operations: { alarm } as Operations,
  attendance: { attend: async () => undefined },
  token,
});
const post = (body: string, headers: Record<string, string> = {}) =>
  api.request('http://127.0.0.1/webhook', {
    method: 'POST',
    headers: { host: '127.0.0.1', authorization: `Bearer ${token}`, ...headers },
    body,
  });

describe('POST /webhook of the local server', () => {
  test('takes what Alertmanager sends, with the server’s token as its credentials', async () => {
    const answer = await post(sample);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ started: [{ run: 'r', execution: 'e', fresh: true }], held: null });
    expect(events).toEqual([JSON.parse(sample)]);
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['another token', sample, { authorization: 'Bearer guessed' }, 401],
    ['another name of this machine', sample, { host: 'evil.example' }, 421],
    ['no JSON', 'alerts: []', {}, 400],
    ['what is no alert', '{"detail-type": "CloudWatch Alarm State Change"}', {}, 400],
    ['more than a megabyte', `{"alerts": ["${'x'.repeat(1024 * 1024)}"]}`, {}, 413],
  ])('refuses %s', async (_, body, headers, status) => {
    expect((await post(body, headers)).status).toBe(status);
    expect(events).toEqual([]);
  });

  test('labels that no trigger knows are the sender’s mistake', async () => {
    const answer = await post('{"labels": {"alertname": "DiskFull"}, "startsAt": "2026-11-24T03:12:14Z"}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'NoTrigger' });
  });

  test('nothing is read there', async () => {
    const answer = await api.request('http://127.0.0.1/webhook', {
      headers: { host: '127.0.0.1', authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
  });
});
