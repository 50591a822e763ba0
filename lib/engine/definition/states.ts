import { isObject } from '../../model/json.ts';
import { resourceOf } from '../resource.ts';
import type { Findings } from './diagnostic.ts';
import { afterResult, checkExpressions, inArguments } from './expressions.ts';
import { checkFailureLists, listOf } from './failure-lists.ts';
import {
  branchFields,
  checkFields,
  checkRequired,
  machineFields,
  processorFields,
  ruleFields,
  stateFields,
  type Fields,
} from './fields.ts';
import { checkWays } from './ways.ts';

/** What is known around a list of states. */
interface Around {
  found: Findings;
  /** Names of states anywhere in the definition so far. */
  names: Set<string>;
  /** Variables that the lists of states around assign. */
  assigned: ReadonlySet<string>;
}

/** Longest name of a state and of a variable, in characters. */
const nameLengthMax = 80;

/** All that is wrong with a definition. */
export function checkMachine(value: unknown, found: Findings): void {
  if (!isObject(value)) return found.schema('Expected value of type [OBJECT]', '');
  if (!checkRequired(value, ['States', 'StartAt'], '', found)) return;
  checkFields(value, machineFields, '', found);
  const language = value['QueryLanguage'];
  if (language === undefined || language === 'JSONPath')
    found.schema("'QueryLanguage' has to be 'JSONata': nothing else runs here", '');
  checkList(value, '', { found, names: new Set(), assigned: new Set() });
}

/** A list of states: the definition's own, a branch's, a Map's. */
function checkList(value: Record<string, unknown>, at: string, around: Around): void {
  const { found, names } = around;
  const states = value['States'];
  if (!isObject(states)) return;
  const own = assignedIn(states);
  for (const name of own)
    if (around.assigned.has(name))
      found.schema(`Variable '${name}' is assigned in an outer scope as well: choose another name`, at);
  const inside = { ...around, assigned: new Set([...around.assigned, ...own]) };
  for (const [name, state] of Object.entries(states)) {
    const place = `${at}/States/${name}`;
    if (names.has(name)) found.add('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, place);
    names.add(name);
    if (name.length > nameLengthMax || name === '')
      found.add('INVALID_STATE_NAME', `State names have 1 to ${nameLengthMax} characters: ${name}`, place);
    if (isObject(state)) checkState(state, place, inside);
    else found.schema('Expected value of type [OBJECT]', place);
  }
  checkWays(states, value['StartAt'], at, found);
}

/** Fields that a type cannot do without. */
const required: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Parallel: ['Branches'],
};

function checkState(state: Record<string, unknown>, at: string, around: Around): void {
  const { found } = around;
  const type = state['Type'];
  const fields = typeof type === 'string' && Object.hasOwn(stateFields, type) ? stateFields[type] : undefined;
  if (typeof type !== 'string' || !fields)
    return found.schema(
      `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]`,
      `${at}/Type`,
    );
  // Measured: this is all that is said of the fields of such a state.
  if (state['QueryLanguage'] === 'JSONPath')
    found.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at);
  else {
    checkRequired(state, required[type] ?? [], at, found);
    checkFields(state, fields, at, found);
    checkOwnExpressions(state, type, fields, at, found);
  }
  checkFlow(state, type, at, found);
  checkFailureLists(state, at, found);
  checkAssign(state, at, found);
  checkOfType(state, type, at, around);
}

function checkOwnExpressions(
  state: Record<string, unknown>,
  type: string,
  fields: Fields,
  at: string,
  found: Findings,
): void {
  const hasResult = ['Task', 'Parallel', 'Map'].includes(type);
  for (const [name, holds] of Object.entries(fields)) {
    const plain = ['text', 'flag', 'list', 'object', 'machine'].includes(
      typeof holds === 'string' ? holds : '',
    );
    if (plain || !Object.hasOwn(state, name)) continue;
    const after = hasResult && (name === 'Output' || name === 'Assign');
    checkExpressions(state[name], `${at}/${name}`, after ? afterResult : inArguments, found);
  }
}

function checkFlow(state: Record<string, unknown>, type: string, at: string, found: Findings): void {
  if (['Choice', 'Succeed', 'Fail'].includes(type)) return;
  const ends = state['End'] === true;
  if (ends && state['Next'] !== undefined) found.schema("Only one of 'Next' and 'End' is allowed", at);
  if (!ends && state['Next'] === undefined) found.schema("Either 'Next' or 'End' is required", at);
}

/** Names of variables. Source: Step Functions, variable names. */
function checkAssign(state: Record<string, unknown>, at: string, found: Findings): void {
  for (const name of assignedBy(state)) {
    if (name === 'states') found.schema("Variable name 'states' is reserved", `${at}/Assign`);
    else if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name.length > nameLengthMax)
      found.schema(`Variable name '${name}' is not valid`, `${at}/Assign`);
  }
}

function checkOfType(state: Record<string, unknown>, type: string, at: string, around: Around): void {
  const { found } = around;
  if (type === 'Task') checkTask(state, at, found);
  if (type === 'Wait' && (state['Seconds'] === undefined) === (state['Timestamp'] === undefined))
    found.schema('Exactly one of these fields is required: [Seconds, Timestamp]', at);
  if (type === 'Choice') checkRules(state, at, found);
  if (type === 'Parallel')
    for (const [index, branch] of listOf(state['Branches']).entries())
      checkInner(branch, branchFields, `${at}/Branches[${index}]`, around);
  if (type !== 'Map') return;
  if (state['ItemProcessor'] === undefined && state['Iterator'] === undefined)
    found.schema('These fields are required: [ItemProcessor]', at);
  for (const field of ['ItemProcessor', 'Iterator'])
    if (state[field] !== undefined) checkInner(state[field], processorFields, `${at}/${field}`, around);
}

function checkTask(state: Record<string, unknown>, at: string, found: Findings): void {
  const resource = state['Resource'];
  if (
    typeof resource === 'string' &&
    (!/^arn:[^:]+:[^:]+:/.test(resource) || resourceOf(resource).kind === 'activity')
  )
    found.schema(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      `${at}/Resource`,
    );
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    found.schema('HeartbeatSeconds must be smaller than TimeoutSeconds', `${at}/HeartbeatSeconds`);
}

function checkRules(state: Record<string, unknown>, at: string, found: Findings): void {
  const rules = listOf(state['Choices']);
  if (Array.isArray(state['Choices']) && rules.length === 0)
    found.schema('Choices must not be empty', `${at}/Choices`);
  for (const [index, rule] of rules.entries()) {
    const place = `${at}/Choices[${index}]`;
    if (!isObject(rule)) {
      found.schema('Expected value of type [OBJECT]', place);
      continue;
    }
    checkRequired(rule, ['Condition', 'Next'], place, found);
    checkFields(rule, ruleFields, place, found);
    for (const field of ['Condition', 'Assign', 'Output'])
      checkExpressions(rule[field], `${place}/${field}`, inArguments, found);
  }
}

function checkInner(value: unknown, fields: Fields, at: string, around: Around): void {
  const { found } = around;
  if (!isObject(value)) return found.schema('Expected value of type [OBJECT]', at);
  if (!checkRequired(value, ['States', 'StartAt'], at, found)) return;
  checkFields(value, fields, at, found);
  const config = value['ProcessorConfig'];
  if (isObject(config) && config['Mode'] === 'DISTRIBUTED')
    found.schema('A Map in the mode DISTRIBUTED does not run here', `${at}/ProcessorConfig/Mode`);
  checkList(value, at, around);
}

/** Variables that a list of states assigns, without those of the lists inside it. */
function assignedIn(states: Record<string, unknown>): Set<string> {
  return new Set(Object.values(states).flatMap((state) => (isObject(state) ? assignedBy(state) : [])));
}

function assignedBy(state: Record<string, unknown>): string[] {
  const ways = [state, ...listOf(state['Choices']), ...listOf(state['Catch'])];
  return ways.flatMap((way) => (isObject(way) && isObject(way['Assign']) ? Object.keys(way['Assign']) : []));
}
