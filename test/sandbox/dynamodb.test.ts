import { describe, expect, test } from '@jest/globals';
import { hashOf, type Json } from '../../lib/model/json.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { answerDynamodb, sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { emptyState } from '../../lib/sandbox/dynamodb/state.ts';

/* What the contract of tables does not show: the wire, the state, and what is not modelled. */

function aRequest(operation: string, members: Json): WireRequest {
  return {
    system: 'dynamodb',
    method: 'POST',
    url: 'https://dynamodb.eu-central-1.amazonaws.com/',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify(members),
  };
}

function opened() {
  const dynamodb = sandboxDynamodb();
  const call = (operation: string, members: Record<string, Json>) => {
    const answer = dynamodb.answer(aRequest(operation, { TableName: 'history', ...members }));
    return { status: answer.status, body: JSON.parse(new TextDecoder().decode(answer.body)) };
  };
  const made = call('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  expect(made.body.TableDescription.TableStatus).toBe('CREATING');
  return { dynamodb, call };
}
const key = { pk: { S: 'a' }, sk: { S: 'b' } };
const absent = {
  ConditionExpression: 'attribute_not_exists(#pk)',
  ExpressionAttributeNames: { '#pk': 'pk' },
};

test('answers are the wire protocol of DynamoDB, errors too', () => {
  const { call } = opened();
  expect(call('PutItem', { Item: { ...key, n: { N: '1.50' } } })).toEqual({ status: 200, body: {} });
  expect(call('GetItem', { Key: key, ConsistentRead: true }).body).toEqual({
    Item: { ...key, n: { N: '1.5' } },
  });
  expect(call('PutItem', { Item: key, ...absent })).toEqual({
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
    },
  });
  expect(call('GetItem', { TableName: 'nothing', Key: key, ConsistentRead: true }).body.__type).toBe(
    'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  );
  expect(call('DescribeTable', {}).body.Table.TableStatus).toBe('ACTIVE');
});

describe('the state', () => {
  test('is never changed in place: what was kept can be gone back to', () => {
    const { dynamodb, call } = opened();
    call('PutItem', { Item: { ...key, list: { L: [{ S: 'x' }] } } });
    const kept = dynamodb.state;
    const [text, hash] = [JSON.stringify(kept), hashOf(kept)];
    const update = {
      UpdateExpression: 'SET #list = list_append(#list, :more)',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':more': { L: [{ S: 'y' }] } },
      ReturnValues: 'ALL_NEW',
    };
    expect(call('UpdateItem', { Key: key, ...update }).body.Attributes.list.L).toHaveLength(2);
    call('DeleteItem', { Key: key });
    expect(call('GetItem', { Key: key, ConsistentRead: true }).body).toEqual({});
    expect(JSON.stringify(kept)).toBe(text);
    dynamodb.state = kept;
    expect(call('GetItem', { Key: key, ConsistentRead: true }).body.Item.list.L).toHaveLength(1);
    expect(hashOf(dynamodb.state)).toBe(hash);
    dynamodb.state = JSON.parse(text);
    expect(call('GetItem', { Key: key, ConsistentRead: true }).body.Item.list.L).toHaveLength(1);
  });

  test('of tables with the same items is the same, whatever was done before', () => {
    const [one, two] = [opened(), opened()];
    for (const sk of ['c', 'a', 'b']) one.call('PutItem', { Item: { pk: { S: 'p' }, sk: { S: sk } } });
    for (const sk of ['b', 'z', 'a', 'c']) two.call('PutItem', { Item: { pk: { S: 'p' }, sk: { S: sk } } });
    two.call('PutItem', { Item: key });
    two.call('DeleteItem', { Key: key });
    two.call('DeleteItem', { Key: { pk: { S: 'p' }, sk: { S: 'z' } } });
    expect(hashOf(two.dynamodb.state)).toBe(hashOf(one.dynamodb.state));
  });

  test('stays as it was when a request is refused', () => {
    const { dynamodb, call } = opened();
    call('PutItem', { Item: key });
    const { state } = dynamodb;
    expect(call('PutItem', { Item: key, ...absent }).status).toBe(400);
    expect(dynamodb.state).toBe(state);
    expect(answerDynamodb(emptyState, aRequest('Nonsense', {})).state).toBe(emptyState);
  });
});

describe('what is not modelled is a ValidationException that says so', () => {
  const values = { ExpressionAttributeValues: { ':v': { S: 'x' } } };
  const names = { ExpressionAttributeNames: { '#x': 'x' } };
  const update = { Key: key, ReturnValues: 'ALL_NEW', ...names, ...values };
  test.each<[string, Record<string, Json>, RegExp]>([
    ['Scan', {}, /operation Scan/],
    ['TransactWriteItems', {}, /operation TransactWriteItems/],
    ['GetItem', { Key: key }, /not consistent/],
    ['GetItem', { Key: key, ConsistentRead: true, ProjectionExpression: '#x' }, /ProjectionExpression/],
    ['PutItem', { Item: key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }, /ReturnValuesOnCondition/],
    ['PutItem', { Item: { ...key, set: { SS: ['a'] } } }, /type SS/],
    ['PutItem', { Item: { ...key, two: { S: 'a', N: '1' } } }, /more than one datatypes/],
    ['PutItem', { Item: { ...key, n: { N: 'seven' } } }, /numeric value: seven/],
    ['PutItem', { Item: key, ConditionExpression: 'x = :v', ...values }, /only as #name/],
    ['PutItem', { Item: key, ConditionExpression: '#x IN (:v)', ...names, ...values }, /token: "IN"/],
    ['PutItem', { Item: key, ConditionExpression: '#x = :v AND', ...names, ...values }, /<EOF>/],
    ['PutItem', { Item: key, ConditionExpression: '(#x = :v', ...names, ...values }, /token/],
    ['PutItem', { Item: key, ConditionExpression: '#x = ?', ...names }, /token/],
    ['UpdateItem', { ...update, UpdateExpression: 'ADD #x :v' }, /"ADD"/],
    ['UpdateItem', { ...update, UpdateExpression: 'SET #x[0] = :v' }, /list places/],
    ['UpdateItem', { ...update, UpdateExpression: 'SET #x = :v', ReturnValues: 'ALL_OLD' }, /ALL_NEW/],
    [
      'UpdateItem',
      { Key: key, ReturnValues: 'ALL_NEW', ...names, UpdateExpression: 'REMOVE #x' },
      /only removes/,
    ],
    [
      'Query',
      { KeyConditionExpression: '#x = :v', ConsistentRead: true, ...names, ...values },
      /missed key.*pk/,
    ],
  ])('%s %j', (operation, members, message) => {
    const { call } = opened();
    const { status, body } = call(operation, members);
    expect(status).toBe(400);
    expect(body.__type).toBe('com.amazon.coral.validate#ValidationException');
    expect(body.message).toMatch(message);
  });

  test('a table with one key, a table that is there already, and what is no JSON', () => {
    const { dynamodb, call } = opened();
    expect(call('CreateTable', {}).body.__type).toMatch(/#ResourceInUseException$/);
    expect(call('CreateTable', { TableName: 'another' }).body.message).toMatch(/two keys of text/);
    const broken = dynamodb.answer({ ...aRequest('GetItem', {}), body: 'no JSON' });
    expect(new TextDecoder().decode(broken.body)).toContain('SerializationException');
  });
});

test('attributes may be called like what every object has', () => {
  const { call } = opened();
  const condition = {
    ConditionExpression: 'attribute_not_exists(#c)',
    ExpressionAttributeNames: { '#c': 'constructor' },
  };
  expect(call('PutItem', { Item: key, ...condition }).status).toBe(200);
  expect(call('PutItem', { Item: { ...key, constructor: { S: 'x' } }, ...condition }).status).toBe(200);
  expect(call('PutItem', { Item: key, ...condition }).status).toBe(400);
});

test('sort keys are in the order of their bytes', () => {
  const { call } = opened();
  const keys = ['a', 'Z', 'ä', '\uffee', '\u{1f600}', 'a#', 'a0'];
  for (const sk of keys) call('PutItem', { Item: { pk: { S: 'p' }, sk: { S: sk } } });
  const { body } = call('Query', {
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': 'pk' },
    ExpressionAttributeValues: { ':pk': { S: 'p' } },
    ConsistentRead: true,
  });
  const found = body.Items.map((item: { sk: { S: string } }) => item.sk.S);
  expect(found).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
});

test('a page that its limit ended names the key to go on from, at the very end too', () => {
  const { call } = opened();
  for (const sk of ['1', '2']) call('PutItem', { Item: { pk: { S: 'p' }, sk: { S: sk } } });
  const page = (more: Record<string, Json>) =>
    call('Query', {
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': { S: 'p' } },
      ConsistentRead: true,
      ...more,
    }).body;
  const whole = page({ Limit: 2 });
  expect(whole.LastEvaluatedKey).toEqual({ pk: { S: 'p' }, sk: { S: '2' } });
  expect(page({ Limit: 2, ExclusiveStartKey: whole.LastEvaluatedKey })).toEqual({
    Items: [],
    Count: 0,
    ScannedCount: 0,
  });
  expect(page({ Limit: 3 }).LastEvaluatedKey).toBeUndefined();
});
