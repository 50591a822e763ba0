import type * as z from 'zod/mini';

/**
 * What a zod schema says about the fields of a value, read from its definition: both zod and zod/mini keep it under `_zod.def`.
 * Undefined where the schema does not say (a union, anything, a record).
 */
export function fieldNames(schema: unknown): string[] | undefined {
  const shape = shapeOf(schema);
  return shape && Object.keys(shape);
}

export function fieldSchema(schema: unknown, name: string): unknown {
  const shape = shapeOf(schema);
  return shape && Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** The schema of a list's items. */
export function itemSchema(schema: unknown): unknown {
  const about = definition(unwrapped(schema));
  return about?.['type'] === 'array' ? about['element'] : undefined;
}

/** The schema of what stands under any key of a map whose keys are the author's. */
export function entrySchema(schema: unknown): unknown {
  const about = definition(unwrapped(schema));
  return about?.['type'] === 'record' ? about['valueType'] : undefined;
}

export function isSchema(schema: unknown): schema is z.ZodMiniType {
  return schema !== null && typeof schema === 'object' && '_zod' in schema;
}

/** A list's fields are those of its items: JSONata reads through it. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const inner = unwrapped(schema);
  const about = definition(inner);
  if (about?.['type'] === 'array') return shapeOf(about['element']);
  return about?.['type'] === 'object' ? record(about['shape']) : undefined;
}

function unwrapped(schema: unknown): unknown {
  let here = schema;
  for (let depth = 0; depth < 8; depth += 1) {
    const inner = definition(here)?.['innerType'];
    if (inner === undefined) return here;
    here = inner;
  }
  return here;
}

function definition(schema: unknown): Record<string, unknown> | undefined {
  return record(record(record(schema)?.['_zod'])?.['def']);
}

/** Not a copy: zod's shapes are getters, which a spread would call all at once. */
export function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
