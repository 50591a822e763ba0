import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import { besideTheFrame, type Bundle, bundleFunctions, putBeside } from '../../lib/stacks/bundle.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';

const connected = {
  people: {},
  groups: {},
  rotations: {},
  channels: { pagerduty: { services: {}, webhookSecret: { $parameter: '/rebound-channels/pagerduty' } } },
};
const folder = mkdtempSync(join(tmpdir(), 'rebound-bundle-'));
const steps = stepTypeNames.map((uses) => `step-${uses}`);
const names = [...frameFunctions, ...besideTheFrame, ...steps];
let bundles: Bundle[];

beforeAll(async () => {
  bundles = await bundleFunctions(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bundleOf = (name: string) => bundles.find((bundle) => bundle.name === name)!;

test('one bundle for each function, none larger than 1 MiB', () => {
  expect(bundles.map(({ name }) => name).sort()).toEqual(names.toSorted());
  for (const { bytes, file } of bundles) {
    expect(readFileSync(file).length).toBe(bytes);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
  }
});

test('a step’s bundle holds its own step type, and of the others nothing', () => {
  for (const uses of stepTypeNames) {
    const code = readFileSync(bundleOf(`step-${uses}`).file, 'utf8');
    const held = stepTypeNames.filter((other) => code.includes(catalog[other].summary));
    // An approval plans what it covers, and only asks itself; the others that ask need no step type at all.
    const planned = stepTypeNames.filter((other) => catalog[other].kind === 'changes');
    const asks = catalog[uses].kind === 'asks';
    expect([uses, held]).toEqual([uses, uses === 'approve' ? planned : asks ? [] : [uses]]);
  }
});

test('nothing that is deployed reads YAML, or runs state machines by itself', () => {
  for (const { name, file } of bundles) {
    const code = readFileSync(file, 'utf8');
    expect([name, code.includes('tag:yaml.org')]).toEqual([name, false]);
    // The engine's own words: the error's name is known to whoever tells people what failed.
    expect([name, code.includes('returned nothing (undefined)')]).toEqual([name, false]);
  }
});

describe('as Lambda calls them', () => {
  const environment = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    REBOUND_TABLE: 'rebound',
    REBOUND_TOPIC: 'arn:aws:sns:eu-central-1:111122223333:rebound-people',
    REBOUND_EVIDENCE: 'evidence',
    REBOUND_PAGER: 'https://pager.invalid/',
    REBOUND_LINK: 'https://example.invalid/',
  };

  const place = {
    execution: 'arn:aws:states:eu-central-1:111122223333:execution:rebound-restore-namespace:one',
    state: 'Look',
    entered_at: '2026-11-24T03:12:44.000Z',
    attempt: 0,
  };
  const open = { ...place, runbook: 'restore-namespace', started_at: place.entered_at, inputs: {} };

  /** What each function answers to an event, in a process of its own without a network, as Lambda's runtime reports it. */
  function called(
    which: string[],
    variables: Record<string, string>,
    event: object = {},
  ): Record<string, { name: string; message: string; stack: string; hosts: string[] }> {
    const files = which.map((name) => [name, pathToFileURL(bundleOf(name).file).href]);
    const script = `
      import https from 'node:https';
      import { EventEmitter } from 'node:events';
      import { syncBuiltinESMExports } from 'node:module';
      let hosts = [];
      https.request = (url) => {
        hosts.push(new URL(url).hostname);
        const call = new EventEmitter();
        const failed = () => call.emit('error', Object.assign(new Error('no network'), { code: 'ECONNREFUSED' }));
        return Object.assign(call, { end: () => setImmediate(failed), destroy: () => {} });
      };
      syncBuiltinESMExports();
      const context = { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:x', getRemainingTimeInMillis: () => 60000 };
      const results = {};
      for (const [name, file] of ${JSON.stringify(files)}) {
        const { handler } = await import(file);
        hosts = [];
        const event = ${JSON.stringify(event)};
        try { results[name] = { name: 'ok', message: JSON.stringify(await handler(event, context)), stack: '', hosts }; }
        catch (error) { results[name] = { name: error.name, message: error.message, stack: error.stack, hosts }; }
      }
      process.stdout.write('\\n' + JSON.stringify(results));`;
    const options = { env: variables, encoding: 'utf8' } as const;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
    return JSON.parse(output.slice(output.lastIndexOf('\n')));
  }

  test('bad input: the code as the name, facts that say what to do as the message, no stack', () => {
    // The janitor reads no input; what is no request gets no answer.
    const apart = ['janitor', 'starter', ...besideTheFrame];
    const asked = names.filter((name) => !apart.includes(name));
    const results = called(asked, environment);
    for (const name of asked) {
      const { name: code, message, stack } = results[name]!;
      expect([name, code, stack]).toEqual([name, 'BadInput', '']);
      expect(JSON.parse(message)).toMatchObject({
        what: expect.any(String),
        why: expect.any(String),
        todo: expect.any(String),
      });
    }
  });

  test('an event that is no alarm is an answer, not an error that Lambda would repeat', () => {
    const { starter } = called(['starter'], environment);
    expect(starter).toMatchObject({ name: 'ok' });
    expect(JSON.parse(starter!.message)).toEqual({ started: [], held: expect.any(String) });
  });

  test('a request without the secret is turned away without a call; with one the secret is read to compare it', () => {
    const settings = { ...environment, REBOUND_WEBHOOK_SECRET: 'rebound-webhook' };
    const request = { version: '2.0', headers: {}, requestContext: { http: { method: 'POST' } }, body: '{}' };
    const { webhook: unsigned } = called(['webhook'], settings, request);
    expect(unsigned).toMatchObject({ name: 'ok', hosts: [] });
    expect(JSON.parse(unsigned!.message)).toMatchObject({ statusCode: 401 });
    const signed = { ...request, headers: { authorization: 'Bearer guessed' } };
    const { webhook } = called(['webhook'], settings, signed);
    expect(webhook).toMatchObject({
      name: 'Unavailable',
      hosts: ['secretsmanager.eu-central-1.amazonaws.com'],
    });
    expect(webhook?.message).not.toContain('guessed');
  });

  test('what nobody signed gets no further than the door; with something to compare the secret is read', () => {
    const settings = {
      ...environment,
      REBOUND_MANIFESTS: './manifests.json',
      REBOUND_PEOPLE: './people.json',
    };
    putBeside(bundleOf('voices'), 'manifests.json', '{}');
    putBeside(bundleOf('voices'), 'people.json', JSON.stringify(connected));
    const unsigned = {
      version: '2.0',
      rawPath: '/pagerduty',
      headers: { 'content-type': 'application/json' },
      requestContext: { http: { method: 'POST' } },
      body: '{}',
    };
    const { voices: nobody } = called(['voices'], settings, unsigned);
    // the count is all that is tried to be written
    expect(nobody).toMatchObject({ name: 'ok', hosts: ['dynamodb.eu-central-1.amazonaws.com'] });
    expect(JSON.parse(nobody!.message)).toMatchObject({ statusCode: 401 });
    const signed = { ...unsigned, headers: { 'x-pagerduty-signature': `v1=${'0'.repeat(64)}` } };
    const { voices } = called(['voices'], settings, signed);
    expect(voices).toMatchObject({ name: 'Unavailable', hosts: ['ssm.eu-central-1.amazonaws.com'] });
    const { voices: opened } = called(['voices'], settings, {
      ...unsigned,
      requestContext: { http: { method: 'GET' } },
    });
    expect(opened?.hosts).toEqual([]);
    expect(JSON.parse(opened!.message)).toMatchObject({ statusCode: 405 });
  });

  test('a function that was deployed without its settings names the one that is missing', () => {
    const { lock } = called(['lock'], {});
    expect(lock).toMatchObject({ name: 'Broken', message: expect.stringContaining('REBOUND_TABLE') });
  });

  test('without an answer from AWS: Unavailable, which is tried again, from the Region of the function', () => {
    const step = { step: 'look', title: 'Look', generation: 0, iteration: 0, timeout: 600, with: {} };
    const reading = stepTypeNames.filter((uses) => uses !== 'approve');
    const answers = reading.map((uses) => {
      const asking = catalog[uses].kind === 'asks' ? { token: 'a-token', level: 0 } : {};
      const nested = uses === 'runbook' ? { part: 'prepare' } : {};
      return called([`step-${uses}`], environment, { ...place, ...step, uses, ...asking, ...nested });
    });
    const results: ReturnType<typeof called> = {
      ...Object.assign({}, ...answers),
      ...called(['janitor'], environment),
      ...called(['close-run'], environment, { ...place, look: 1, handled: 0 }),
      ...called(['lock'], environment, { ...place, target: { cluster: 'prod-blue' } }),
    };
    for (const [name, { name: code, message, hosts }] of Object.entries(results)) {
      expect([name, code]).toEqual([name, 'Unavailable']);
      expect(JSON.parse(message)).toMatchObject({ what: expect.stringMatching(/dynamodb (GetItem|Query)/) });
      expect([...new Set(hosts)]).toEqual(['dynamodb.eu-central-1.amazonaws.com']);
    }
    expect(Object.keys(results)).toHaveLength(reading.length + 3);
  });

  test('the manifests lie beside the code: without them, and without the runbook, it says so', () => {
    const variables = { ...environment, REBOUND_MANIFESTS: './manifests.json' };
    const without = called(['open-run'], variables, open)['open-run'];
    expect(without).toMatchObject({
      name: 'Broken',
      message: expect.stringMatching(/manifests\.json.*deploy/),
    });
    putBeside(bundleOf('open-run'), 'manifests.json', '{}');
    const unknown = called(['open-run'], variables, open)['open-run'];
    expect(unknown).toMatchObject({
      name: 'UnknownRunbook',
      message: expect.stringContaining('deploy again'),
    });
    expect(unknown?.hosts).toEqual([]);
  });
});
