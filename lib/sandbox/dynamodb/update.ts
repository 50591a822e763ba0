import { type Attribute, type Attributes, typeOf } from './attribute.ts';
import { type Bindings, nameOf, own, read, valueOf } from './condition.ts';
import { invalid, notModelled } from './refusal.ts';
import { type Cursor, parsePath, type Path, tokens } from './syntax.ts';

type Value =
  | { path: Path }
  | { value: string }
  | { ifNotExists: Path; otherwise: Value }
  | { append: [Value, Value] }
  | { plus: [Value, Value] }
  | { minus: [Value, Value] };

export interface Update {
  set: { path: Path; value: Value }[];
  remove: Path[];
  names: ReadonlySet<string>;
  values: ReadonlySet<string>;
}

const kind = 'UpdateExpression';

/** SET and REMOVE, as far as history uses them. Everything else is an error. */
export function parseUpdate(text: string): Update {
  const cursor = tokens(text, kind);
  const set: Update['set'] = [];
  const remove: Path[] = [];
  const seen = new Set<string>();
  do {
    const section = cursor.take();
    if (seen.has(section))
      invalid(`Invalid ${kind}: The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    if (section !== 'SET' && section !== 'REMOVE') notModelled(`"${section}" in an ${kind}`);
    do {
      const path = parsePath(cursor, kind);
      if (section === 'REMOVE') remove.push(path);
      else {
        cursor.expect('=');
        set.push({ path, value: parseSum(cursor) });
      }
    } while (cursor.takeIf(','));
  } while (cursor.peek() !== undefined);
  return { set, remove, names: cursor.names, values: cursor.values };
}

function parseSum(cursor: Cursor): Value {
  const left = parseValue(cursor);
  if (cursor.takeIf('+')) return { plus: [left, parseValue(cursor)] };
  return cursor.takeIf('-') ? { minus: [left, parseValue(cursor)] } : left;
}

function parseValue(cursor: Cursor): Value {
  const token = cursor.peek() ?? '';
  if (token.startsWith(':')) return { value: cursor.take() };
  if (cursor.takeIf('IF_NOT_EXISTS')) {
    cursor.expect('(');
    const path = parsePath(cursor, kind);
    cursor.expect(',');
    const otherwise = parseValue(cursor);
    cursor.expect(')');
    return { ifNotExists: path, otherwise };
  }
  if (cursor.takeIf('LIST_APPEND')) {
    cursor.expect('(');
    const first = parseValue(cursor);
    cursor.expect(',');
    const second = parseValue(cursor);
    cursor.expect(')');
    return { append: [first, second] };
  }
  return { path: parsePath(cursor, kind) };
}

/** What is wrong with an update whatever the item is: said before its condition is looked at. */
export function checkUpdate(update: Update, bindings: Bindings, keys: string[]): void {
  const places = placesOf(update, bindings);
  for (const place of places) {
    if (keys.includes(place[0] ?? '')) {
      invalid(
        `One or more parameter values were invalid: Cannot update attribute ${place[0]}. This attribute is part of the key`,
      );
    }
  }
  checkOverlap(places);
  for (const { value } of update.set) checkTypes(value, bindings);
}

/** The item after the update. All values are read from the item as it was. */
export function applyUpdate(update: Update, item: Attributes, bindings: Bindings): Attributes {
  const places = placesOf(update, bindings);
  const values = update.set.map(({ value }) => evaluate(value, item, bindings));
  let next = item;
  for (const [index, place] of places.entries()) next = put(next, place, values[index]);
  return next;
}

function placesOf(update: Update, bindings: Bindings): string[][] {
  return [...update.set.map(({ path }) => path), ...update.remove].map((path) => named(path, bindings));
}

/** Names that are defined, and values handed in that are of a type that their operator takes. */
function checkTypes(value: Value, bindings: Bindings, wanted?: 'N' | 'L'): void {
  if ('value' in value) {
    const type = typeOf(valueOf(value.value, bindings));
    if (wanted && type !== wanted)
      invalid(`Invalid ${kind}: Incorrect operand type for operator or function; operand type: ${type}`);
  } else if ('path' in value) checkNames(value.path, bindings);
  else if ('ifNotExists' in value) {
    checkNames(value.ifNotExists, bindings);
    checkTypes(value.otherwise, bindings, wanted);
  } else if ('append' in value) for (const one of value.append) checkTypes(one, bindings, 'L');
  else for (const one of 'plus' in value ? value.plus : value.minus) checkTypes(one, bindings, 'N');
}

function checkNames(path: Path, bindings: Bindings): void {
  for (const piece of path) if (typeof piece === 'string') nameOf(piece, bindings);
}

function named(path: Path, bindings: Bindings): string[] {
  return path.map((piece) =>
    typeof piece === 'number' ? notModelled('list places in an UpdateExpression') : nameOf(piece, bindings),
  );
}

function checkOverlap(places: string[][]): void {
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(index + 1)) {
      const shorter = Math.min(one.length, other.length);
      if (one.slice(0, shorter).join('\0') !== other.slice(0, shorter).join('\0')) continue;
      invalid(
        `Invalid ${kind}: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${one.join(', ')}], path two: [${other.join(', ')}]`,
      );
    }
  }
}

/** Writes a value, or removes what is there when it is undefined, in a copy. */
function put(map: Attributes, [name = '', ...rest]: string[], value: Attribute | undefined): Attributes {
  if (rest.length === 0) {
    if (value !== undefined) return { ...map, [name]: value };
    const { [name]: _gone, ...others } = map;
    return others;
  }
  const inner = own(map, name);
  if (!inner || !('M' in inner))
    return invalid('The document path provided in the update expression is invalid for update');
  return { ...map, [name]: { M: put(inner.M, rest, value) } };
}

function evaluate(value: Value, item: Attributes, bindings: Bindings): Attribute {
  if ('value' in value) return valueOf(value.value, bindings);
  if ('path' in value) return existing(read(item, value.path, bindings));
  if ('ifNotExists' in value)
    return read(item, value.ifNotExists, bindings) ?? evaluate(value.otherwise, item, bindings);
  if ('append' in value) {
    const [first, second] = value.append.map((one) => evaluate(one, item, bindings));
    return first && second && 'L' in first && 'L' in second ? { L: [...first.L, ...second.L] } : wrongType();
  }
  const [left, right] = ('plus' in value ? value.plus : value.minus).map((one) =>
    evaluate(one, item, bindings),
  );
  if (!left || !right || !('N' in left) || !('N' in right)) return wrongType();
  return { N: String('plus' in value ? Number(left.N) + Number(right.N) : Number(left.N) - Number(right.N)) };
}

function existing(attribute: Attribute | undefined): Attribute {
  return (
    attribute ?? invalid('The provided expression refers to an attribute that does not exist in the item')
  );
}

function wrongType(): never {
  return invalid('An operand in the update expression has an incorrect data type');
}
