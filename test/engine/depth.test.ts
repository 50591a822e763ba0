import { expect, test } from '@jest/globals';
import { definition, run, world } from './world.ts';

test('a value that is deeper than JSON may be fails the expression that makes it, and is caught', async () => {
  const making = (levels: number) =>
    `{% $reduce([1..${levels}], function($value, $_) {{ "v": $value }}, 0) %}`;
  const { status, error, cause } = await run(
    world(),
    definition({ P: { Type: 'Pass', Output: making(9000), End: true } }),
  );
  expect([status, error]).toEqual(['FAILED', 'States.QueryEvaluationError']);
  expect(cause).toMatch(/field 'Output' threw an error during evaluation: Document nesting depth \(1001\)/);
  const { status: well } = await run(
    world(),
    definition({ P: { Type: 'Pass', Output: making(1000), End: true } }),
  );
  expect(well).toBe('SUCCEEDED');
});

test('states that wrap their input, one after the other, come to an end with a sentence', async () => {
  const { status, error, cause, events } = await run(
    world(),
    definition({ P: { Type: 'Pass', Output: { in: ['{% $states.input %}'] }, Next: 'P' } }),
  );
  expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
  expect(cause).toBe('Document nesting depth (1001) exceeds the maximum allowed (1000)');
  expect(events.length).toBeLessThan(1100);
});
