import type { Reading } from './context.ts';
import type { Expression } from './runbook.ts';
import type { InputsRead } from './check-reads.ts';
import type { StepsRead } from './steps-read.ts';
import { useSteps } from './walk.ts';

/**
 * A secret input is a reference, which only the function of a step may resolve, for a field that its step type says takes one. Read
 * anywhere else it would be shown to people, compared, or go on as something that nobody can use.
 */
export function checkSecrets(read: StepsRead, { specs }: InputsRead, reading: Reading): void {
  const secret = new Set(Object.keys(specs).filter((name) => specs[name]?.secret === true));
  if (secret.size === 0) return;
  const taken = expressionsThatMay(read, reading);
  for (const [expression, { analysis, path, at }] of reading.origins) {
    for (const { variable, fields, offset } of analysis.reads) {
      const name = fields[0]?.name ?? '';
      if (variable !== 'inputs' || !secret.has(name)) continue;
      if (taken.has(expression) && expression.expression.trim() === `$inputs.${name}`) continue;
      reading.report.error(
        { position: at(offset), path },
        'secret-read',
        `found $inputs.${name}, which is a secret: hand it whole to a field that takes one, and leave it out everywhere else`,
      );
    }
  }
}

/** What stands alone in a field that takes a secret. */
function expressionsThatMay(read: StepsRead, { catalog }: Reading): ReadonlySet<Expression> {
  const found = useSteps([...read.steps, ...read.always]).flatMap((step) => {
    const fields = Object.hasOwn(catalog, step.uses) ? (catalog[step.uses]?.secrets ?? []) : [];
    return fields.flatMap((field) => {
      const value = step.with[field];
      return value?.kind === 'expression' ? [value.expression] : [];
    });
  });
  return new Set(found);
}
