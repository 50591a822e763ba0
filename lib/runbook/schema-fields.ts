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

/** What kind of value it wants, through optional, nullable and defaults: `string`, `number`, `array`, …; `pipe` and `union` are what comes in. */
export function baseType(schema: unknown): string {
  const type = definition(unwrapped(schema))?.['type'];
  return typeof type === 'string' ? type : 'unknown';
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
function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
