import { guard } from '../runbook/guard.ts';
import type { Expression } from '../runbook/runbook.ts';
import { outsideQuotes } from './jsonata.ts';

/** Seconds since the run was opened, at the moment of evaluation. */
const elapsed = '$floor(($millis() - $toMillis($run.started_at)) / 1000)';

/** An expression of the runbook as JSONata source for Step Functions: `$run.elapsed` computed, every path guarded against missing values. */
export function source(expression: Expression): string {
  const computed = outsideQuotes(expression.expression, (piece) =>
    piece.replaceAll(/\$run\.elapsed\b/g, elapsed),
  );
  return guard({ ...expression, expression: computed });
}
