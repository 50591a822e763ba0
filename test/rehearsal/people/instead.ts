import { isObject } from '../../../lib/model/json.ts';
import type { Transport, WireAnswer, WireRequest } from '../../../lib/model/transport.ts';
import { type CallFacts, factsOf } from '../../../lib/rehearsal/calls.ts';
import type { Defect } from '../../../lib/rehearsal/play.ts';
import type { Process } from '../../../lib/rehearsal/process.ts';

/** Parts of planted mistakes: requests that go another way, and items that are read as others. */

export type Members = Record<string, unknown>;
export type Attributes = Record<string, unknown>;

export const answered = (body: object): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode(JSON.stringify(body)),
});
export const bodyIn = ({ body }: WireAnswer): Members => {
  const value: unknown = JSON.parse(Buffer.from(body).toString('utf8') || '{}');
  return isObject(value) ? value : {};
};
export const objectIn = (value: unknown, name: string): Members => {
  const inner = isObject(value) ? value[name] : undefined;
  return isObject(inner) ? inner : {};
};

/** Requests that fit go another way. */
export function instead(
  fits: (facts: CallFacts, process: Process) => boolean,
  way: (
    request: WireRequest,
    facts: CallFacts,
    inner: (request: WireRequest) => Promise<WireAnswer>,
  ) => Promise<WireAnswer>,
): Defect {
  return {
    transport: (inner: Transport, process) => (request, signal) => {
      const facts = factsOf(request);
      return fits(facts, process) ? way(request, facts, (one) => inner(one, signal)) : inner(request, signal);
    },
  };
}

export const withMembers = (request: WireRequest, members: Members): WireRequest => ({
  ...request,
  body: JSON.stringify(members),
});
export const byPeople = ({ name }: Process): boolean => name.startsWith('person') || name === 'voices';
export const decides = ({ kind, operation, members }: CallFacts): boolean =>
  kind === 'ask' &&
  operation === 'UpdateItem' &&
  objectIn(members, 'ExpressionAttributeValues')[':decision'] !== undefined;

/** What is read of an item is another one. */
export function readAs(
  fits: (facts: CallFacts, process: Process) => boolean,
  change: (item: Attributes) => Attributes,
): Defect {
  return instead(
    (facts, process) =>
      (facts.operation === 'GetItem' || facts.operation === 'Query') && fits(facts, process),
    async (request, _facts, inner) => {
      const answer = await inner(request);
      if (answer.status !== 200) return answer;
      const body = bodyIn(answer);
      const { Item: item, Items: items } = body;
      return answered({
        ...body,
        ...(isObject(item) ? { Item: change(item) } : {}),
        ...(Array.isArray(items) ? { Items: items.map((one) => (isObject(one) ? change(one) : one)) } : {}),
      });
    },
  );
}

/** A write without its condition. */
export function unconditional(members: Members): Members {
  const {
    ConditionExpression: _text,
    ExpressionAttributeNames: _names,
    ExpressionAttributeValues: _values,
    ...rest
  } = members;
  return rest;
}
