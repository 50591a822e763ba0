import { guard } from '../runbook/guard.ts';
import { remembered } from '../runbook/remembered.ts';
import type { Expression } from '../runbook/runbook.ts';
import { outsideQuotes } from './jsonata.ts';
import type { Context } from './parts.ts';
import { indexName, itemName, variableOf } from './scope.ts';

/** Seconds since the run was opened, at the moment of evaluation. */
const elapsed = '$floor(($millis() - $toMillis($run.started_at)) / 1000)';

/** What the names of a runbook are called where an expression stands. */
export type Rename = (name: string) => string;

/** An expression of the runbook as JSONata source for Step Functions: `$run.elapsed` computed, every path guarded against missing values. */
export function source(expression: Expression, context: Context, rename = renaming(context)): string {
  return guardedPieces(expression.expression)
    .map((piece) => (typeof piece === 'string' ? piece : `$${rename(piece.name)}`))
    .join('');
}

/** The guarded source, taken apart at the names that a scope may call otherwise: most expressions are met again and again. */
const guardedPieces = remembered((text) => {
  const computed = outsideQuotes(text, (piece) => piece.replaceAll(/\$run\.elapsed\b/g, elapsed));
  const guarded = guard({ expression: computed, reads: [], position: { line: 1, column: 1 } });
  const own = ownNames(guarded);
  const pieces: (string | { name: string })[] = [];
  outsideQuotes(
    guarded,
    (piece) => {
      for (const [index, part] of piece.split(/\$([a-z]\w*)/).entries()) {
        if (index % 2 === 0) pieces.push(part);
        else pieces.push(own.has(part) ? `$${part}` : { name: part });
      }
      return piece;
    },
    (quoted) => pieces.push(quoted),
  );
  return pieces;
});

/** Each scope has names of its own for the same things. */
export function renaming({ scope, places }: Pick<Context, 'scope' | 'places'>): Rename {
  return (name) => {
    if (name === 'steps') return scope.variables.steps;
    if (scope.loops > 0 && name === 'item') return itemName(scope.loops);
    if (scope.loops > 0 && name === 'index') return indexName(scope.loops);
    return places.has(name) ? variableOf(name, scope, places) : name;
  };
}

/** What an expression binds itself keeps its name: parameters, `:=`, `@$v`, `#$i`. */
function ownNames(text: string): ReadonlySet<string> {
  const own = new Set<string>();
  outsideQuotes(text, (piece) => {
    for (const [, focus, bound] of piece.matchAll(/[@#]\$(\w+)|\$(\w+)\s*:=/g)) own.add(focus ?? bound ?? '');
    for (const [, list] of piece.matchAll(/(?:function|λ)\s*\(([^)]*)\)/g))
      for (const [, name] of (list ?? '').matchAll(/\$(\w+)/g)) own.add(name ?? '');
    return piece;
  });
  return own;
}
