import { isObject, type Json } from '../../model/json.ts';
import { notModelled, refuse } from './refusal.ts';
import { type DynamodbState, type TableState, tableOf } from './state.ts';

/** Makes a table with a hash and a range key of text. It is active when it is described. */
export function createTable(
  state: DynamodbState,
  request: Record<string, unknown>,
): { state: DynamodbState; answer: Json } {
  const name = String(request['TableName']);
  if (Object.hasOwn(state.tables, name)) refuse('ResourceInUseException', `Table already exists: ${name}`);
  const hashKey = keyNamed(request, 'HASH');
  const rangeKey = keyNamed(request, 'RANGE');
  if (request['BillingMode'] !== 'PAY_PER_REQUEST') notModelled('tables with provisioned throughput');
  const table: TableState = { hashKey, rangeKey, partitions: [] };
  const next = { tables: { ...state.tables, [name]: table } };
  return { state: next, answer: { TableDescription: description(name, table, 'CREATING') } };
}

export function describeTable(
  state: DynamodbState,
  request: Record<string, unknown>,
): { state: DynamodbState; answer: Json } {
  const name = String(request['TableName']);
  return { state, answer: { Table: description(name, tableOf(state, name), 'ACTIVE') } };
}

function description(name: string, table: TableState, status: string): Json {
  return {
    TableName: name,
    TableStatus: status,
    AttributeDefinitions: [table.hashKey, table.rangeKey].map((key) => ({
      AttributeName: key,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: table.hashKey, KeyType: 'HASH' },
      { AttributeName: table.rangeKey, KeyType: 'RANGE' },
    ],
  };
}

function keyNamed(request: Record<string, unknown>, type: string): string {
  const schema = list(request['KeySchema']).find((key) => key['KeyType'] === type);
  const definition = list(request['AttributeDefinitions']).find(
    (one) => one['AttributeName'] === schema?.['AttributeName'],
  );
  if (!schema || definition?.['AttributeType'] !== 'S') return notModelled('tables without two keys of text');
  return String(schema['AttributeName']);
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
