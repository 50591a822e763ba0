import { describe, expect, test } from '@jest/globals';
import { definitionMistakes } from '../../lib/cli/definition-mistakes.ts';
import { checkDefinition } from '../../lib/engine/definition/read.ts';
import { shipped } from '../compiler/shipped.ts';

describe('what a runbook compiles to', () => {
  const { runbook, estate, compiled } = shipped('restore-namespace');

  test('is a definition that Step Functions takes', () => {
    expect(definitionMistakes(runbook, estate)).toEqual([]);
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
});
