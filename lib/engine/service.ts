import { isObject, type Json } from '../model/json.ts';
import type { Transport, WireAnswer } from '../model/transport.ts';
import type { EngineApi } from './api.ts';
import { parseJson } from './definition/json-text.ts';
import { Fault, fault } from './fault.ts';
import { member } from './member.ts';
import { operations } from './service/operations.ts';

const targetPrefix = 'AWSStepFunctions.';

/** The Step Functions API (awsJson1_0), answered in this process. System `states`; anything else is an error of the caller. */
export function serviceOf(engine: EngineApi): Transport {
  return async ({ headers, body }) => {
    try {
      const target = headers['x-amz-target'] ?? '';
      const operation = member(operations, target.replace(targetPrefix, ''));
      if (!operation || !target.startsWith(targetPrefix))
        throw fault('UnknownOperationException', `Nothing here answers '${target}'.`);
      return answerOf(200, await operation(engine, requestOf(body)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return answerOf(400, { __type: error.name, message: error.message });
    }
  };
}

function requestOf(body: string | Uint8Array): Record<string, unknown> {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const parsed = parseJson(text === '' ? '{}' : text);
  if ('problem' in parsed) throw fault('SerializationException', parsed.problem);
  if (!isObject(parsed.value)) throw fault('SerializationException', 'The body has to be a JSON object.');
  return parsed.value;
}

/** No Date header: the SDK would correct its clock by it. */
function answerOf(status: number, body: Record<string, Json | undefined>): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}
