import { compile } from '../compiler/compile.ts';
import { checkDefinition } from '../engine/definition/read.ts';
import { codeOf, explain } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import type { Mistake, Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';

/** Why Step Functions would not take what a runbook compiles to: a runbook that cannot be deployed is no runbook. */
export function definitionMistakes(runbook: Runbook, estate: Estate): Mistake[] {
  const mistake = (code: Mistake['code'], message: string): Mistake => ({
    severity: 'error',
    code,
    file: runbook.file,
    line: 1,
    column: 1,
    path: 'steps',
    message,
    source: '',
  });
  try {
    const { definition } = compile(runbook, { catalog, estate });
    return checkDefinition(definition).diagnostics.map(({ code, message, location }) =>
      mistake(
        'definition',
        `found a definition that Step Functions refuses: ${code}: ${message} at ${location ?? '/'}`,
      ),
    );
  } catch (error) {
    if (codeOf(error) !== 'BadRunbook') throw error;
    return [mistake('limits', explain(error))];
  }
}
