import { createRequire } from 'node:module';
import { fail, ReboundError } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';

/*
 * DynamoDB on disk, in this process. What dynalite 4 puts behind its HTTP server is called directly: its server cannot
 * close the database without having listened on a port, and a laptop's history needs none.
 */

type Done = (error: unknown, answer?: unknown) => void;
/** A failure as dynalite makes it: what goes over the wire. */
interface DynaliteFailure {
  statusCode: number;
  body: unknown;
}
interface Store {
  db: { open: () => Promise<void>; close: () => Promise<void> };
}
interface Validations {
  checkTypes: (data: unknown, types: unknown) => unknown;
  checkValidations: (data: unknown, types: unknown, custom: unknown, store: Store) => void;
}
interface Operation {
  act: (store: Store, data: unknown, done: Done) => void;
  rules: { types: unknown; custom?: unknown };
}

/** The operations that wire/dynamodb.ts uses, by the name of dynalite's files. */
const operations: Record<string, string> = {
  CreateTable: 'createTable',
  DescribeTable: 'describeTable',
  GetItem: 'getItem',
  PutItem: 'putItem',
  UpdateItem: 'updateItem',
  DeleteItem: 'deleteItem',
  Query: 'query',
};

/** A DynamoDB that keeps its tables in `folder`, and what closes it: calls under way end first, later ones are Unavailable. */
export interface Dynalite {
  transport: Transport;
  /** Makes safe from a power cut what was written so far. Rejects with the code ENOSPC when the disk is full. */
  sync: () => Promise<void>;
  close: () => Promise<void>;
}

/** Opens `folder`, made where it is absent. FolderInUse when another process, or this one, has it open. Survives reopening and kill -9. */
export async function openDynalite(folder: string): Promise<Dynalite> {
  const load = createRequire(import.meta.url);
  const database: { create: (options: object) => Store } = load('dynalite/db');
  const validations: Validations = load('dynalite/validations');
  const store = database.create({ path: folder, createTableMs: 0 });
  await open(store, folder);
  const known = new Map<string, Operation>();
  for (const [name, file] of Object.entries(operations))
    known.set(name, { act: load(`dynalite/actions/${file}`), rules: load(`dynalite/validations/${file}`) });

  const underWay = new Set<Promise<WireAnswer>>();
  let closing: Promise<void> | undefined;
  return {
    transport: (request) => {
      if (closing) return Promise.reject(closed(folder));
      const answer = answerTo(request, known, validations, store);
      underWay.add(answer);
      void answer.finally(() => underWay.delete(answer)).catch(() => undefined);
      return answer;
    },
    sync: () => (closing ? Promise.reject(closed(folder)) : syncLog(store)),
    close: () => {
      closing ??= Promise.allSettled(underWay).then(() => store.db.close());
      return closing;
    },
  };
}

async function open(store: Store, folder: string): Promise<void> {
  try {
    await store.db.open();
  } catch (error) {
    // Looked at by shape: what a native module throws need not be of this realm's classes.
    const cause = isObject(error) && isObject(error['cause']) ? error['cause'] : undefined;
    const code = cause?.['code'];
    if (code === 'LEVEL_LOCKED') {
      fail(
        'FolderInUse',
        {
          what: `the history in ${folder} is open in another process`,
          todo: 'use that one, or end it first',
        },
        error,
      );
    }
    const why = typeof cause?.['message'] === 'string' ? cause['message'] : String(error);
    fail('Unavailable', { what: `the history in ${folder} cannot be opened`, why }, error);
  }
}

/** Its log is one file: a synced write takes along what was written before. dynalite's own `put` knows no options. */
async function syncLog({ db }: Store): Promise<void> {
  const { put } = Object.getPrototypeOf(db) as {
    put: (this: unknown, key: string, value: unknown, options: { sync: boolean }) => Promise<void>;
  };
  try {
    await put.call(db, 'synced', 0, { sync: true });
  } catch (error) {
    const full = error instanceof Error && error.message.includes('No space left');
    throw full ? Object.assign(error, { code: 'ENOSPC' }) : error;
  }
}

async function answerTo(
  request: WireRequest,
  known: ReadonlyMap<string, Operation>,
  validations: Validations,
  store: Store,
): Promise<WireAnswer> {
  const name = request.headers['x-amz-target']?.split('.').pop() ?? '';
  const operation = known.get(name);
  if (!operation) return wire(400, { __type: 'com.amazon.coral.service#UnknownOperationException' });
  const text = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
  return new Promise((resolve, reject) => {
    const done: Done = (error, answer) => {
      if (!error) resolve(wire(200, answer));
      else if (isFailure(error)) resolve(wire(error.statusCode, error.body));
      else reject(broken(error));
    };
    try {
      const data = validations.checkTypes(JSON.parse(text), operation.rules.types);
      validations.checkValidations(data, operation.rules.types, operation.rules.custom, store);
      operation.act(store, data, done);
    } catch (error) {
      done(error);
    }
  });
}

function wire(status: number, answer: unknown): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(JSON.stringify(answer)),
  };
}

function isFailure(error: unknown): error is DynaliteFailure {
  return isObject(error) && typeof error['statusCode'] === 'number';
}

function broken(error: unknown): ReboundError {
  const why = error instanceof Error ? error.message : String(error);
  return new ReboundError(
    'Unavailable',
    { what: 'the history on disk did not answer', why },
    { cause: error },
  );
}

function closed(folder: string): ReboundError {
  return new ReboundError('Unavailable', { what: `the history in ${folder} is closed` });
}
