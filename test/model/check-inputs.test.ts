import { describe, expect, test } from '@jest/globals';
import { checkInputs } from '../../lib/model/check-inputs.ts';
import { explain } from '../../lib/model/errors.ts';
import type { InputSpec } from '../../lib/model/inputs.ts';
import type { Json } from '../../lib/model/json.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { smallEstate } from '../builders/estate.ts';

const now = Date.parse('2026-11-24T03:12:00.000Z');
const estate = {
  ...smallEstate,
  databases: { orders: { account: '111122223333', region: 'eu-west-1', drill: false } },
};

/** The value that an input of this kind gets. */
function taken(spec: InputSpec, given: Json): Json | undefined {
  return checkInputs('a-runbook', { one: spec }, { one: given }, estate, now)['one'];
}

/** What is said about a value that it does not take. */
function refusal(specs: Record<string, InputSpec>, given: unknown): string {
  try {
    checkInputs('a-runbook', specs, given, estate, now);
  } catch (error) {
    expect(error).toMatchObject({ code: 'BadInput' });
    return explain(error);
  }
  throw new Error('it was taken');
}

const string: InputSpec = { type: 'string', pattern: '[a-z]+-[0-9]+' };
const choice: InputSpec = { type: 'choice', choices: ['small', 'large'] };
const clusters: InputSpec = { type: 'cluster', list: true };

describe('what each type takes, and what becomes of it', () => {
  test.each<[InputSpec, Json, Json]>([
    [{ type: 'string' }, 'any text, €', 'any text, €'],
    [string, 'case-17', 'case-17'],
    [{ type: 'number' }, 3.5, 3.5],
    [{ type: 'number' }, '-12', -12],
    [{ type: 'boolean' }, false, false],
    [{ type: 'boolean' }, 'true', true],
    [choice, 'small', 'small'],
    [{ type: 'duration' }, '15m', 900],
    [{ type: 'duration' }, 900, 900],
    [{ type: 'time' }, '2026-11-24T03:05Z', '2026-11-24T03:05:00.000Z'],
    [{ type: 'time' }, '2026-11-24T04:05:06.5+01:00', '2026-11-24T03:05:06.500Z'],
    [{ type: 'time' }, '2026-11-23T22:05-0500', '2026-11-24T03:05:00.000Z'],
    [{ type: 'time' }, '15m ago', '2026-11-24T02:57:00.000Z'],
    [{ type: 'time' }, '7d ago', '2026-11-17T03:12:00.000Z'],
    [{ type: 'cluster' }, 'prod-blue', 'prod-blue'],
    [{ type: 'database' }, 'orders', 'orders'],
    [{ type: 'namespace' }, 'payments', 'payments'],
    [{ type: 'namespace' }, 'a'.repeat(63), 'a'.repeat(63)],
    [{ type: 'backup' }, 'newest', 'newest'],
    [{ type: 'person' }, '  Ana López ', 'Ana López'],
    [{ type: 'group' }, 'platform-leads', 'platform-leads'],
    [{ type: 'group', pattern: '[a-z-]+' }, 'platform-leads', 'platform-leads'],
    [clusters, 'prod-blue', ['prod-blue']],
    [{ type: 'namespace', list: true }, 'payments, checkout', ['payments', 'checkout']],
    [{ type: 'namespace', list: true }, ['payments', 'checkout'], ['payments', 'checkout']],
    [{ type: 'string', list: true }, '["a, b", "c"]', ['a, b', 'c']],
    [{ type: 'duration', list: true }, '1m,2h', [60, 7200]],
    [{ type: 'string', list: true }, '', []],
  ])('%j takes %j', (spec, given, value) => {
    expect(taken(spec, given)).toEqual(value);
  });
});

describe('what each type refuses', () => {
  test.each<[InputSpec, Json, RegExp]>([
    [{ type: 'string' }, '', /one: found "", expected a text/],
    [{ type: 'string' }, 7, /expected a text/],
    [string, 'case', /found "case", expected a text that matches/],
    [string, 'xcase-17x', /expected a text that matches/],
    [{ type: 'number' }, 'three', /found "three", expected a number/],
    [{ type: 'number' }, ' ', /expected a number/],
    [{ type: 'number' }, 'Infinity', /expected a number/],
    [{ type: 'boolean' }, 'yes', /found "yes", expected true or false/],
    [{ type: 'boolean' }, 1, /expected true or false/],
    [choice, 'smal', /expected one of small, large \(did you mean small\?\)/],
    [{ type: 'duration' }, '15', /expected a duration such as 15m/],
    [{ type: 'duration' }, '1h30m', /expected a duration/],
    [{ type: 'duration' }, -1, /expected a duration/],
    [{ type: 'time' }, '2026-11-24T03:05', /expected a time such as 2026-11-24T03:05Z, or 15m ago/],
    [{ type: 'time' }, '2026-11-24', /expected a time/],
    [{ type: 'time' }, '2026-02-30T03:05Z', /expected a time/],
    [{ type: 'time' }, 'yesterday', /expected a time/],
    [{ type: 'time' }, '15 minutes ago', /expected a time/],
    [{ type: 'time' }, '999999d ago', /expected a time/],
    [{ type: 'time' }, 1_700_000_000, /expected a time/],
    [{ type: 'cluster' }, 'prod-blu', /a cluster of rebound.yaml \(prod-blue\) \(did you mean prod-blue\?\)/],
    [{ type: 'cluster' }, 'constructor', /expected a cluster/],
    [{ type: 'database' }, 'order', /a database of rebound.yaml \(orders\)/],
    [{ type: 'namespace' }, 'Payments', /expected a namespace: lower-case/],
    [{ type: 'namespace' }, 'a'.repeat(64), /expected a namespace/],
    [{ type: 'backup' }, null, /one is missing/],
    [{ type: 'person' }, 'ana\nbo', /the name of a person: one line/],
    [{ type: 'person' }, '\u001b[31mana', /found "\?\[31mana"|found "\\u001b/],
    [{ type: 'group' }, ' ', /the name of a group/],
    [{ type: 'group' }, 'x'.repeat(101), /at most 100 characters/],
    [clusters, 'prod-blue,prod-gren', /one\[1\]: found "prod-gren"/],
    [clusters, 7, /expected a list of cluster/],
    [clusters, '["prod-blue"', /expected a list of cluster/],
    [{ type: 'number', list: true }, 'a,,3', /one\[0\].*one\[1\]/],
    [{ type: 'number', list: true }, Array.from({ length: 1000 }, () => 1), /at most 999 items/],
  ])('%j refuses %j', (spec, given, message) => {
    expect(refusal({ one: spec }, { one: given })).toMatch(message);
  });

  test('everything that is wrong is said at once, with what the runbook takes', () => {
    const specs: Record<string, InputSpec> = {
      cluster: { type: 'cluster' },
      within: { type: 'duration', default: 900 },
    };
    const said = refusal(specs, { clusters: 'prod-blue', within: 'soon' });
    expect(said).toMatch(/no input clusters \(did you mean cluster\?\)/);
    expect(said).toMatch(/cluster is missing/);
    expect(said).toMatch(/within: found "soon"/);
    expect(said).toMatch(/takes cluster=<cluster> within=<duration, or 15 m 0 s>/);
  });

  test.each([null, 'text', 7, []])('%j is no inputs', (given) => {
    expect(refusal({ one: { type: 'string' } }, given)).toMatch(/have to be an object/);
  });

  test('what every object has is not given', () => {
    expect(refusal(Object.fromEntries([['constructor', { type: 'string' }]]), {})).toMatch(
      /constructor is missing/,
    );
    expect(refusal({}, JSON.parse('{"__proto__": 1}'))).toMatch(/no input __proto__/);
  });
});

describe('where there is a people.yaml', () => {
  const directory = aDirectory({
    people: { ana: aPerson('ana', { name: 'Ana López' }), ben: aPerson('ben') },
    groups: { 'platform-leads': { name: 'platform-leads', members: ['ana'] } },
  });
  const given = (spec: InputSpec, value: Json) =>
    checkInputs('a-runbook', { one: spec }, { one: value }, estate, now, directory)['one'];

  test('a person is one of it, by id or full name, and a group is one of its groups', () => {
    expect(given({ type: 'person' }, 'ana')).toBe('ana');
    expect(given({ type: 'person' }, ' ana lópez ')).toBe('ana');
    expect(given({ type: 'person', list: true }, 'Ben,Ana López')).toEqual(['ben', 'ana']);
    expect(given({ type: 'group' }, 'platform-leads')).toBe('platform-leads');
    expect(given({ type: 'string' }, 'zoe')).toBe('zoe');
  });

  test.each<[InputSpec, Json, RegExp]>([
    [
      { type: 'person' },
      'anna',
      /one: found "anna", expected a person of people\.yaml \(ana, ben\) \(did you mean ana\?\)/,
    ],
    [{ type: 'person' }, 'platform-leads', /expected a person of people\.yaml/],
    [{ type: 'group' }, 'ana', /expected a group of people\.yaml \(platform-leads\)/],
    [{ type: 'group' }, 'platform-lead', /did you mean platform-leads\?/],
    [{ type: 'group', list: true, default: ['sre'] }, ['platform-leads', 'sre'], /one\[1\]: found "sre"/],
  ])('%j refuses %j', (spec, value, message) => {
    expect(() => given(spec, value)).toThrow(
      expect.objectContaining({
        code: 'BadInput',
        facts: expect.objectContaining({ what: expect.stringMatching(message) }),
      }),
    );
  });
});

describe('a secret is given by where it is kept', () => {
  const secret: InputSpec = { type: 'string', secret: true, pattern: '[0-9]+' };
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rebound/pager-AbCdEf';

  test.each<[Json, string]>([
    ['secret:rebound/pager', 'rebound/pager'],
    ['secret:rebound/pager#token', 'rebound/pager#token'],
    [`secret:${arn}`, arn],
    [`secret:${arn}#token`, `${arn}#token`],
    [{ $secret: 'rebound/pager#token' }, 'rebound/pager#token'],
  ])('%j', (given, reference) => {
    expect(taken(secret, given)).toEqual({ $secret: reference });
  });

  test('also in a list, and as a default', () => {
    expect(taken({ ...secret, list: true }, 'secret:a,secret:b#c')).toEqual([
      { $secret: 'a' },
      { $secret: 'b#c' },
    ]);
    const specs: Record<string, InputSpec> = { one: { ...secret, default: 'secret:a' } };
    expect(checkInputs('a-runbook', specs, {}, estate, now)).toEqual({ one: { $secret: 'a' } });
  });

  const value = 'hunter2-and-more';
  test.each<Json>([
    value,
    `secret:${value} ${value}`,
    `secret:${value}#${value} `,
    `secret:`,
    { value },
    { $secret: `${value} ` },
    { $secret: value, more: value },
    [value],
    123_456_789,
  ])('%j is refused without being repeated', (given) => {
    const said = refusal({ one: secret }, { one: given });
    expect(said).toMatch(/one: found something else, expected secret:NAME or secret:NAME#key/);
    expect(said).not.toContain(value);
    expect(said).not.toContain('123456789');
  });

  test('nor is a list of values, or what is no object of inputs', () => {
    const list = { one: { ...secret, list: true } };
    expect(refusal(list, { one: `${value},${value}` })).not.toContain(value);
    expect(refusal(list, { one: { value } })).not.toContain(value);
    expect(refusal({ one: secret }, value)).not.toContain(value);
    expect(refusal({ one: { ...secret, default: 'secret:a' } }, { one: value })).not.toContain(value);
  });
});
