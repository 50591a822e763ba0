import type { Attributes } from './attribute.ts';
import { type Bindings, meets, nameOf, valueOf } from './condition.ts';
import type { Condition } from './condition-syntax.ts';
import { invalid } from './refusal.ts';
import { keyOf, type Row, rowsOf, type TableState } from './state.ts';

/** A page ends at this many bytes. */
const pageBytes = 1024 * 1024;

export interface QueryRequest {
  condition: Condition;
  bindings: Bindings;
  limit?: number;
  forward: boolean;
  /** The key after which to go on. */
  from?: Attributes;
}
export interface QueryPage {
  items: Attributes[];
  /** Where the page ended; absent at the end of what there is. */
  last?: Attributes;
}

/** One page. As DynamoDB does, a page that its limit ended names a last key even when nothing follows. */
export function query(table: TableState, request: QueryRequest): QueryPage {
  const { condition, bindings, limit = Number.POSITIVE_INFINITY, forward } = request;
  if (limit < 1) invalid('Limit must be greater than or equal to 1');
  const { hash, range } = split(condition, table, bindings);
  const rows = rowsOf(table, hash).filter((row) => !range || meets(range, row.item, bindings));
  const ordered = forward ? rows : rows.toReversed();
  const after = request.from && keyOf(table, request.from, true);
  const start = after ? ordered.findIndex((row) => isPast(row, after.sort, forward)) : 0;
  const page: Row[] = [];
  let bytes = 0;
  for (const row of start < 0 ? [] : ordered.slice(start)) {
    page.push(row);
    bytes += row.size;
    if (page.length >= limit || bytes >= pageBytes) break;
  }
  const ended = page.length >= limit || bytes >= pageBytes ? page.at(-1) : undefined;
  return {
    items: page.map((row) => row.item),
    ...(ended ? { last: { [table.hashKey]: { S: hash }, [table.rangeKey]: { S: ended.sort } } } : {}),
  };
}

function isPast(row: Row, sort: string, forward: boolean): boolean {
  if (row.sort === sort) return false;
  const less = Buffer.compare(Buffer.from(row.sort), Buffer.from(sort)) < 0;
  return forward ? !less : less;
}

/** `#pk = :pk`, and at most one condition on the sort key. */
function split(
  condition: Condition,
  table: TableState,
  bindings: Bindings,
): { hash: string; range: Condition | undefined } {
  const [first, ...rest] = conjuncts(condition);
  const hash = first && hashOfCondition(first, table, bindings);
  if (hash === undefined) return invalid(`Query condition missed key schema element: ${table.hashKey}`);
  const [range] = rest;
  if (rest.length > 1) return invalid('KeyConditionExpressions must only contain one condition per key');
  if (range && sortKeyOf(range, bindings) !== table.rangeKey)
    return invalid(`Query condition missed key schema element: ${table.rangeKey}`);
  checkBounds(range, bindings);
  return { hash, range };
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

function hashOfCondition(condition: Condition, table: TableState, bindings: Bindings): string | undefined {
  if (condition.kind !== 'compare' || condition.comparator !== '=') return undefined;
  const { left, right } = condition;
  if (!('path' in left) || !('value' in right) || left.path.length !== 1) return undefined;
  if (nameOf(String(left.path[0]), bindings) !== table.hashKey) return undefined;
  const value = valueOf(right.value, bindings);
  return 'S' in value
    ? value.S
    : invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
}

function sortKeyOf(condition: Condition, bindings: Bindings): string | undefined {
  const path = (() => {
    if (condition.kind === 'begins') return condition.path;
    if (condition.kind === 'between' && 'path' in condition.of) return condition.of.path;
    const compared = condition.kind === 'compare' && condition.comparator !== '<>';
    return compared && 'path' in condition.left ? condition.left.path : undefined;
  })();
  return path?.length === 1 ? nameOf(String(path[0]), bindings) : undefined;
}

function checkBounds(range: Condition | undefined, bindings: Bindings): void {
  if (range?.kind !== 'between' || !('value' in range.from) || !('value' in range.to)) return;
  const [from, to] = [valueOf(range.from.value, bindings), valueOf(range.to.value, bindings)];
  if ('S' in from && 'S' in to && Buffer.compare(Buffer.from(from.S), Buffer.from(to.S)) > 0) {
    invalid(
      'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  }
}
