import { isAbsolute, resolve } from 'node:path';
import type { TaskAnswer } from '../engine/engine.ts';
import { explain, fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Io } from './io.ts';

/** Answers a function that a task calls: by its name, as Lambda would. */
export type LambdaSource = (name: string, functionArn: string, payload: Json) => Promise<TaskAnswer>;

/** What answers functions when nobody said: nothing does. */
export const noLambda: LambdaSource = (name) =>
  Promise.resolve(
    failure('Lambda.ResourceNotFoundException', `nothing answers the function ${name}: start with --lambda`),
  );

/** A URL that takes payloads, or a module whose exports are functions. Error: BadInput. */
export async function lambdaSource(where: string, io: Io): Promise<LambdaSource> {
  return /^https?:/i.test(where) ? byUrl(where, io) : byModule(where, io);
}

/**
 * POSTs the payload; `{name}` in the URL is the function's name. An answer with the header x-amz-function-error is a
 * failure of the function, as with Lambda's own Invoke.
 */
function byUrl(where: string, io: Io): LambdaSource {
  if (!URL.canParse(where))
    fail('BadInput', {
      what: `--lambda is "${where}"`,
      todo: 'write a whole URL, such as http://127.0.0.1:9000/functions/{name}',
    });
  return async (name, functionArn, payload) => {
    const response = await io.fetch(where.replaceAll('{name}', encodeURIComponent(name)), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-function-name': name, 'x-function-arn': functionArn },
      body: JSON.stringify(payload),
    });
    const text = await response.text();
    if (!response.ok) return failure(serviceError(response.status), `HTTP ${response.status}: ${text}`);
    const answer = parsed(text);
    if (answer === undefined)
      return failure('Lambda.SdkClientException', `the answer for ${name} is no JSON: ${text.slice(0, 200)}`);
    if (!response.headers.has('x-amz-function-error')) return { ok: answer };
    const type = isObject(answer) && typeof answer['errorType'] === 'string' ? answer['errorType'] : 'Error';
    return { error: type, cause: text };
  };
}

/** Names of Lambda's own errors, as Step Functions gives them. */
function serviceError(status: number): string {
  if (status === 404) return 'Lambda.ResourceNotFoundException';
  if (status === 429) return 'Lambda.TooManyRequestsException';
  return status >= 500 ? 'Lambda.ServiceException' : 'Lambda.AWSLambdaException';
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text === '' ? 'null' : text);
    return value;
  } catch {
    return undefined;
  }
}

async function byModule(where: string, io: Io): Promise<LambdaSource> {
  const file = isAbsolute(where) ? where : resolve(io.cwd, where);
  const functions = functionsOf(await loaded(file, where, io));
  if (functions.size === 0)
    fail('BadInput', {
      what: `${where} exports no function`,
      todo: 'export functions by the names that tasks call: export async function check(event) { … }',
    });
  return async (name, functionArn, payload) => {
    const found = functions.get(name);
    if (!found)
      return failure(
        'Lambda.ResourceNotFoundException',
        `${where} exports no function ${name}, only ${[...functions.keys()].join(', ')}`,
      );
    try {
      const answer: unknown = await found(payload, { functionName: name, invokedFunctionArn: functionArn });
      return { ok: parsed(JSON.stringify(answer ?? null)) ?? null };
    } catch (error) {
      return failure(error instanceof Error ? error.name : 'Error', explain(error));
    }
  };
}

async function loaded(file: string, where: string, io: Io): Promise<Record<string, unknown>> {
  try {
    return await io.importModule(file);
  } catch (error) {
    return fail(
      'BadInput',
      {
        what: `--lambda ${where} cannot be loaded`,
        why: explain(error).split('\n')[0] ?? '',
        todo: 'give a URL (http://…) or the path of a JavaScript module that exports functions by name',
      },
      error,
    );
  }
}

type Exported = (payload: Json, context: { functionName: string; invokedFunctionArn: string }) => unknown;

/** Functions among a module's exports, and among the members of its default export: their names may have hyphens. */
function functionsOf(module: Record<string, unknown>): Map<string, Exported> {
  const whole = isObject(module['default']) ? { ...module['default'], ...module } : module;
  const functions = new Map<string, Exported>();
  for (const [name, value] of Object.entries(whole)) if (isExported(value)) functions.set(name, value);
  return functions;
}

function isExported(value: unknown): value is Exported {
  return typeof value === 'function';
}

/** As Lambda puts it: the error's name, and a document with its message. */
function failure(error: string, message: string): TaskAnswer {
  return { error, cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }) };
}
