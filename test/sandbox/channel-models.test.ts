import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { readParameter } from '../../lib/wire/parameters.ts';
import { addresses, reachable, settings } from '../builders/channels.ts';
import { aMessage } from '../builders/messages.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import { aSandbox } from './a-sandbox.ts';
import { modelsAreHere, smithyModel, smithyProblems } from './models.ts';

const here = modelsAreHere ? describe : describe.skip;
if (!modelsAreHere) process.stderr.write('the models of ../shared are not here: their tests are skipped\n');

const parsed = (body: Uint8Array | string): unknown => JSON.parse(Buffer.from(body).toString('utf8'));
const name = '/rebound-channels/pagerduty/platform';

here('Parameter Store answers as its API model says', () => {
  const model = modelsAreHere ? smithyModel('ssm-2014-11-06.json') : {};
  const shape = (one: string) => `com.amazonaws.ssm#${one}`;

  test('GetParameter, its request and its answer', async () => {
    const { surroundings, play, trace } = aSandbox({ directory: reachable() });
    expect(await play(() => readParameter(name, surroundings))).toMatch(/^sandbox-.{24}$/);
    const [{ request, answer } = trace[0]!] = trace;
    expect(smithyProblems(model, shape('GetParameterRequest'), parsed(request.body))).toEqual([]);
    expect(smithyProblems(model, shape('GetParameterResult'), parsed(answer.body))).toEqual([]);
    expect(request.headers['x-amz-target']).toBe('AmazonSSM.GetParameter');
  });

  test('a parameter that is not there; one that is not decrypted is of no use', async () => {
    const { surroundings, play, trace } = aSandbox({ directory: reachable() });
    const missing = play(() => readParameter('/none', surroundings));
    await expect(missing).rejects.toMatchObject({ code: 'NotFound' });
    const body = parsed(trace[0]!.answer.body);
    const { __type: type, ...error } = isObject(body) ? body : {};
    expect(model[shape(String(type))]?.['type']).toBe('structure');
    expect(smithyProblems(model, shape(String(type)), error)).toEqual([]);
    const request = { ...trace[0]!.request, body: JSON.stringify({ Name: name }) };
    const answer = await play(() => surroundings.transport(request));
    expect(JSON.stringify(parsed(answer.body))).not.toContain('sandbox-');
  });
});

here('SNS', () => {
  test.each(['sms', 'mail'] as const)('Publish of %s sends members of the model', async (channel) => {
    const { surroundings, play, trace } = aSandbox({ directory: reachable() });
    const { channels } = makeClients({ ...surroundings, channels: settings });
    await play(() => channels.send(addresses[channel], aMessage()));
    const form = [...new URLSearchParams(Buffer.from(trace[0]!.request.body).toString('utf8'))];
    const input = Object.fromEntries(
      form.filter(([field]) => !/^(Action|Version|MessageAttributes\..*)$/.test(field)),
    );
    const model = smithyModel('sns-2010-03-31.json');
    expect(
      smithyProblems(model, 'com.amazonaws.sns#PublishInput', { ...input, MessageAttributes: {} }),
    ).toEqual([]);
    const attributes = form.filter(([field]) => field.startsWith('MessageAttributes.'));
    expect(attributes.length).toBeGreaterThan(0);
    for (const [field] of attributes)
      expect(field).toMatch(/^MessageAttributes\.entry\.\d+\.(Name|Value\.(DataType|StringValue))$/);
  });
});
