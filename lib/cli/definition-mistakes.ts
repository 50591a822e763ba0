import { define } from '../compiler/compile.ts';
import { limitMistakes } from '../compiler/limits.ts';
import { checkDefinition } from '../engine/definition/read.ts';
import { codeOf, explain } from '../model/errors.ts';
import type { Definition } from '../model/asl.ts';
import type { Mistake, Position, Runbook } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';

/**
 * Why Step Functions would not take what a runbook compiles to: a runbook that cannot be deployed is no runbook. `text` is the
 * runbook's file: a mistake stands at the key or the step that it is about.
 */
export function definitionMistakes(runbook: Runbook, text: string): Mistake[] {
  const lines = text.split(/\r?\n/);
  const placed = (mistake: Mistake): Mistake => {
    const { line, column } = mistake.line > 1 ? mistake : keyPlace(lines, mistake.path);
    return { ...mistake, line, column, source: lines[line - 1] ?? '' };
  };
  const defect = (message: string) =>
    placed({
      severity: 'error',
      code: 'definition',
      file: runbook.file,
      line: 1,
      column: 1,
      path: 'steps',
      message,
      source: '',
    });
  let definition: Definition;
  try {
    definition = define(runbook, catalog);
  } catch (error) {
    if (codeOf(error) !== 'BadRunbook') throw error;
    return [defect(explain(error))];
  }
  const over = limitMistakes(runbook, definition).map(placed);
  if (over.length > 0) return over;
  return checkDefinition(definition).diagnostics.map(({ code, message, location }) =>
    defect(`found a definition that Step Functions refuses: ${code}: ${message} at ${location ?? '/'}`),
  );
}

/** Where a key of the file stands; its beginning where it is not found. */
function keyPlace(lines: readonly string[], key: string): Position {
  const line = lines.findIndex((one) => one.startsWith(`${key}:`));
  return { line: line < 0 ? 1 : line + 1, column: 1 };
}
