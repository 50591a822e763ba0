import { expect, test } from '@jest/globals';
import { wholeWith } from '../../lib/compiler/with-from-target.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { aRunbook, aStep, aValue } from '../builders/runbook.ts';

const runbook = aRunbook([], { owner: 'platform-oncall', target: { cluster: aValue('prod-blue') } });
const types: Record<string, StepType> = catalog;
const facts = (uses: string): StepType => types[uses] ?? catalog.page;

test('whoever an announcement is for is the owner, unless the step says another', () => {
  const told = aStep('Tell', 'announce', { with: { text: 'done' } });
  expect(wholeWith(told, { facts, runbook })).toEqual({
    text: aValue('done'),
    to: aValue('platform-oncall'),
  });
  const other = aStep('Tell', 'announce', { with: { text: 'done', to: 'payments-status' } });
  expect(wholeWith(other, { facts, runbook })).toMatchObject({ to: aValue('payments-status') });
});

test('the target fills in what has the name of one of its keys, and nothing else', () => {
  const look = aStep('Look', 'check-cluster', { with: {} });
  expect(wholeWith(look, { facts, runbook })).toEqual({ cluster: aValue('prod-blue') });
});
