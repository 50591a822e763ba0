import type { TemplateValue } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Expression, Value } from '../runbook/runbook.ts';
import { source } from './expressions.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import type { TextTypes } from './text-types.ts';

/** A value of the runbook as ASL: expressions are evaluated by Step Functions and keep their type, text with insertions goes on as a template. */
export function valueJson(value: Value, types: TextTypes): Json {
  if (value.kind === 'literal') return typeof value.value === 'string' ? plainText(value.value) : value.value;
  if (value.kind === 'expression') return jsonata(source(value.expression));
  if (value.kind === 'list') return value.items.map((item) => valueJson(item, types));
  if (value.kind === 'map') return valuesJson(value.entries, types);
  const parts = value.parts.map((part) =>
    typeof part === 'string' ? plainText(part) : inserted(part, types),
  );
  return { '{{}}': parts };
}

export function valuesJson(entries: Record<string, Value>, types: TextTypes): JsonObject {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, valueJson(value, types)]));
}

function inserted(expression: Expression, types: TextTypes): { [K in keyof TemplateValue]: Json } {
  return {
    value: jsonata(source(expression)),
    path: expression.expression,
    type: types(expression.expression),
  };
}

/** A value as one JSONata source, texts put together: for the target, which no handler renders. */
export function valueSource(value: Value): string {
  if (value.kind === 'literal') return literal(value.value);
  if (value.kind === 'expression') return `(${source(value.expression)})`;
  if (value.kind === 'list') return `[${value.items.map(valueSource).join(', ')}]`;
  if (value.kind === 'map') return mapSource(value.entries);
  return value.parts
    .map((part) => (typeof part === 'string' ? literal(part) : `(${source(part)})`))
    .join(' & ');
}

function mapSource(entries: Record<string, Value>): string {
  const fields = Object.entries(entries).map(([key, item]) => `${literal(key)}: ${valueSource(item)}`);
  return `{${fields.join(', ')}}`;
}
