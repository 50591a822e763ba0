import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { aSandbox, healthy } from './a-sandbox.ts';
import { modelsAreHere, smithyModel, smithyProblems } from './models.ts';

const given = { ...healthy, secrets: { 'rebound/api': 'correct horse battery', constructor: 'x' } };
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rebound/api-AbCdEf';
const here = modelsAreHere ? describe : describe.skip;
if (!modelsAreHere) process.stderr.write('the models of ../shared are not here: their tests are skipped\n');

test.each(['rebound/api', arn])('a secret that the world was given is read as %s', async (id) => {
  const { clients, play } = aSandbox({ given });
  expect(await play(() => clients.secrets.read(id))).toBe('correct horse battery');
});

test.each(['rebound/none', 'toString', '', `${arn}x`])('there is no secret %j', async (id) => {
  const { clients, play } = aSandbox({ given });
  const thrown = await play(() => clients.secrets.read(id).catch((error: unknown) => error));
  expect(thrown).toMatchObject({ code: id === '' ? 'Rejected4xx' : 'NotFound' });
});

test('a world that was given none has none', async () => {
  const { clients, play } = aSandbox();
  const thrown = await play(() => clients.secrets.read('rebound/api').catch((error: unknown) => error));
  expect(thrown).toMatchObject({ code: 'NotFound' });
});

here('Secrets Manager answers as its API model says', () => {
  const model = modelsAreHere ? smithyModel('secrets-manager-2017-10-17.json') : {};
  const shape = (name: string) => `com.amazonaws.secretsmanager#${name}`;
  const parsed = (body: Uint8Array | string): unknown => JSON.parse(Buffer.from(body).toString('utf8'));

  test('GetSecretValue, its request and its answer', async () => {
    const { clients, play, trace } = aSandbox({ given });
    await play(() => clients.secrets.read('rebound/api'));
    const [{ request, answer } = trace[0]!] = trace;
    expect(smithyProblems(model, shape('GetSecretValueRequest'), parsed(request.body))).toEqual([]);
    expect(smithyProblems(model, shape('GetSecretValueResponse'), parsed(answer.body))).toEqual([]);
    expect(request.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
  });

  test('a secret that is not there', async () => {
    const { clients, play, trace } = aSandbox({ given });
    await play(() => clients.secrets.read('none').catch(() => undefined));
    const body = parsed(trace[0]!.answer.body);
    const { __type: type, ...error } = isObject(body) ? body : {};
    expect(model[shape(String(type))]?.['type']).toBe('structure');
    expect(smithyProblems(model, shape(String(type)), error)).toEqual([]);
  });
});
