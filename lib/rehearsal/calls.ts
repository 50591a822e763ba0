import { isObject } from '../model/json.ts';
import type { WireRequest } from '../model/transport.ts';

/** What a call outside is about: an item of the history by its kind, or another system. Faults and kills are aimed by these. */
export const callKinds = [
  'lock',
  'ledger',
  'ask',
  'run',
  'event',
  'start',
  'slots',
  'switch',
  'alarms',
  'list',
  'states',
  'eks',
  'sts',
  'sns',
  's3',
  'secretsmanager',
  'pager',
  'look',
  'change',
  'ssm',
  'slack',
  'pagerduty',
  'webhook',
  'paging',
  'notices',
  'proof',
] as const;
export type CallKind = (typeof callKinds)[number];

/** A call, as far as rehearsals look at it. */
export interface CallFacts {
  kind: CallKind;
  write: boolean;
  /** `UpdateItem RUN#… / LEDGER`, `POST /apis/velero.io/…`: for people. */
  name: string;
  /** Key of the history's item; of a query the partition and the prefix. */
  key?: { pk: string; sk: string };
  /** The operation's name, for AWS. */
  operation?: string;
  /** The request's members, for DynamoDB and Step Functions. */
  members?: Record<string, unknown>;
}

export function factsOf(request: WireRequest): CallFacts {
  switch (request.system) {
    case 'dynamodb':
      return ofTable(request);
    case 'states': {
      const operation = operationOf(request);
      return { kind: 'states', write: true, name: operation, operation, members: membersOf(request) };
    }
    case 'kubernetes': {
      const { pathname } = new URL(request.url);
      const write = request.method !== 'GET';
      // A DownloadRequest is Velero's own way of reading: it lives beside the target and goes by itself.
      const change = write && !pathname.includes('/downloadrequests');
      return { kind: change ? 'change' : 'look', write, name: `${request.method} ${pathname}` };
    }
    case 'ssm':
    case 'secretsmanager': {
      const operation = operationOf(request);
      return {
        kind: request.system,
        write: false,
        name: operation,
        operation,
        members: membersOf(request),
      };
    }
    case 'eks':
    case 'sts':
    case 'sns':
    case 's3':
    case 'pager':
    case 'slack':
    case 'pagerduty':
    case 'webhook':
      return {
        kind: request.system,
        write: request.method !== 'GET',
        name: `${request.system} ${request.method} ${new URL(request.url).pathname}`,
      };
  }
}

function ofTable(request: WireRequest): CallFacts {
  const operation = operationOf(request);
  const members = membersOf(request);
  const key = keyOf(operation, members);
  const write = /^(Put|Update|Delete)Item$/.test(operation);
  return {
    kind: kindOf(key.pk, key.sk),
    write,
    name: `${operation} ${key.pk} / ${key.sk}`,
    key,
    operation,
    members,
  };
}

/** The parts of lib/history/keys.ts that say what an item is. */
function kindOf(pk: string, sk: string): CallKind {
  if (pk.startsWith('LOCK#')) return 'lock';
  if (pk.startsWith('START#')) return 'start';
  if (pk === 'SLOTS') return 'slots';
  if (pk === 'SWITCH') return 'switch';
  if (pk === 'ALARMS') return 'alarms';
  if (pk === 'NOTICES') return 'notices';
  if (pk === 'PROOFS') return 'proof';
  if (!pk.startsWith('RUN#')) return 'list';
  if (sk === 'LEDGER') return 'ledger';
  if (sk.startsWith('ASK#')) return 'ask';
  if (sk.startsWith('PAGED#')) return 'paging';
  return sk.startsWith('EV#') ? 'event' : 'run';
}

function keyOf(operation: string, members: Record<string, unknown>): { pk: string; sk: string } {
  if (operation === 'Query') {
    const values = objectAt(members, 'ExpressionAttributeValues');
    return { pk: textAt(values, ':pk'), sk: textAt(values, ':prefix') || textAt(values, ':from') };
  }
  const item = objectAt(members, operation === 'PutItem' ? 'Item' : 'Key');
  return { pk: textAt(item, 'pk'), sk: textAt(item, 'sk') };
}

function objectAt(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const inner = value[name];
  return isObject(inner) ? inner : {};
}

/** `{S: text}` */
function textAt(attributes: Record<string, unknown>, name: string): string {
  const attribute = attributes[name];
  return isObject(attribute) && typeof attribute['S'] === 'string' ? attribute['S'] : '';
}

function operationOf(request: WireRequest): string {
  return request.headers['x-amz-target']?.split('.').pop() ?? '';
}

function membersOf(request: WireRequest): Record<string, unknown> {
  const parsed: unknown = JSON.parse(bodyOf(request) || '{}');
  return isObject(parsed) ? parsed : {};
}

export function bodyOf({ body }: Pick<WireRequest, 'body'>): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
