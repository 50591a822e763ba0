import { isObject } from '../../model/json.ts';
import { expressionIn } from '../jsonata.ts';
import { isTimestamp } from '../states/wait.ts';
import type { Findings } from './diagnostic.ts';

/** What a field holds. `evaluated` is any JSON with expressions inside. */
export type Holds =
  | 'text'
  | 'flag'
  | 'object'
  | 'list'
  | 'evaluated'
  | 'evaluatedObject'
  | 'evaluatedText'
  | 'timestamp'
  | 'condition'
  | 'machine'
  | { whole: [min: number, max: number]; expression?: true }
  | { number: [min: number, max: number] }
  | { oneOf: readonly string[] };

export type Fields = Readonly<Record<string, Holds>>;

/** Longest time in seconds that a field takes. */
const secondsMax = 99_999_999;
const seconds: Holds = { whole: [1, secondsMax], expression: true };
const count: Holds = { whole: [0, Number.MAX_SAFE_INTEGER], expression: true };

const always: Fields = { Type: 'text', Comment: 'text', QueryLanguage: { oneOf: ['JSONPath', 'JSONata'] } };
const flow: Fields = { Next: 'text', End: 'flag' };
const given: Fields = { Output: 'evaluated', Assign: 'evaluatedObject' };
const fallible: Fields = { Retry: 'list', Catch: 'list' };

/** Every type of state with its fields in JSONata. Source: Amazon States Language, states and their fields. */
export const stateFields: Readonly<Record<string, Fields>> = {
  Task: {
    ...always,
    ...flow,
    ...given,
    ...fallible,
    Resource: 'text',
    Arguments: 'evaluated',
    TimeoutSeconds: seconds,
    HeartbeatSeconds: seconds,
    Credentials: 'evaluatedObject',
  },
  Wait: {
    ...always,
    ...flow,
    ...given,
    Seconds: { whole: [0, secondsMax], expression: true },
    Timestamp: 'timestamp',
  },
  Pass: { ...always, ...flow, ...given },
  Succeed: { ...always, Output: 'evaluated' },
  Fail: { ...always, Error: 'evaluatedText', Cause: 'evaluatedText' },
  Choice: { ...always, ...given, Choices: 'list', Default: 'text' },
  Parallel: { ...always, ...flow, ...given, ...fallible, Branches: 'list', Arguments: 'evaluated' },
  Map: {
    ...always,
    ...flow,
    ...given,
    ...fallible,
    Items: 'evaluated',
    ItemSelector: 'evaluated',
    ItemProcessor: 'machine',
    Iterator: 'machine',
    MaxConcurrency: count,
    ToleratedFailureCount: count,
    ToleratedFailurePercentage: { whole: [0, 100], expression: true },
    ItemReader: 'object',
    ItemBatcher: 'object',
    ResultWriter: 'object',
    Label: 'text',
  },
};

export const machineFields: Fields = {
  Comment: 'text',
  QueryLanguage: { oneOf: ['JSONPath', 'JSONata'] },
  Version: 'text',
  StartAt: 'text',
  States: 'object',
  TimeoutSeconds: { whole: [1, secondsMax] },
};
export const branchFields: Fields = { Comment: 'text', StartAt: 'text', States: 'object' };
export const processorFields: Fields = { ...branchFields, ProcessorConfig: 'object' };
export const ruleFields: Fields = {
  Condition: 'condition',
  Next: 'text',
  ...given,
  Comment: 'text',
};
export const retrierFields: Fields = {
  ErrorEquals: 'list',
  IntervalSeconds: { whole: [1, secondsMax] },
  MaxAttempts: { whole: [0, secondsMax] },
  BackoffRate: { number: [1, Number.MAX_VALUE] },
  MaxDelaySeconds: { whole: [1, 31_622_399] },
  JitterStrategy: { oneOf: ['FULL', 'NONE'] },
  Comment: 'text',
};
export const catcherFields: Fields = { ErrorEquals: 'list', Next: 'text', ...given, Comment: 'text' };

/** Fields that only the other query language has. */
const pathFields = new Set(
  `InputPath OutputPath ResultPath ResultSelector Parameters Result ItemsPath
  SecondsPath TimestampPath TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath
  ToleratedFailureCountPath ToleratedFailurePercentagePath ErrorPath CausePath
  Variable And Or Not`.split(/\s+/),
);

/** Fields that are not known at all, are of the other language, or hold what they must not. `at` is the object's pointer. */
export function checkFields(
  value: Record<string, unknown>,
  fields: Fields,
  at: string,
  found: Findings,
): void {
  for (const [name, held] of Object.entries(value)) {
    const holds = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (holds !== undefined) checkField(held, holds, `${at}/${name}`, found);
    else if (pathFields.has(name))
      found.schema(
        `The QueryLanguage is set to 'JSONata', but field '${name}' is only supported for the 'JSONPath' QueryLanguage`,
        at,
      );
    else found.schema(`Field '${name}' is not supported`, at);
  }
}

/** Fields that an object cannot do without. Gives back whether they are all there. */
export function checkRequired(
  value: Record<string, unknown>,
  names: readonly string[],
  at: string,
  found: Findings,
): boolean {
  const missing = names.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) found.schema(`These fields are required: [${missing.join(', ')}]`, at);
  return missing.length === 0;
}

function checkField(value: unknown, holds: Holds, at: string, found: Findings): void {
  const wrong = problemOf(value, holds);
  if (wrong !== undefined) found.schema(wrong, at);
}

function problemOf(value: unknown, holds: Holds): string | undefined {
  const expression = typeof value === 'string' && expressionIn(value) !== undefined;
  if (typeof holds === 'object') {
    if ('oneOf' in holds) return oneOfProblem(value, holds.oneOf);
    if ('whole' in holds && holds.expression && expression) return undefined;
    return 'whole' in holds
      ? rangeProblem(value, holds.whole, true)
      : rangeProblem(value, holds.number, false);
  }
  switch (holds) {
    case 'text':
      return typeof value === 'string' ? undefined : expected('STRING');
    case 'evaluatedText':
      return typeof value === 'string' ? undefined : expected('STRING');
    case 'flag':
      return typeof value === 'boolean' ? undefined : expected('BOOLEAN');
    case 'list':
      return Array.isArray(value) ? undefined : expected('ARRAY');
    case 'object':
    case 'machine':
      return isObject(value) ? undefined : expected('OBJECT');
    case 'evaluatedObject':
      return isObject(value) ? undefined : expected('OBJECT');
    case 'timestamp':
      if (typeof value !== 'string') return expected('STRING');
      return expression || isTimestamp(value) ? undefined : 'String does not match RFC3339 timestamp';
    case 'condition':
      return expression || typeof value === 'boolean'
        ? undefined
        : 'Expected a JSONata expression or a boolean';
    case 'evaluated':
      return undefined;
  }
}

/** Measured for texts; the other types after its pattern. */
function expected(type: string): string {
  return `Expected value of type [${type}]`;
}

function oneOfProblem(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value !== 'string') return expected('STRING');
  return words.includes(value) ? undefined : `Value should be one of the following: [${words.join(', ')}]`;
}

function rangeProblem(value: unknown, [min, max]: [number, number], whole: boolean): string | undefined {
  if (typeof value !== 'number' || (whole && !Number.isInteger(value)))
    return expected(whole ? 'INTEGER' : 'NUMBER');
  if (value < min) return `Value is less than the minimum of ${min}`;
  return value > max ? `Value is greater than the maximum of ${max}` : undefined;
}
