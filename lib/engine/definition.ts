import type { Definition } from '../model/asl.ts';
import { isObject } from '../model/json.ts';
import { fault, type Fault } from './fault.ts';
import { expressionIn, syntaxError } from './jsonata.ts';
import { isTimestamp } from './states/wait.ts';

/** Something wrong with a definition: what, and a JSON pointer to where. */
export interface Diagnostic {
  code: 'INVALID_JSON_DESCRIPTION' | 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET';
  message: string;
  location: string;
}

/** A definition out of its text. Fault: InvalidDefinition, as CreateStateMachine words it. */
export function checkedDefinition(text: string): Definition {
  const { value, diagnostics } = readDefinition(text);
  if (value && diagnostics.length === 0) return value;
  throw invalid(diagnostics);
}

function invalid(diagnostics: readonly Diagnostic[]): Fault {
  const details = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
  return fault('InvalidDefinition', `Invalid State Machine Definition: '${details.join(', ')}'`);
}

/** Reads a definition and says all that is wrong with it, as ValidateStateMachineDefinition does. */
export function readDefinition(text: string): { value?: Definition; diagnostics: Diagnostic[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { diagnostics: [{ code: 'INVALID_JSON_DESCRIPTION', message, location: '/' }] };
  }
  const found: Diagnostic[] = [];
  checkStates(parsed, '', found, true);
  return isDefinition(parsed, found) ? { value: parsed, diagnostics: [] } : { diagnostics: found };
}

function isDefinition(_value: unknown, found: readonly Diagnostic[]): _value is Definition {
  return found.length === 0;
}

/** Fields that a type cannot do without. */
const required: Record<string, readonly string[]> = {
  Task: ['Resource'],
  Pass: [],
  Choice: ['Choices'],
  Wait: [],
  Parallel: ['Branches'],
  Map: ['ItemProcessor'],
  Succeed: [],
  Fail: [],
};

/** A list of states: the definition's own, a branch's, a Map's. `at` is a JSON pointer. */
function checkStates(value: unknown, at: string, found: Diagnostic[], whole = false): void {
  const failed = schema(found);
  if (!isObject(value)) return failed('Expected an object', at);
  const missing = ['States', 'StartAt'].filter((field) => value[field] === undefined);
  if (missing.length > 0) return failed(`These fields are required: [${missing.join(', ')}]`, at);
  if (whole && value['QueryLanguage'] !== 'JSONata')
    return failed("'QueryLanguage' has to be 'JSONata': nothing else runs here", at);
  const states = value['States'];
  if (!isObject(states)) return failed('Expected an object', `${at}/States`);
  checkTarget(value['StartAt'], states, `${at}/StartAt`, found);
  for (const [name, state] of Object.entries(states)) {
    const place = `${at}/States/${name}`;
    if (!isObject(state)) failed('Expected an object', place);
    else checkState(state, states, place, found);
  }
}

function checkState(
  state: Record<string, unknown>,
  states: Record<string, unknown>,
  at: string,
  found: Diagnostic[],
): void {
  const failed = schema(found);
  const type = state['Type'];
  const wanted = typeof type === 'string' ? required[type] : undefined;
  if (typeof type !== 'string' || !wanted)
    return failed(`'Type' has to be one of [${Object.keys(required).join(', ')}]`, at);
  if (state['QueryLanguage'] === 'JSONPath')
    return failed("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at);
  const missing = wanted.filter((field) => state[field] === undefined);
  if (missing.length > 0) failed(`These fields are required: [${missing.join(', ')}]`, at);
  checkWays(state, type, states, at, found);
  checkExpressions(state, at, found);
  const timestamp = state['Timestamp'];
  if (typeof timestamp === 'string' && expressionIn(timestamp) === undefined && !isTimestamp(timestamp))
    failed('String does not match RFC3339 timestamp', `${at}/Timestamp`);
  if (state['ItemProcessor'] !== undefined) checkStates(state['ItemProcessor'], `${at}/ItemProcessor`, found);
  for (const [index, branch] of listOf(state['Branches']).entries())
    checkStates(branch, `${at}/Branches[${index}]`, found);
}

/** Where a state leads: by Next, Default, its rules and its catchers. */
function checkWays(
  state: Record<string, unknown>,
  type: string,
  states: Record<string, unknown>,
  at: string,
  found: Diagnostic[],
): void {
  for (const field of ['Next', 'Default'])
    if (state[field] !== undefined) checkTarget(state[field], states, `${at}/${field}`, found);
  for (const field of ['Choices', 'Catch'])
    for (const [index, way] of listOf(state[field]).entries())
      checkTarget(isObject(way) ? way['Next'] : undefined, states, `${at}/${field}[${index}]/Next`, found);
  const ends = ['Choice', 'Succeed', 'Fail'].includes(type);
  if (!ends && state['Next'] === undefined && state['End'] !== true)
    schema(found)("Either 'Next' or 'End' is required", at);
}

function checkTarget(
  target: unknown,
  states: Record<string, unknown>,
  location: string,
  found: Diagnostic[],
): void {
  if (typeof target === 'string' && states[target] !== undefined) return;
  const message = `Missing target state: ${typeof target === 'string' ? target : 'none is named'}`;
  found.push({ code: 'MISSING_TRANSITION_TARGET', message, location });
}

/** The syntax of every expression below a value, except in states inside it, which are checked by themselves. */
function checkExpressions(value: unknown, at: string, found: Diagnostic[]): void {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    const problem = expression === undefined ? undefined : syntaxError(expression);
    if (problem !== undefined) schema(found)(`The JSONata expression is no expression: ${problem}`, at);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkExpressions(item, `${at}[${index}]`, found);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value))
    if (key !== 'States') checkExpressions(item, `${at}/${key}`, found);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function schema(found: Diagnostic[]): (message: string, location: string) => void {
  return (message, location) => {
    found.push({ code: 'SCHEMA_VALIDATION_FAILED', message, location: location || '/' });
  };
}
