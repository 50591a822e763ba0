import { type Attribute, type Attributes, isEqual, order } from './attribute.ts';
import type { Comparator, Condition, Operand } from './condition-syntax.ts';
import { invalid } from './refusal.ts';
import type { Path } from './syntax.ts';

/** What an expression's `#x` and `:x` stand for. */
export interface Bindings {
  names: Record<string, string>;
  values: Attributes;
}

/** Whether the condition holds for an item; for one that does not exist, `item` is empty. */
export function meets(condition: Condition, item: Attributes, bindings: Bindings): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, item, bindings) && meets(condition.right, item, bindings);
    case 'or':
      return meets(condition.left, item, bindings) || meets(condition.right, item, bindings);
    case 'not':
      return !meets(condition.of, item, bindings);
    case 'exists':
      return read(item, condition.path, bindings) !== undefined;
    case 'absent':
      return read(item, condition.path, bindings) === undefined;
    case 'begins': {
      const [text, start] = [read(item, condition.path, bindings), operand(condition.with, item, bindings)];
      return (
        text !== undefined && start !== undefined && 'S' in text && 'S' in start && text.S.startsWith(start.S)
      );
    }
    case 'contains': {
      const [whole, part] = [read(item, condition.path, bindings), operand(condition.with, item, bindings)];
      if (!whole || !part) return false;
      if ('S' in whole) return 'S' in part && whole.S.includes(part.S);
      return 'L' in whole && whole.L.some((one) => isEqual(one, part));
    }
    case 'compare':
      return compares(
        condition.comparator,
        operand(condition.left, item, bindings),
        operand(condition.right, item, bindings),
      );
    case 'between':
      break;
  }
  const of = operand(condition.of, item, bindings);
  const [from, to] = [operand(condition.from, item, bindings), operand(condition.to, item, bindings)];
  return compares('>=', of, from) && compares('<=', of, to);
}

/** The attribute at a path, undefined when there is none. */
export function read(item: Attributes, path: Path, bindings: Bindings): Attribute | undefined {
  const [first, ...rest] = path;
  const start = typeof first === 'string' ? own(item, nameOf(first, bindings)) : undefined;
  return rest.reduce<Attribute | undefined>((found, piece) => inside(found, piece, bindings), start);
}

function inside(
  found: Attribute | undefined,
  piece: string | number,
  bindings: Bindings,
): Attribute | undefined {
  if (!found) return undefined;
  if (typeof piece === 'number') return 'L' in found ? found.L[piece] : undefined;
  return 'M' in found ? own(found.M, nameOf(piece, bindings)) : undefined;
}

export function nameOf(token: string, { names }: Bindings): string {
  return (
    names[token] ??
    invalid(`An expression attribute name used in the document path is not defined; attribute name: ${token}`)
  );
}

export function valueOf(token: string, { values }: Bindings): Attribute {
  return (
    values[token] ??
    invalid(`An expression attribute value used in expression is not defined; attribute value: ${token}`)
  );
}

/** A map's own entry: an attribute may be called `constructor`. */
export function own(map: Attributes, name: string): Attribute | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function operand(of: Operand, item: Attributes, bindings: Bindings): Attribute | undefined {
  if ('value' in of) return valueOf(of.value, bindings);
  if ('path' in of) return read(item, of.path, bindings);
  const found = read(item, of.size, bindings);
  if (!found) return undefined;
  if ('S' in found) return { N: String(Buffer.byteLength(found.S)) };
  if ('L' in found) return { N: String(found.L.length) };
  return 'M' in found ? { N: String(Object.keys(found.M).length) } : undefined;
}

/** A comparison with what is not there is false, but for `<>`, which is true. */
function compares(
  comparator: Comparator,
  left: Attribute | undefined,
  right: Attribute | undefined,
): boolean {
  if (!left || !right) return comparator === '<>';
  if (comparator === '=') return isEqual(left, right);
  if (comparator === '<>') return !isEqual(left, right);
  const by = order(left, right);
  if (by === undefined) return false;
  if (comparator === '<') return by < 0;
  if (comparator === '<=') return by <= 0;
  return comparator === '>' ? by > 0 : by >= 0;
}
