import { describe, expect, test } from '@jest/globals';
import type { WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { noSecret } from '../../lib/rehearsal/invariants/no-secret.ts';
import { rewritten } from '../rehearsal/defects.ts';
import { processOf } from '../../lib/rehearsal/process.ts';
import type { SeenCall } from '../../lib/rehearsal/watch.ts';
import type { Watched } from '../../lib/rehearsal/watched.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

describe('11. no secret is written', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(noSecret, someSeeds)).toEqual([]);
  });

  test('finds a page with the task token in its text', async () => {
    const leaky = rewritten(['step-approve'], (request, body, payload) =>
      request.system === 'pager'
        ? { ...body, text: `${String(body['text'])} (${String(payload['token'])})` }
        : undefined,
    );
    const found = await find(noSecret, leaky, 20);
    expect(found?.violation.text).toMatch(/holds a task token/);
  });
});

describe('11. the text of a secret that was read stands nowhere', () => {
  const text = 'correct horse/battery+staple';
  const base64 = Buffer.from(text).toString('base64');
  const at = Date.parse('2026-11-24T03:12:00Z');
  const moment = { seq: 1, at, table: {} as SeenCall['begun']['table'] };

  function aCall(request: Partial<WireRequest>, answer?: object): SeenCall {
    const whole = {
      system: 'dynamodb',
      method: 'POST',
      url: 'https://x/',
      headers: {},
      body: '',
      ...request,
    } as const;
    const body = Buffer.from(JSON.stringify(answer ?? {}));
    return {
      request: whole,
      facts: factsOf(whole),
      nth: 1,
      process: processOf('step-call', null, at, 0),
      begun: { ...moment, world: null },
      effect: {
        ...moment,
        before: moment.table,
        status: 200,
        answer: { status: 200, headers: {}, body },
        world: null,
      },
    };
  }
  const read = aCall(
    {
      system: 'secretsmanager',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: '{"SecretId":"x"}',
    },
    { Name: 'rebound/api', SecretString: JSON.stringify({ token: text, user: 'ana' }) },
  );
  const put = (item: object) =>
    aCall({
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
      body: JSON.stringify({ Item: { pk: { S: 'RUN#x' }, sk: { S: 'EV#1' }, ...item } }),
    });
  const of = (calls: SeenCall[], more: Partial<Watched> = {}) =>
    noSecret.check({ calls, processes: [], reports: [], endedAt: at, ...more } as unknown as Watched);

  test.each<[string, SeenCall]>([
    ['an event', put({ text: { S: `got ${text}` } })],
    ['an event, in Base64', put({ text: { S: `got ${base64}` } })],
    [
      'an ask',
      aCall({
        headers: { 'x-amz-target': 'DynamoDB_20120810.UpdateItem' },
        body: JSON.stringify({ Key: { pk: { S: 'RUN#x' }, sk: { S: 'ASK#1' } }, v: text }),
      }),
    ],
    [
      'evidence',
      aCall({
        system: 's3',
        method: 'PUT',
        url: 'https://s3/evidence/x',
        body: JSON.stringify({ said: text }),
      }),
    ],
    ['a page', aCall({ system: 'pager', body: JSON.stringify({ text: `call with ${text}` }) })],
    [
      'what goes through the topic',
      aCall({ system: 'sns', body: new URLSearchParams({ Message: text }).toString() }),
    ],
    [
      'what Step Functions is told',
      aCall({
        system: 'states',
        headers: { 'x-amz-target': 'AWSStepFunctions.SendTaskSuccess' },
        body: JSON.stringify({ output: text }),
      }),
    ],
  ])('%s', (_, call) => {
    expect(of([read, call])).toMatchObject([
      { invariant: 11, text: expect.stringMatching(/holds the text of the secret rebound\/api/) },
    ]);
    expect(of([call])).toEqual([]);
  });

  test('what the state machine hands on, and a report', () => {
    const processes = [processOf('step-next', { with: { said: text } }, at, 1)];
    expect(of([read], { processes })).toMatchObject([
      { text: expect.stringMatching(/what step-next was handed/) },
    ]);
    const reports = [{ run: 'x', because: base64 }] as unknown as Watched['reports'];
    expect(of([read], { reports })).toMatchObject([{ text: expect.stringMatching(/the report of x/) }]);
  });

  test('it may go to the system that it is for', () => {
    const made = aCall({ system: 'kubernetes', url: 'https://x/api/v1/secrets', body: base64 });
    expect(of([read, made, put({ text: { S: 'used the secret rebound/api' } })])).toEqual([]);
  });
});
