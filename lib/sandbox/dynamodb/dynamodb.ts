import { isObject, type Json } from '../../model/json.ts';
import type { Transport, WireAnswer, WireRequest } from '../../model/transport.ts';
import { operations } from './operations.ts';
import { notModelled, Refusal } from './refusal.ts';
import { type DynamodbState, emptyState } from './state.ts';

/** The sandbox's DynamoDB: exactly what history uses of it, anything else is an error. Not a function of time or chance. */
export interface SandboxDynamodb {
  answer: (request: WireRequest) => WireAnswer;
  /** The same as a transport of its own. */
  transport: Transport;
  /** Plain data, never changed in place: keep it to come back to it, set it to go on from it. */
  state: DynamodbState;
}

export function sandboxDynamodb(state: DynamodbState = emptyState): SandboxDynamodb {
  const dynamodb: SandboxDynamodb = {
    state,
    answer: (request) => {
      const outcome = answerDynamodb(dynamodb.state, request);
      dynamodb.state = outcome.state;
      return outcome.answer;
    },
    transport: async (request, signal) => {
      signal?.throwIfAborted();
      return dynamodb.answer(request);
    },
  };
  return dynamodb;
}

/** One request, as a function of the state. */
export function answerDynamodb(
  state: DynamodbState,
  request: WireRequest,
): { state: DynamodbState; answer: WireAnswer } {
  try {
    const name = /^DynamoDB_20120810\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) return notModelled(`the operation ${name || request.method}`);
    const members = parseBody(request);
    const strange = Object.keys(members).find((member) => !operation.members.includes(member));
    if (strange !== undefined) return notModelled(`${strange} of ${name}`);
    const outcome = operation.act(state, members);
    return { state: outcome.state, answer: wire(200, outcome.answer) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      state,
      answer: wire(400, { __type: `${prefixOf(error.type)}#${error.type}`, message: error.message }),
    };
  }
}

/** DynamoDB names its own exceptions and those of the layer in front of it differently. */
function prefixOf(type: string): string {
  if (type === 'ValidationException') return 'com.amazon.coral.validate';
  return type === 'SerializationException' ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function parseBody({ body }: WireRequest): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(typeof body === 'string' ? body : decoder.decode(body));
    if (isObject(parsed)) return parsed;
  } catch {
    // falls through: not JSON
  }
  throw new Refusal('SerializationException', 'The request is no JSON object');
}

function wire(status: number, body: Json): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: encoder.encode(JSON.stringify(body)),
  };
}
