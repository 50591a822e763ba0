import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { isObject, type Json } from '../../lib/model/json.ts';
import { alarmPatterns, patternLengthMax } from '../../lib/stacks/alarm-patterns.ts';
import { compiledRunbooks } from '../../lib/stacks/compiled-runbooks.ts';
import { alarmsOf } from '../../lib/stacks/rebound-stack.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const samples = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;

/** As EventBridge compares: each field of the pattern lists the values that are taken; of an array in the event one is enough. */
function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(event) ? event : [event];
    return values.some((value) => pattern.includes(value));
  }
  if (!isObject(pattern) || !isObject(event)) return false;
  return Object.entries(pattern).every(([key, wanted]) => matches(wanted, event[key]));
}

/** The pattern with the names that EventBridge is given. */
const asGiven = ({ detailType, ...rest }: ReturnType<typeof alarmPatterns>[number]) => ({
  ...rest,
  'detail-type': detailType,
});
const takenBy = (alarms: string[]) => (event: unknown) =>
  alarmPatterns(alarms).filter((pattern) => matches(asGiven(pattern), event)).length;

/** Absent in a checkout without them: then these are skipped. */
const there = existsSync(samples);
(there ? describe : describe.skip)('the events of ../shared/samples', () => {
  const read = (file: string): Json => JSON.parse(readFileSync(`${samples}${file}`, 'utf8'));
  const all = there ? readdirSync(samples).filter((file) => file.endsWith('.json')) : [];
  const shipped = takenBy(alarmsOf(compiledRunbooks(root)));

  test('those of alarms that a trigger names start a runbook, and no others', () => {
    const taken = all.filter((file) => shipped(read(file)) === 1);
    expect(taken).toEqual(['alarm-namespace-gone.json']);
  });

  test('any alarm that a trigger names: of one metric, without data before, composite', () => {
    const named = takenBy(['dev-payments-gone', 'eu-west-1-is-unwell', 'payments-namespace-gone'].map(arn));
    const taken = all.filter((file) => named(read(file)) === 1);
    expect(taken).toEqual(['alarm-cluster-gone.json', 'alarm-composite.json', 'alarm-namespace-gone.json']);
  });

  test('an alarm that goes back to OK starts nothing', () => {
    const event = read('alarm-namespace-gone.json') as { detail: { state: { value: string } } };
    const back = { ...event, detail: { ...event.detail, state: { ...event.detail.state, value: 'OK' } } };
    expect(shipped(event)).toBe(1);
    expect(shipped(back)).toBe(0);
  });
});

test('more alarms than fit into one rule are several, each alarm in one of them', () => {
  const alarms = Array.from({ length: 100 }, (_, n) => arn(`namespace-${n}-${'x'.repeat(n)}`));
  const patterns = alarmPatterns(alarms);
  expect(patterns.length).toBeGreaterThan(3);
  expect(patterns.flatMap(({ resources }) => resources)).toEqual(alarms);
  for (const pattern of patterns)
    expect(JSON.stringify(asGiven(pattern)).length).toBeLessThanOrEqual(patternLengthMax);
});

test('no alarms, no pattern: an empty one would be refused', () => {
  expect(alarmPatterns([])).toEqual([]);
});
