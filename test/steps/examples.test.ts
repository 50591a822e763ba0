import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { allSteps } from '../../lib/runbook/walk.ts';
import type { Mistake } from '../../lib/runbook/runbook.ts';
import { catalog, type StepTypeName, stepTypeNames } from '../../lib/steps/catalog.ts';
import { smallEstate } from '../builders/estate.ts';

/** What an example may read: the steps that one would find before it. And the last one, as a run ends verified. */
const before: StepTypeName[] = ['check-cluster', 'find-backup', 'approve'];
const last: StepTypeName = 'verify-workloads';
/** What an example needs behind it. */
const behind: Partial<Record<StepTypeName, string>> = {
  decide: `- title: A human took it
  if: $blind.answer = 'leave'
  finish: { outcome: aborted, because: "{{ $blind.by }} took it by hand" }`,
};

const head = `runbook: example
title: An example
owner: platform-oncall
deadline: 7d
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
`;

/** These steps in this order, each once. */
function read(names: readonly StepTypeName[]) {
  const steps = [...new Set(names)].flatMap((uses) => [catalog[uses].example, behind[uses] ?? []]).flat();
  const lines = steps.join('\n').replaceAll(/^(?=.)/gm, '  ');
  return readRunbook(`${head}${lines}\n`, 'example.yaml', {
    catalog,
    estate: smallEstate,
    runbooks: {
      'rebuild-cluster': { inputs: { cluster: { type: 'cluster' } }, starts: [] },
    },
  });
}

const told = (mistakes: readonly Mistake[]) =>
  mistakes.map(({ line, message, source }) => `${line}: ${message}: ${source}`);

describe.each(stepTypeNames)('the example of %s', (uses) => {
  const { example } = catalog[uses];

  test('is a step of a runbook without a mistake, or a warning', () => {
    const { runbook, mistakes } = read([...before, uses, last]);
    expect(told(mistakes)).toEqual([]);
    expect(allSteps(runbook?.steps ?? [])).toContainEqual(expect.objectContaining({ kind: 'use', uses }));
  });

  test('is read on a terminal as it stands', () => {
    for (const line of example.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
    expect(example).toBe(example.trim());
  });
});

test('together they are a runbook, too', () => {
  const others = stepTypeNames.filter((uses) => uses !== last);
  expect(told(read([...before, ...others, last]).mistakes)).toEqual([]);
});
