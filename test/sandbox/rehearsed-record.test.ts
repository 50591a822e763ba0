import { describe, expect, test } from '@jest/globals';
import type { InputSpec } from '../../lib/model/inputs.ts';
import { checkField } from '../../lib/operations/check-answer.ts';
import { rehearsedRecord } from '../../lib/sandbox/rehearsed-record.ts';

const now = Date.parse('2026-11-24T03:12:44.000Z');

describe('what a simulated person writes down', () => {
  test.each<[string, InputSpec]>([
    ['string', { type: 'string' }],
    ['string of digits', { type: 'string', pattern: '[0-9]+' }],
    ['number', { type: 'number' }],
    ['boolean', { type: 'boolean' }],
    ['choice', { type: 'choice', choices: ['small', 'large'] }],
    ['duration', { type: 'duration' }],
    ['time', { type: 'time' }],
    ['list', { type: 'string', list: true }],
  ])('%s is of its type', (_, spec) => {
    const { a } = rehearsedRecord({ a: spec }, {}, now);
    const checked = checkField('a', spec, a ?? null, { clusters: {}, databases: {} }, now);
    expect(checked.problem).toBeUndefined();
  });

  test('says that it is a rehearsal, and leaves what the scenario says', () => {
    const specs: Record<string, InputSpec> = { note: { type: 'string' }, case_id: { type: 'string' } };
    expect(rehearsedRecord(specs, { case_id: '4711' }, now)).toEqual({ note: 'rehearsal', case_id: '4711' });
  });
});
