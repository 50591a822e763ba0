import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { codeOf, fail } from '../model/errors.ts';
import { fromAttributes, toAttributes } from './attribute-value.ts';
import { awsConfig, wrapAwsError } from './aws.ts';
import type { Surroundings } from './surroundings.ts';
import type { Expression, Item, Key, Table } from './table.ts';

/** The history table in DynamoDB, or in whatever answers as DynamoDB does. One attempt for each call. */
export function dynamodbTable(surroundings: Surroundings): Table {
  const client = new DynamoDBClient(awsConfig(surroundings, 'dynamodb'));
  const TableName = surroundings.table;
  const call = async <T>(action: string, key: Partial<Key>, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      const item = [key.pk, key.sk].filter((part) => part !== undefined).join(' / ');
      throw wrapAwsError(error, { action: `dynamodb:${action}`, on: `${item} in table ${TableName}` });
    }
  };
  return {
    get: (key) =>
      call('GetItem', key, async () => {
        const command = new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
        const { Item } = await client.send(command);
        return Item && itemOf(Item);
      }),
    put: (item, condition) =>
      call('PutItem', item, async () => {
        const command = new PutItemCommand({
          TableName,
          Item: toAttributes(item),
          ...conditionOf(condition),
        });
        await client.send(command);
      }),
    update: (key, update, condition) =>
      call('UpdateItem', key, async () => {
        const command = new UpdateItemCommand({
          TableName,
          Key: keyOf(key),
          UpdateExpression: update.text,
          ...conditionOf(condition, update),
          ReturnValues: 'ALL_NEW',
        });
        const { Attributes } = await client.send(command);
        if (!Attributes) fail('Malformed', { what: `UpdateItem in table ${TableName} gave no item back` });
        return itemOf(Attributes);
      }),
    delete: (key, condition) =>
      call('DeleteItem', key, async () => {
        await client.send(new DeleteItemCommand({ TableName, Key: keyOf(key), ...conditionOf(condition) }));
      }),
    query: (query) =>
      call('Query', { pk: query.pk }, async () => {
        const range = rangeOf(query);
        if (!range) return [];
        const limit = query.limit ?? Number.POSITIVE_INFINITY;
        const items: Item[] = [];
        let from: Record<string, AttributeValue> | undefined;
        do {
          // One more than is wanted: the bound itself is in the range, and is left out below.
          const room = limit - items.length + 1;
          const command = new QueryCommand({
            TableName,
            KeyConditionExpression: range.text,
            ExpressionAttributeNames: range.names,
            ExpressionAttributeValues: toAttributes(range.values),
            ConsistentRead: true,
            ScanIndexForward: !query.newestFirst,
            ...(Number.isFinite(room) ? { Limit: room } : {}),
            ...(from ? { ExclusiveStartKey: from } : {}),
          });
          const page = await client.send(command);
          items.push(...(page.Items ?? []).map(itemOf).filter((item) => item.sk !== query.after));
          from = page.LastEvaluatedKey;
        } while (from && items.length < limit);
        return items.slice(0, limit);
      }),
  };
}

function keyOf({ pk, sk }: Key): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

function itemOf(attributes: Record<string, AttributeValue>): Item {
  const { pk, sk, ...rest } = fromAttributes(attributes);
  if (typeof pk === 'string' && typeof sk === 'string') return { pk, sk, ...rest };
  return fail('Malformed', { what: 'an item of the history table has no pk and sk of text' });
}

/** Names and values of the condition and of the update travel in one map each: DynamoDB refuses unused and missing ones. */
function conditionOf(condition: Expression | undefined, update?: Expression) {
  const names = { ...update?.names, ...condition?.names };
  const values = toAttributes({ ...update?.values, ...condition?.values });
  return {
    ...(condition ? { ConditionExpression: condition.text } : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

/** Above every sort key that begins with the same prefix: DynamoDB orders text by its UTF-8 bytes, and keys are of plain characters. */
const last = '\uffff';

/** One condition on the sort key is allowed, so a prefix with a bound is a range of which the bound is left out. Undefined when nothing can be in it. */
function rangeOf({ pk, prefix = '', after = '', newestFirst = false }: Parameters<Table['query']>[0]) {
  const names = { '#pk': 'pk', '#sk': 'sk' };
  const bounded = after !== '' && (newestFirst ? after < `${prefix}${last}` : after > prefix);
  if (after !== '' && !bounded && newestFirst === after < prefix) return undefined;
  if (bounded) {
    const [from, to] = newestFirst ? [prefix || ' ', after] : [after, `${prefix}${last}`];
    if (from > to) return undefined;
    return {
      text: '#pk = :pk AND #sk BETWEEN :from AND :to',
      names,
      values: { ':pk': pk, ':from': from, ':to': to },
    };
  }
  if (prefix === '') return { text: '#pk = :pk', names: { '#pk': 'pk' }, values: { ':pk': pk } };
  return {
    text: '#pk = :pk AND begins_with(#sk, :prefix)',
    names,
    values: { ':pk': pk, ':prefix': prefix },
  };
}

/** Makes the table where there is none yet (the sandbox, dynalite) and waits until it is active. In AWS the stack makes it. */
export async function createTable(surroundings: Surroundings): Promise<void> {
  const client = new DynamoDBClient(awsConfig(surroundings, 'dynamodb'));
  const TableName = surroundings.table;
  const on = `table ${TableName}`;
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  } catch (error) {
    const wrapped = wrapAwsError(error, { action: 'dynamodb:CreateTable', on });
    if (codeOf(wrapped) !== 'AlreadyExists') throw wrapped;
  }
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await statusOf(client, TableName)) === 'ACTIVE') return;
    await surroundings.clock.sleep(100, surroundings.signal);
  }
  fail('Unavailable', { what: `${on} is not active after 10 s`, todo: 'look at it, then start again' });
}

async function statusOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  } catch (error) {
    throw wrapAwsError(error, { action: 'dynamodb:DescribeTable', on: `table ${TableName}` });
  }
}
