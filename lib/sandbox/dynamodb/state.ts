import { type Attributes, orderOfText, sizeOf } from './attribute.ts';
import { invalid, refuse } from './refusal.ts';

/** Everything that this DynamoDB holds, as plain data that is never changed in place: copied by keeping it, hashed as it is. */
export interface DynamodbState {
  tables: Record<string, TableState>;
}
export interface TableState {
  hashKey: string;
  rangeKey: string;
  /** In the order of their hash keys. */
  partitions: readonly Partition[];
}
export interface Partition {
  hash: string;
  /** In the order of their sort keys' bytes. */
  rows: readonly Row[];
}
export interface Row {
  sort: string;
  /** Bytes, as DynamoDB counts them. */
  size: number;
  item: Attributes;
}

export const emptyState: DynamodbState = { tables: {} };

export function tableOf(state: DynamodbState, name: unknown): TableState {
  const table =
    typeof name === 'string' && Object.hasOwn(state.tables, name) ? state.tables[name] : undefined;
  return table ?? refuse('ResourceNotFoundException', 'Requested resource not found');
}

export interface RowKey {
  hash: string;
  sort: string;
}

/** The key of an item, or of a request, checked as DynamoDB does. `exact`: nothing but the key may be there. */
export function keyOf(table: TableState, attributes: Attributes, exact: boolean): RowKey {
  if (exact && Object.keys(attributes).length !== 2)
    invalid('The provided key element does not match the schema');
  return {
    hash: keyPart(attributes, table.hashKey, 2048),
    sort: keyPart(attributes, table.rangeKey, 1024),
  };
}

function keyPart(attributes: Attributes, name: string, bytesMax: number): string {
  const value = attributes[name];
  if (!value)
    return invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  if (!('S' in value))
    return invalid(`One or more parameter values were invalid: Type mismatch for key ${name} expected: S`);
  if (value.S === '') {
    return invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
  if (Buffer.byteLength(value.S) > bytesMax)
    return invalid(
      `One or more parameter values were invalid: Size of ${name} has exceeded the maximum size limit of ${bytesMax} bytes`,
    );
  return value.S;
}

export function rowsOf(table: TableState, hash: string): readonly Row[] {
  const found = table.partitions[placeOf(table.partitions, hash, (partition) => partition.hash)];
  return found?.hash === hash ? found.rows : [];
}

export function rowAt(table: TableState, { hash, sort }: RowKey): Row | undefined {
  const rows = rowsOf(table, hash);
  const found = rows[placeOf(rows, sort, (row) => row.sort)];
  return found?.sort === sort ? found : undefined;
}

const bytesMax = 400 * 1024;

/** The state with this item under this key, or with none there. `tooLarge`: what DynamoDB says of an item over 400 KB. */
export function withItem(
  state: DynamodbState,
  name: string,
  { hash, sort }: RowKey,
  item: Attributes | undefined,
  tooLarge = 'Item size has exceeded the maximum allowed size',
): DynamodbState {
  const table = tableOf(state, name);
  const size = item ? sizeOf(item) : 0;
  if (size > bytesMax) invalid(tooLarge);
  const row = item && { sort, size, item };
  const rows = replaced(rowsOf(table, hash), sort, (one) => one.sort, row);
  const partition = rows.length > 0 ? { hash, rows } : undefined;
  const partitions = replaced(table.partitions, hash, (one) => one.hash, partition);
  return { tables: { ...state.tables, [name]: { ...table, partitions } } };
}

/** A copy of a sorted list in which the one with this key is another one, or is gone. */
function replaced<T>(
  list: readonly T[],
  key: string,
  keyOfOne: (one: T) => string,
  next: T | undefined,
): T[] {
  const place = placeOf(list, key, keyOfOne);
  const found = list[place];
  const there = found !== undefined && keyOfOne(found) === key ? 1 : 0;
  return list.toSpliced(place, there, ...(next === undefined ? [] : [next]));
}

/** Where a key is in a sorted list, or would be. */
function placeOf<T>(list: readonly T[], key: string, keyOfOne: (one: T) => string): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const one = list[middle];
    if (one !== undefined && orderOfText(keyOfOne(one), key) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
