import type { TemplateValue } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Expression, Value } from '../runbook/runbook.ts';
import { type Rename, renaming, source } from './expressions.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import type { Context } from './parts.ts';

/** A value of the runbook as ASL: expressions are evaluated by Step Functions and keep their type, text with insertions goes on as a template. */
export function valueJson(value: Value, context: Context, rename: Rename = renaming(context)): Json {
  if (value.kind === 'literal') return typeof value.value === 'string' ? plainText(value.value) : value.value;
  if (value.kind === 'expression') return jsonata(source(value.expression, context, rename));
  if (value.kind === 'list') return value.items.map((item) => valueJson(item, context, rename));
  if (value.kind === 'map') return valuesJson(value.entries, context, rename);
  const parts = value.parts.map((part) =>
    typeof part === 'string' ? plainText(part) : inserted(part, context, rename),
  );
  return { '{{}}': parts };
}

export function valuesJson(
  entries: Record<string, Value>,
  context: Context,
  rename: Rename = renaming(context),
): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key, valueJson(value, context, rename)]),
  );
}

function inserted(
  expression: Expression,
  context: Context,
  rename: Rename,
): { [K in keyof TemplateValue]: Json } {
  return {
    value: jsonata(source(expression, context, rename)),
    path: plainText(expression.expression),
    type: context.types(expression.expression),
  };
}

/** A value as one JSONata source, texts put together: for the target, which no handler renders. */
export function valueSource(value: Value, context: Context): string {
  if (value.kind === 'literal') return literal(value.value);
  if (value.kind === 'expression') return `(${source(value.expression, context)})`;
  if (value.kind === 'list') return `[${value.items.map((item) => valueSource(item, context)).join(', ')}]`;
  if (value.kind === 'map') return mapSource(value.entries, (item) => valueSource(item, context));
  return value.parts
    .map((part) => (typeof part === 'string' ? literal(part) : `(${source(part, context)})`))
    .join(' & ');
}

/** The same as `valueJson`, as one JSONata source: texts with insertions stay templates. For what stands inside an expression. */
export function templateSource(value: Value, context: Context, rename: Rename): string {
  if (value.kind === 'literal') return literal(value.value);
  if (value.kind === 'expression') return `(${source(value.expression, context, rename)})`;
  if (value.kind === 'list')
    return `[${value.items.map((item) => templateSource(item, context, rename)).join(', ')}]`;
  if (value.kind === 'map') return mapSource(value.entries, (item) => templateSource(item, context, rename));
  const parts = value.parts.map((part) =>
    typeof part === 'string'
      ? literal(part)
      : `{"value": (${source(part, context, rename)}), "path": ${literal(part.expression)}, "type": ${literal(context.types(part.expression))}}`,
  );
  return `{"{{}}": [${parts.join(', ')}]}`;
}

export function mapSource(entries: Record<string, Value>, of: (value: Value) => string): string {
  const fields = Object.entries(entries).map(([key, item]) => `${literal(key)}: ${of(item)}`);
  return `{${fields.join(', ')}}`;
}
