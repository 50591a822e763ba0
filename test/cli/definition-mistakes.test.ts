import { describe, expect, test } from '@jest/globals';
import { definitionMistakes } from '../../lib/cli/definition-mistakes.ts';
import { limitMistakes } from '../../lib/compiler/limits.ts';
import { checkDefinition } from '../../lib/engine/definition/read.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { shipped } from '../compiler/shipped.ts';

describe('what a runbook compiles to', () => {
  const { runbook, estate, compiled } = shipped('restore-namespace');

  test('is a definition that Step Functions takes', () => {
    expect(definitionMistakes(runbook, '')).toEqual([]);
  });

  test('is looked through to the innermost state', () => {
    const text = JSON.stringify(compiled.definition);
    expect(text).toContain('"Type":"Fail"');
    const broken: unknown = JSON.parse(text.replace('"Type":"Fail"', '"Type":"Fail","InputPath":"$"'));
    expect(checkDefinition(broken).diagnostics).toEqual([
      expect.objectContaining({
        code: 'SCHEMA_VALIDATION_FAILED',
        message: expect.stringContaining("'InputPath'"),
      }),
    ]);
  });

  test('is told of at the key that it is too long for, with the line', () => {
    const text = `runbook: waits
title: Wait for two weeks
owner: platform-oncall
inputs:
  cluster: { type: cluster }
target: { cluster: $inputs.cluster, namespace: payments }
deadline: 14d
steps:
  - { id: choice, title: Choose, uses: find-backup }
  - { title: Verify, uses: verify-workloads, timeout: 13d, with: { against: $choice.inventory } }
`;
    const { runbook: long } = readRunbook(text, 'waits.yaml', { catalog, estate });
    if (!long) throw new Error('it has no mistakes of its own');
    expect(definitionMistakes(long, text)).toEqual([
      expect.objectContaining({
        code: 'history-too-long',
        line: 7,
        column: 1,
        path: 'deadline',
        source: 'deadline: 14d',
      }),
    ]);
  });

  test('a state is told of at its step', () => {
    const step = runbook.steps[1];
    const name = `${step?.title ?? ''} · ${'x'.repeat(80)}`;
    const definition = { StartAt: name, States: { [name]: { Type: 'Succeed' as const } } };
    expect(limitMistakes(runbook, { ...compiled.definition, ...definition })).toEqual([
      expect.objectContaining({ code: 'name-too-long', ...step?.position }),
    ]);
  });
});
