import { isObject, type Json } from '../../model/json.ts';
import { type Attributes, parseAttributes } from './attribute.ts';
import { type Bindings, meets } from './condition.ts';
import { type ParsedCondition, parseCondition } from './condition-syntax.ts';
import { query } from './query.ts';
import { invalid, notModelled, refuse } from './refusal.ts';
import { type DynamodbState, keyOf, rowAt, tableOf, withItem } from './state.ts';
import { createTable, describeTable } from './tables.ts';
import { applyUpdate, checkUpdate, parseUpdate, type Update } from './update.ts';

/** A request's members, and what an operation gives: the answer, and the state afterwards. */
export type Request = Record<string, unknown>;
export interface Outcome {
  state: DynamodbState;
  answer: Json;
}
interface Operation {
  /** The members that are modelled; any other one is an error. */
  members: readonly string[];
  act: (state: DynamodbState, request: Request) => Outcome;
}

const bound = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const conditional = ['ConditionExpression', ...bound];

/** The operations of DynamoDB that history uses. */
export const operations: Record<string, Operation> = {
  CreateTable: {
    members: ['TableName', 'BillingMode', 'AttributeDefinitions', 'KeySchema'],
    act: createTable,
  },
  DescribeTable: { members: ['TableName'], act: describeTable },
  GetItem: { members: ['TableName', 'Key', 'ConsistentRead'], act: getItem },
  PutItem: { members: ['TableName', 'Item', ...conditional], act: putItem },
  UpdateItem: {
    members: ['TableName', 'Key', 'UpdateExpression', 'ReturnValues', ...conditional],
    act: updateItem,
  },
  DeleteItem: { members: ['TableName', 'Key', ...conditional], act: deleteItem },
  Query: {
    members: [
      'TableName',
      'KeyConditionExpression',
      'ConsistentRead',
      'ScanIndexForward',
      'Limit',
      'ExclusiveStartKey',
      ...bound,
    ],
    act: queryTable,
  },
};

function getItem(state: DynamodbState, request: Request): Outcome {
  requireConsistent(request);
  const table = tableOf(state, request['TableName']);
  const row = rowAt(table, keyOf(table, parseAttributes(request['Key']), true));
  return { state, answer: row ? { Item: row.item } : {} };
}

function putItem(state: DynamodbState, request: Request): Outcome {
  const table = tableOf(state, request['TableName']);
  const item = parseAttributes(request['Item']);
  const key = keyOf(table, item, false);
  requireCondition(request, rowAt(table, key)?.item);
  return { state: withItem(state, nameOf(request), key, item), answer: {} };
}

function deleteItem(state: DynamodbState, request: Request): Outcome {
  const table = tableOf(state, request['TableName']);
  const key = keyOf(table, parseAttributes(request['Key']), true);
  requireCondition(request, rowAt(table, key)?.item);
  return { state: withItem(state, nameOf(request), key, undefined), answer: {} };
}

function updateItem(state: DynamodbState, request: Request): Outcome {
  if (request['ReturnValues'] !== 'ALL_NEW') notModelled('UpdateItem without ReturnValues ALL_NEW');
  const table = tableOf(state, request['TableName']);
  const keyAttributes = parseAttributes(request['Key']);
  const key = keyOf(table, keyAttributes, true);
  const update = updates(textOf(request, 'UpdateExpression'));
  const old = rowAt(table, key)?.item;
  const bindings = requireCondition(request, old, update, (given) =>
    checkUpdate(update, given, [table.hashKey, table.rangeKey]),
  );
  if (!old && update.set.length === 0)
    notModelled('an UpdateItem that only removes, of an item that does not exist');
  const item = applyUpdate(update, old ?? keyAttributes, bindings);
  const tooLarge = 'Item size to update has exceeded the maximum allowed size';
  return { state: withItem(state, nameOf(request), key, item, tooLarge), answer: { Attributes: item } };
}

function queryTable(state: DynamodbState, request: Request): Outcome {
  requireConsistent(request);
  const table = tableOf(state, request['TableName']);
  const parsed = conditions(textOf(request, 'KeyConditionExpression'), 'KeyConditionExpression');
  const bindings = bindingsOf(request, [parsed]);
  const { Limit: limit, ExclusiveStartKey: from } = request;
  const page = query(table, {
    condition: parsed.condition,
    bindings,
    forward: request['ScanIndexForward'] !== false,
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(from === undefined ? {} : { from: parseAttributes(from) }),
  });
  const count = page.items.length;
  const answer = { Items: page.items, Count: count, ScannedCount: count };
  return { state, answer: page.last ? { ...answer, LastEvaluatedKey: page.last } : answer };
}

/** Refuses when the request's condition does not hold for the item there is. Gives what the expressions' names stand for. */
function requireCondition(
  request: Request,
  item: Attributes | undefined,
  update?: Update,
  check?: (bindings: Bindings) => void,
): Bindings {
  const given = request['ConditionExpression'];
  const parsed =
    given === undefined
      ? undefined
      : conditions(textOf(request, 'ConditionExpression'), 'ConditionExpression');
  const bindings = bindingsOf(request, [parsed, update]);
  check?.(bindings);
  if (parsed && !meets(parsed.condition, item ?? {}, bindings))
    refuse('ConditionalCheckFailedException', 'The conditional request failed');
  return bindings;
}

type Used = Pick<ParsedCondition, 'names' | 'values'>;

/** DynamoDB refuses names and values that no expression uses. */
function bindingsOf(request: Request, used: (Used | undefined)[]): Bindings {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values } = request;
  if (!isNames(names)) return invalid('ExpressionAttributeNames must be texts');
  for (const [member, given, key] of [
    ['ExpressionAttributeNames', names, 'names'],
    ['ExpressionAttributeValues', values ?? {}, 'values'],
  ] as const) {
    const unused = Object.keys(given).filter((name) => !used.some((one) => one?.[key].has(name)));
    if (unused.length > 0)
      invalid(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
  }
  return { names, values: values === undefined ? {} : parseAttributes(values) };
}

function isNames(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((name) => typeof name === 'string');
}

function requireConsistent(request: Request): void {
  if (request['ConsistentRead'] !== true) notModelled('reads that are not consistent');
}

function nameOf(request: Request): string {
  return textOf(request, 'TableName');
}

function textOf(request: Request, member: string): string {
  const text = request[member];
  return typeof text === 'string' && text !== '' ? text : invalid(`${member} must be given`);
}

/** What an expression says depends on its text alone: parsed once. History has a few dozen of them. */
const conditions = remembered(parseCondition);
const updates = remembered(parseUpdate);

function remembered<T>(parse: (text: string, kind: string) => T): (text: string, kind?: string) => T {
  const known = new Map<string, T>();
  return (text, kind = '') => {
    const key = `${kind}\0${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const parsed = parse(text, kind);
    if (known.size >= 1000) known.clear();
    known.set(key, parsed);
    return parsed;
  };
}
