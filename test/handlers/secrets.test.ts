import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { checkWith } from '../../lib/handlers/check-with.ts';
import { keepingSecrets, withholdingChange } from '../../lib/handlers/keep-secrets.ts';
import { handleOpenRun } from '../../lib/handlers/open-run.ts';
import { makeRedactor } from '../../lib/handlers/redact.ts';
import { render } from '../../lib/handlers/render.ts';
import { holdsSecret, withoutSecrets } from '../../lib/handlers/secret-values.ts';
import { handleStep } from '../../lib/handlers/step.ts';
import { eventsAfter } from '../../lib/history/events.ts';
import { putStart } from '../../lib/history/starts.ts';
import { checkInputs } from '../../lib/model/check-inputs.ts';
import { fail, explain } from '../../lib/model/errors.ts';
import { isObject, type Json, type JsonObject } from '../../lib/model/json.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import { runIdOf } from '../../lib/model/run.ts';
import { bodyOf } from '../../lib/rehearsal/calls.ts';
import type { Change, StepContext, StepType } from '../../lib/steps/step-type.ts';
import { aManifest, estate, startedAt, triggerWorld, type TriggerWorld } from './trigger-parts.ts';

const token = 'correct horse/battery+staple';
const forms = [
  token,
  Buffer.from(token).toString('base64'),
  encodeURIComponent(token),
  Buffer.from(`ana:${token}`).toString('base64').slice(8, 30),
];

const given = z.strictObject({ token: z.string().check(z.regex(/horse/)), url: z.string() });
const output = z.strictObject({ said: z.string(), kept: z.json() });
/** What the step does with what it was given. */
let run: (with_: { token: string; url: string }, context: StepContext) => Promise<Json>;
const callApi = {
  uses: 'call-api',
  summary: 'Call an API',
  kind: 'reads',
  needs: [],
  with: given,
  output,
  fields: { with: { token: 'its key', url: 'where it is' }, output: { said: 'its answer', kept: 'more' } },
  example: '',
  secrets: ['token'],
  types: {},
  permissions: { read: [], change: [] },
  timeoutSeconds: 60,
  plan: async ({ token: shown, url }) => ({
    lines: [`call ${url} with ${shown}`],
    output: { said: { unknown: 'known after the call' }, kept: null },
  }),
  run: async (with_, context) => z.parse(output, await run(with_, context)),
} satisfies StepType<typeof given, typeof output> as unknown as StepType;

const manifest = aManifest('call', {
  changes: false,
  inputs: {
    token: { type: 'string', secret: true },
    url: { type: 'string', default: 'https://api.example' },
  },
});
const execution = 'arn:aws:states:eu-west-1:111122223333:execution:rebound-call:one';
const place = { execution, state: 'Call', entered_at: startedAt, attempt: 0 };

let world: TriggerWorld;
beforeEach(async () => {
  world = await triggerWorld([manifest], {
    secrets: {
      'rebound/api': token,
      'rebound/json': JSON.stringify({ token, user: 'ana-maria-lopez', short: 'abc' }),
      'rebound/short': 'horse',
      'rebound/other': 'a key that does not fit',
    },
  });
  run = async () => ({ said: 'fine', kept: null });
});
afterEach(() => world.close());

async function opened(reference: Json, mode: Mode = 'real'): Promise<JsonObject> {
  const { parts } = world;
  const at = startedAt;
  const by = { kind: 'person' as const, name: 'ana' };
  await putStart(parts.clients.table, { execution: 'one', runbook: 'call', mode, by, because: '', at });
  const answer = await handleOpenRun(
    { ...place, state: 'Open run', runbook: 'call', started_at: startedAt, inputs: { token: reference } },
    parts,
  );
  return answer.inputs;
}
const step = (with_: JsonObject, more: JsonObject = {}) =>
  handleStep(
    callApi,
    {
      ...place,
      step: 'call',
      title: 'Call it',
      uses: 'call-api',
      generation: 0,
      iteration: 0,
      timeout: 60,
      with: with_,
      ...more,
    },
    world.parts,
  );
/** Everything that left for where things are kept or shown. */
const written = () =>
  world.sent
    .filter(({ system }) => system !== 'secretsmanager')
    .map((request) => bodyOf(request))
    .join('\n');
const reads = () => world.sent.filter(({ system }) => system === 'secretsmanager').length;
function expectHidden(shown: unknown): void {
  const text = `${written()}\n${shown instanceof Error ? `${shown.message} ${shown.stack} ${explain(shown)}` : ''}\n${JSON.stringify(shown)}`;
  for (const form of forms) expect(text).not.toContain(form);
}

describe('a secret from the input to the call that needs it', () => {
  test('is a reference everywhere, and a text only in the step’s hands', async () => {
    let seen = '';
    run = async (with_) => {
      seen = with_.token;
      return { said: 'fine', kept: null };
    };
    const inputs = await opened('secret:rebound/api');
    expect(inputs).toMatchObject({ token: { $secret: 'rebound/api' }, url: 'https://api.example' });
    const answer = await step(inputs);
    expect(seen).toBe(token);
    expect(answer).toEqual({ output: { said: 'fine', kept: null } });
    expect(reads()).toBe(1);
    expectHidden(answer);
  });

  test('under a key of a secret that is JSON', async () => {
    let seen = '';
    run = async (with_) => {
      seen = with_.token;
      return { said: 'of ana-maria-lopez', kept: null };
    };
    const answer = await step(await opened('secret:rebound/json#token'));
    expect(seen).toBe(token);
    expect(answer.output).toEqual({ said: 'of (secret)', kept: null });
  });

  test('written into the runbook instead of an input', async () => {
    await opened('secret:rebound/api');
    await step({ token: 'secret:rebound/api', url: 'x' });
    expect(reads()).toBe(1);
  });

  test('is read anew in each attempt: nothing of it is kept', async () => {
    const inputs = await opened('secret:rebound/api');
    await step(inputs);
    await step(inputs, { attempt: 1 });
    expect(reads()).toBe(2);
  });

  test('a plan shows that there is one, and reads none', async () => {
    await step(await opened('secret:rebound/api', 'dry-run'));
    const { events } = await eventsAfter(world.parts.clients.table, runIdOf(execution), '', 50);
    expect(events.flatMap(({ findings = [] }) => findings)).toEqual([
      { text: 'call https://api.example with (secret)' },
    ]);
    expect(reads()).toBe(0);
  });
});

describe('whatever a step does with it, it is written nowhere', () => {
  const leaks: [string, (token: string, context: StepContext) => Promise<Json>][] = [
    [
      'in its output',
      async (text) => ({ said: `it said ${text}`, kept: { [text]: [text, { deep: text }] } }),
    ],
    [
      'in its output, in Base64',
      async (text) => ({ said: Buffer.from(`ana:${text}`).toString('base64'), kept: null }),
    ],
    [
      'in its output, in a URL',
      async (text) => ({ said: `https://x/?key=${encodeURIComponent(text)}`, kept: null }),
    ],
    [
      'in a finding',
      async (text, context) => {
        context.finding(`logged in with ${text}`);
        context.finding({ text: Buffer.from(text).toString('base64url'), bad: true });
        return { said: 'x', kept: null };
      },
    ],
    [
      'in a page',
      async (text, context) => {
        await context.pager.page({ who: 'ana', title: text, text: `key ${text}`, run: '', key: 'k' });
        return { said: 'x', kept: null };
      },
    ],
    [
      'in evidence',
      async (text, context) => ({ said: 'x', kept: await context.evidence.keep(`${text} `.repeat(2000)) }),
    ],
  ];
  test.each(leaks)('%s', async (_, leak) => {
    run = (with_, context) => leak(with_.token, context);
    const answer = await step(await opened('secret:rebound/api'));
    expect(written()).toMatch(/Call it/);
    expectHidden(answer);
  });

  test('the output says where it was', async () => {
    run = async (with_) => ({ said: `it said ${with_.token}`, kept: null });
    expect((await step(await opened('secret:rebound/api'))).output).toMatchObject({
      said: 'it said (secret)',
    });
  });

  test.each<[string, string, (token: string, context: StepContext) => Promise<never>]>([
    [
      'an error of ours',
      'AccessDenied',
      async (text) => fail('AccessDenied', { what: `no to ${text}`, why: encodeURIComponent(text) }),
    ],
    [
      'an error that is cut off',
      'Rejected4xx',
      async (text) => fail('Rejected4xx', { what: `got ${text.slice(0, 15)}…` }),
    ],
    [
      'any error',
      'Broken',
      async (text) => {
        throw new TypeError(`cannot read ${text}`);
      },
    ],
    [
      'an error with a cause',
      'Unavailable',
      async (text) => fail('Unavailable', { what: 'no' }, new Error(text)),
    ],
    ['what it waits for', 'NotReady', async (text, context) => context.notReady(`waiting for ${text}`)],
    [
      'an output that does not fit',
      'Broken',
      async (text) => z.parse(z.object({ said: z.number(text) }), { said: 'x' }) as never,
    ],
  ])('in %s', async (_, code, leak) => {
    run = (with_, context) => leak(with_.token, context);
    const thrown: unknown = await step(await opened('secret:rebound/api')).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code });
    expect(explain(thrown)).toMatch(/\(secret\)|^no$|no/);
    expectHidden(thrown);
    const { cause } = thrown as { cause?: unknown };
    if (cause !== undefined) expectHidden(cause);
  });

  test('a change: neither its specification in the ledger, nor what is found', async () => {
    const redactor = makeRedactor();
    redactor.learn(token);
    const kept: Change<JsonObject>[] = [];
    const change = withholdingChange(async <T>(one: Change<T>) => {
      kept.push(one as unknown as Change<JsonObject>);
      return one.make('rb-x');
    }, redactor);
    const made = await change({
      spec: { header: `Bearer ${token}` },
      root: 'prod-blue',
      part: null,
      find: async () => undefined,
      make: async () => ({ header: `Bearer ${token}` }),
      specOf: (found) => found,
    });
    expect(made).toEqual({ header: `Bearer ${token}` });
    expect(kept[0]?.spec).toEqual({ header: 'Bearer (secret)' });
    expect(kept[0]?.specOf(made)).toEqual({ header: 'Bearer (secret)' });
  });

  test('what the state machine is told, and what goes through the topic', async () => {
    const { states, topic } = world.parts.clients;
    await keepingSecrets(world.parts, async ({ clients }, redactor) => {
      redactor.learn(token);
      await clients.topic.publish(`For ana ${token}`, `key ${token}`);
      await clients.states.succeed('t', { said: token }).catch(() => undefined);
      await clients.states.fail('t', 'Broken', JSON.stringify({ what: token })).catch(() => undefined);
    });
    expect([states, topic].every(isObject)).toBe(true);
    expect(written()).toContain('(secret)');
    const sns = world.sent.filter(({ system }) => system === 'sns' || system === 'states').map(bodyOf);
    expect(sns).toHaveLength(3);
    for (const text of sns) expect(decodeURIComponent(text.replaceAll('+', ' '))).not.toContain(token);
  });
});

describe('what is refused, without the value', () => {
  test.each<[string, JsonObject, string, RegExp]>([
    [
      'a secret that is not there',
      { token: { $secret: 'rebound/none' }, url: 'x' },
      'NotFound',
      /rebound\/none/,
    ],
    [
      'a key that is not there',
      { token: { $secret: 'rebound/json#tok' }, url: 'x' },
      'BadInput',
      /no text under the key tok/,
    ],
    [
      'a key of a secret that is no JSON',
      { token: { $secret: 'rebound/api#token' }, url: 'x' },
      'BadInput',
      /it is no JSON object/,
    ],
    [
      'one that is too short',
      { token: { $secret: 'rebound/short' }, url: 'x' },
      'BadInput',
      /fewer than 8 characters/,
    ],
    [
      'a short value of one',
      { token: { $secret: 'rebound/json#short' }, url: 'x' },
      'BadInput',
      /fewer than 8 characters/,
    ],
    [
      'one that does not fit',
      { token: { $secret: 'rebound/other' }, url: 'x' },
      'BadInput',
      /token: the secret is not what this field takes/,
    ],
    [
      'one in a field that takes none',
      { token: 'horse', url: { $secret: 'rebound/api' } },
      'BadInput',
      /`url` of call-api was given a secret, and takes none.*may stand in token/,
    ],
    [
      'one inside of something',
      { token: { a: [{ $secret: 'rebound/api' }] }, url: 'x' },
      'BadInput',
      /takes none/,
    ],
    [
      'one in a text',
      {
        token: { $secret: 'rebound/api' },
        url: {
          '{{}}': ['?k=', { value: { $secret: 'rebound/api' }, path: '$inputs.token', type: 'unknown' }],
        },
      },
      'BadInput',
      /a text inserts \$inputs.token, which is a secret/,
    ],
    ['another field that does not fit', { token: { $secret: 'rebound/api' }, url: 7 }, 'BadInput', /url: /],
    [
      'a field that nobody knows',
      { token: { $secret: 'rebound/api' }, url: 'x', uri: 'y' },
      'BadInput',
      /does not know uri/,
    ],
  ])('%s', async (_, with_, code, message) => {
    await opened('secret:rebound/api');
    const thrown: unknown = await step(with_).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code });
    expect(explain(thrown)).toMatch(message);
    expectHidden(thrown);
    expect(explain(thrown)).not.toMatch(/a key that does/);
  });

  test('the value itself as input: the run is refused, and its record holds nothing of it', async () => {
    const thrown: unknown = await opened(token).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'BadInput' });
    expectHidden(thrown);
  });

  test('Secrets Manager that does not answer', async () => {
    const { parts } = world;
    const inputs = await opened('secret:rebound/api');
    const clients = Object.create(parts.clients, {
      secrets: { value: { read: async () => fail('Throttled', { what: 'too often' }) } },
    }) as typeof parts.clients;
    const call = {
      ...place,
      step: 'call',
      title: 'Call it',
      uses: 'call-api',
      generation: 0,
      iteration: 0,
      timeout: 60,
      with: inputs,
    };
    await expect(handleStep(callApi, call, { ...parts, clients })).rejects.toMatchObject({
      code: 'Throttled',
    });
  });
});

test('what is hashed for an approval is the reference, whatever the secret says today', () => {
  const checked = checkWith(callApi, { token: 'secret:rebound/api', url: 'x' });
  expect(checked).toEqual({ token: { $secret: 'rebound/api' }, url: 'x' });
  expect(withoutSecrets(checked)).toEqual({ token: '(secret)', url: 'x' });
});

test('a nested run is given references as they are: they are secrets of its own inputs', () => {
  const inputs = { token: { $secret: 'rebound/api' } };
  const nesting = {
    ...callApi,
    with: z.strictObject({ inputs: z.json() }),
    secrets: [],
    nests: true as const,
  };
  expect(checkWith(nesting as unknown as StepType, { inputs })).toEqual({ inputs });
  const specs = { token: { type: 'string' as const, secret: true } };
  expect(checkInputs('nested', specs, inputs, estate, 0)).toEqual(inputs);
});

test('only a reference is one', () => {
  expect(holdsSecret([{ a: { $secret: 'x' } }])).toBe(true);
  for (const value of [
    { $secret: 'x', more: 1 },
    { $secret: 'with space' },
    { $secret: 7 },
    'secret:x',
    null,
  ])
    expect(holdsSecret(value)).toBe(false);
  expect(render({ token: { $secret: 'x' } })).toEqual({ token: { $secret: 'x' } });
});
