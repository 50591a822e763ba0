import { Buffer } from 'node:buffer';
import type { Json, JsonObject } from '../model/json.ts';
import { depthMax, depthOf, depthProblem } from './definition/json-text.ts';
import type { Execution, Frame } from './execution.ts';
import { StateFailure } from './failure.ts';

/** Largest input or output of a state, and result of a task, in bytes of JSON. Source: Step Functions quotas. */
export const dataBytesMax = 262_144;

/** Largest sum of all variables of an execution. Source: Step Functions, passing data between states with variables. */
export const variablesBytesMax = 10 * 1024 * 1024;

/** Most events of one execution's history. Source: Step Functions quotas. */
export const eventsMax = 25_000;

/** Sizes of values that were measured before: they are never changed. */
const sizes = new WeakMap<object, number>();

function bytesOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(JSON.stringify(value));
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(textOf(value));
  sizes.set(value, bytes);
  return bytes;
}

/** The JSON of a value, which has to be one that a reader takes: states that wrap their input, one after the other, make it deep. */
function textOf(value: object): string {
  const text = JSON.stringify(value);
  // Shorter than this, nothing is so deep.
  if (text.length > 2 * depthMax && depthOf(text) > depthMax)
    throw new StateFailure('States.Runtime', depthProblem);
  return text;
}

/** Fails with States.DataLimitExceeded when a value is larger than Step Functions carries, with States.Runtime when it is deeper. `what` is the state or the service. */
export function checkSize(value: Json, what: string): void {
  if (bytesOf(value) > dataBytesMax) throw dataLimitExceeded(what);
}

/**
 * Fails with States.DataLimitExceeded when what a state assigns, or all variables of the execution with it, are larger
 * than Step Functions keeps.
 */
export function checkVariables({ frames }: Execution, frame: Frame, assigned: JsonObject): void {
  checkSize(assigned, frame.state);
  // Only what is large can make the sum large: small assignments do not look at all frames.
  if (bytesOf(assigned) < 1024) return;
  const all = Object.values(frames).map((each) =>
    each === frame ? { ...each.variables, ...assigned } : each.variables,
  );
  const values = all.flatMap((variables) => Object.values(variables));
  if (values.reduce<number>((sum, value) => sum + bytesOf(value), 0) > variablesBytesMax)
    throw dataLimitExceeded(frame.state);
}

function dataLimitExceeded(what: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
