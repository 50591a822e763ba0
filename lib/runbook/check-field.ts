import * as z from 'zod/mini';
import type { Reading } from './context.ts';
import type { Report, Spot } from './mistake.ts';
import type { Value } from './runbook.ts';
import { entrySchema, fieldSchema, isSchema, itemSchema } from './schema-fields.ts';
import { kindsTakenBy } from './schema-type.ts';
import { describeType, type Type } from './type.ts';
import { describeNode, entryOf, type Node, nodeAt, plainOf } from './yaml-node.ts';

/** A value of `with` against the schema of its field: literals by the schema itself, expressions by what is known of their types. */
export function checkField(value: Value, node: Node, schema: unknown, reading: Reading): void {
  if (!isSchema(schema)) return;
  const { report } = reading;
  if (isTold(node, report)) return;
  if (isLiteral(value)) {
    const literal = value.kind === 'literal' ? value.value : plainOf(node);
    if (typeof literal === 'number' && takesDurations(schema)) {
      const expected = `a duration with its unit, such as "${literal}m" or "${literal}h"`;
      report.error(node, 'wrong-with', `found ${describeNode(node)}, expected ${expected}`);
      return;
    }
    for (const { at, expected } of misfits(literal, node, schema))
      report.error(at, 'wrong-with', `found ${describeNode(at)}, expected ${expected}`);
    return;
  }
  const kinds = kindsTakenBy(schema);
  const say = (found: string, spot: Spot = node) =>
    report.error(spot, 'wrong-with', `found ${found}, expected ${expectedBy(schema) ?? 'something else'}`);
  if (value.kind === 'expression') {
    const type = reading.origins.get(value.expression)?.type;
    const found = value.expression.expression;
    const shown = found.length > 60 ? `${found.slice(0, 59)}…` : found;
    if (type && !canFit(type, schema, reading, value)) say(`${shown}, ${describeType(type)}`);
  } else if (value.kind === 'text') {
    if (kinds && !kinds.has('text')) say(describeNode(node));
  } else if (kinds && !kinds.has(value.kind === 'list' ? 'list' : 'map')) say(describeNode(node));
  else checkInside(value, node, schema, reading);
}

/** What is wrong within a value was said where it was read. */
function isTold(node: Node, report: Report): boolean {
  if (report.hasErrorAt(node.position)) return true;
  if (node.kind === 'list') return node.items.some((item) => isTold(item, report));
  if (node.kind !== 'map') return false;
  return node.entries.some(({ spot, value }) => report.hasErrorAt(spot.position) || isTold(value, report));
}

/** Items of a list and entries of a map, each against its own schema. */
function checkInside(value: Value, node: Node, schema: unknown, reading: Reading): void {
  if (value.kind === 'list' && node.kind === 'list') {
    value.items.forEach((item, index) => {
      const at = node.items[index];
      if (at) checkField(item, at, itemSchema(schema), reading);
    });
  } else if (value.kind === 'map') {
    for (const [key, item] of Object.entries(value.entries)) {
      const at = entryOf(node, key)?.value;
      if (at) checkField(item, at, fieldSchema(schema, key) ?? entrySchema(schema), reading);
    }
  }
}

/** False when it certainly cannot: another kind, or none of the values that it may have. */
export function canFit(
  type: Type,
  schema: z.ZodMiniType,
  { origins }: Reading,
  value: Value & { kind: 'expression' },
): boolean {
  const kinds = kindsTakenBy(schema);
  if (type.kind === 'unknown' || !kinds) return true;
  if (type.kind === 'nothing') return z.safeParse(schema, null).success;
  if (!kinds.has(type.kind)) return false;
  if (type.kind !== 'text') return true;
  if (type.values) return type.values.some((one) => z.safeParse(schema, one).success);
  if (!takesDurations(schema)) return true;
  // A text that a person gives may be a duration; one that a step has found is a sentence, a name or a time.
  const reads = origins.get(value.expression)?.analysis.reads ?? [];
  return type.is !== 'time' && (reads.length === 0 || reads.some(({ variable }) => variable === 'inputs'));
}

function takesDurations(schema: z.ZodMiniType): boolean {
  const takes = (value: unknown) => z.safeParse(schema, value).success;
  return takes('15m') && takes(900) && !takes('a sentence');
}

/** Where a plain value does not fit, and what was expected there. */
export function misfits(value: unknown, node: Node, schema: unknown): { at: Node; expected: string }[] {
  if (!isSchema(schema)) return [];
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  return result.error.issues.map(({ path, message }) => ({
    at: nodeAt(node, path),
    expected: withoutFound(message),
  }));
}

function isLiteral(value: Value): boolean {
  if (value.kind === 'list') return value.items.every(isLiteral);
  return value.kind === 'map' ? Object.values(value.entries).every(isLiteral) : value.kind === 'literal';
}

export function isOptional(schema: unknown): boolean {
  return isSchema(schema) && z.safeParse(schema, undefined).success;
}

/** What the schema says it expects, when it is given nothing it could like. */
export function expectedBy(schema: unknown): string | undefined {
  if (!isSchema(schema)) return undefined;
  // What is required says itself what it is; of a map with anything in it, the first entry would be told.
  const missing = z.safeParse(schema, undefined).error ?? z.safeParse(schema, { nothing: true }).error;
  const [issue] = missing?.issues ?? [];
  return issue && withoutFound(issue.message);
}

/** Step types say `expected a text, found 3`; what was found is said already. Of zod's own sentences the end stays. */
function withoutFound(message: string): string {
  const said =
    /^expected (.*), found .*$/s.exec(message)?.[1] ??
    message
      .replace(/^Invalid input: /, '')
      .replace(/^expected /, '')
      .replace(/, received .*$/s, '');
  return /^is missing: give (.*)$/s.exec(said)?.[1] ?? said;
}
