import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readEstate } from '../../lib/runbook/read-estate.ts';

const good = `account: "012345678901"
region: eu-west-1
recovery_region: eu-central-1
clusters:
  blue:
  green: { region: eu-west-3, account: 999999999999, drill: true, endpoint: private }
databases:
  orders: { drill: true }
`;

test('account and Region of the file are the defaults of everything in it', () => {
  const { estate, mistakes } = readEstate(good, 'rebound.yaml');
  expect(mistakes).toEqual([]);
  expect(estate).toEqual({
    account: '012345678901',
    region: 'eu-west-1',
    recovery_region: 'eu-central-1',
    clusters: {
      blue: {
        name: 'blue',
        account: '012345678901',
        region: 'eu-west-1',
        arn: 'arn:aws:eks:eu-west-1:012345678901:cluster/blue',
        endpoint: 'public',
        drill: false,
      },
      green: {
        name: 'green',
        account: '999999999999',
        region: 'eu-west-3',
        arn: 'arn:aws:eks:eu-west-3:999999999999:cluster/green',
        endpoint: 'private',
        drill: true,
      },
    },
    databases: { orders: { account: '012345678901', region: 'eu-west-1', drill: true } },
    alarms: { account: '012345678901', region: 'eu-west-1' },
    changing_runs_max: 3,
  });
});

test('an account keeps its zeros without quotes, too', () => {
  expect(readEstate(good.replace('"012345678901"', '012345678901'), 'r').estate?.account).toBe(
    '012345678901',
  );
});

test('what a start of what is not proven does', () => {
  const read = (line: string) => readEstate(good.replace('databases:', `${line}\ndatabases:`), 'r').estate;
  expect(read('unproven: block')?.unproven).toBe('block');
  expect(read('unproven: warn')?.unproven).toBe('warn');
});

test('the file that ships is without mistakes', () => {
  const file = new URL('../../rebound.yaml', import.meta.url);
  const { estate, mistakes } = readEstate(readFileSync(file, 'utf8'), 'rebound.yaml');
  expect(mistakes).toEqual([]);
  expect(Object.keys(estate?.clusters ?? {})).toEqual(
    expect.arrayContaining(['prod-blue', 'dev-payments', 'drill-green']),
  );
  expect(estate?.clusters['drill-green']?.drill).toBe(true);
});

describe('mistakes', () => {
  const rows: [find: string, put: string, code: string, message: string][] = [
    ['account: "012345678901"\n', '‸', 'missing-key', '"account" is missing'],
    [
      'account: "012345678901"',
      'account: ‸12',
      'wrong-value',
      'found 12, expected an AWS account of 12 digits',
    ],
    ['region: eu-west-1\nrec', 'region: ‸europe\nrec', 'wrong-value', 'an AWS Region such as "eu-west-1"'],
    ['region: eu-west-1\nrec', '‸regoin: eu-west-1\nrec', 'unknown-key', 'did you mean "region"?'],
    ['drill: true, endpoint: private', 'drill: ‸yes', 'wrong-value', 'found "yes", expected true or false'],
    ['endpoint: private', 'endpoint: ‸hidden', 'wrong-value', 'one of public, private'],
    ['endpoint: private', '‸endpiont: private', 'unknown-key', 'did you mean "endpoint"?'],
    ['endpoint: private', 'arn: ‸arn:aws:eks:x', 'wrong-value', 'cluster/green'],
    ['  blue:', '  ‸"blue one":', 'wrong-value', 'letters, digits, - and _'],
    ['  blue:', '  blue: ‸[]', 'wrong-value', 'found an empty list, expected a map'],
    ['databases:', '‸owners: {}\ndatabases:', 'unknown-key', 'known here: account, region'],
    ['databases:', 'unproven: ‸blok\ndatabases:', 'wrong-value', 'one of warn, block'],
    ['databases:', 'changing_runs_max: ‸0\ndatabases:', 'wrong-value', 'a whole number from 1 to 100'],
    ['databases:', 'alarms: { ‸regin: eu-west-1 }\ndatabases:', 'unknown-key', 'did you mean "region"?'],
    [
      'region: eu-west-1\nrec',
      'region: ‸"{{ $x }}"\nrec',
      'expression-not-here',
      'no expression may stand here',
    ],
  ];
  test.each(rows)('%j as %j is %s: %s', (find, put, code, message) => {
    expect(good).toContain(find);
    const marked = good.replace(find, () => put);
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const { estate, mistakes } = readEstate(marked.replace('‸', ''), 'rebound.yaml');
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
    ]);
    expect(mistakes[0]?.message).toContain(message);
    expect(estate).toBeUndefined();
  });

  test('the recovery Region at home is a warning', () => {
    const { estate, mistakes } = readEstate(good.replace('eu-central-1', 'eu-west-1'), 'r');
    expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning same-region']);
    expect(estate).toBeDefined();
  });
});
