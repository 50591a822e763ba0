import { expect, test } from '@jest/globals';
import { generationsOfGroup, generationsOfPass } from '../../lib/compiler/generations.ts';
import { aParallel, aStep, anEach } from '../builders/runbook.ts';

const look = aStep('Look', 'look', { id: 'look' });
const each = anEach('Each', '$inputs.namespaces', [look]);
const both = aParallel('Both', [[each], [aStep('Other', 'look')]]);
const at = (steps: Parameters<typeof generationsOfPass>[0]['steps'], ...path: string[]) =>
  generationsOfGroup({ runbook: { steps }, scope: { path } });

test('without groups a step is one later, and a pass as many as fit', () => {
  expect(at([look])).toBe(1);
  expect(generationsOfPass({ steps: [look] })).toBe(10_000);
});

test('a group is gone through again behind all that those inside may have counted', () => {
  expect(at([each])).toBe(100);
  expect(at([each], 'each/0')).toBe(1);
  expect(at([look, both])).toBe(10_000);
  expect(at([look, both], 'both/0')).toBe(100);
  expect(generationsOfPass({ steps: [look, both] })).toBe(1_000_000);
});
