import type { Catcher, Definition, Retrier, State } from '../../lib/model/asl.ts';
import { isObject } from '../../lib/model/json.ts';
import { everyState } from '../../lib/compiler/walk-states.ts';

/*
 * What Step Functions refuses when a state machine is made, beyond what the engine reads. Sources: the developer guide's
 * pages on JSONata (transforming-data), variables (workflow-variables), errors (concepts-error-handling), the state types,
 * the quotas (service-quotas), and the Amazon States Language.
 */

const common = ['Type', 'Comment', 'QueryLanguage'];
const way = ['Next', 'End', 'Assign', 'Output'];
const fallible = ['Retry', 'Catch', 'Arguments'];
const fields: Record<State['Type'], string[]> = {
  Task: [...common, ...way, ...fallible, 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Parallel: [...common, ...way, ...fallible, 'Branches'],
  Map: [...common, ...way, 'Retry', 'Catch', 'Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency'],
  Pass: [...common, ...way],
  Wait: [...common, ...way, 'Seconds', 'Timestamp'],
  Choice: [...common, 'Choices', 'Default', 'Assign', 'Output'],
  Succeed: [...common, 'Output'],
  Fail: [...common, 'Error', 'Cause'],
};
const resources = [
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::lambda:invoke.waitForTaskToken',
  'arn:aws:states:::sns:publish',
  'arn:aws:states:::states:startExecution',
  'arn:aws:states:::states:startExecution.sync:2',
];
const reservedErrors = ['States.ALL', 'States.Timeout', 'States.TaskFailed', 'States.DataLimitExceeded'];
const secondsMax = 99_999_999;
/** The library behind Step Functions (its messages are those of jsonata-java) does not count down behind a list with `in` before it: a hundred calls are too deep. */
const countsDeep = /function\s*\([^)]*\)\s*\{[^{}]*\bin\s*\[[^\]]*,/;
const delayMax = 31_622_400;

/** All faults of a definition, each as `state: what`. */
export function rulesBroken(definition: Definition): string[] {
  const names = new Set<string>();
  const faults = everyState(definition).flatMap(({ name, state }) => {
    const own = ofState(state);
    if (names.has(name)) own.push('its name is another state’s, too');
    names.add(name);
    if (Array.from(name).length > 80) own.push('its name is longer than 80 characters');
    return own.map((fault) => `${name}: ${fault}`);
  });
  if (Buffer.byteLength(JSON.stringify(definition)) > 1024 * 1024) faults.push('larger than 1 MB');
  if (!isSeconds(definition.TimeoutSeconds)) faults.push('its TimeoutSeconds are none');
  return [...faults, ...unassigned(definition, new Set())];
}

function ofState(state: State): string[] {
  const faults = Object.keys(state)
    .filter((field) => !fields[state.Type].includes(field))
    .map((field) => `a ${state.Type} has no ${field}`);
  const entries = Object.entries(state).filter(([field]) => !['Branches', 'ItemProcessor'].includes(field));
  for (const [field, value] of entries)
    for (const text of textsOf(value)) faults.push(...ofText(text, field));
  if ('Next' in state && 'End' in state) faults.push('both Next and End');
  if (state.Type === 'Task') faults.push(...ofTask(state));
  if ('Retry' in state)
    faults.push(...errorLists(state.Retry ?? []), ...(state.Retry ?? []).flatMap(ofRetrier));
  if ('Catch' in state) faults.push(...errorLists(state.Catch ?? []));
  const answers = ['Task', 'Parallel', 'Map'].includes(state.Type) ? ['Assign', 'Output'] : [];
  for (const [field, value] of entries) {
    if (mentions(value, 'result') && !answers.includes(field)) faults.push(`$states.result in ${field}`);
    if (field !== 'Catch' && mentions(value, 'errorOutput')) faults.push(`$states.errorOutput in ${field}`);
    if (field !== 'ItemSelector' && mentions(value, 'context\\.Map'))
      faults.push(`$states.context.Map in ${field}`);
  }
  if (state.Type === 'Choice')
    for (const { Condition: condition } of state.Choices)
      if (typeof condition === 'string' && !isExpression(condition))
        faults.push('a condition that is a text');
  return faults;
}

function ofTask(state: State & { Type: 'Task' }): string[] {
  const faults: string[] = [];
  if (!resources.includes(state.Resource)) faults.push(`the resource ${state.Resource}`);
  const waits = state.Resource.endsWith('.waitForTaskToken');
  const token = textsOf(state.Arguments).some((text) => text.includes('$states.context.Task.Token'));
  if (waits !== token) faults.push('a task token where nobody waits for it, or none where somebody does');
  const everywhere = textsOf({ ...state, Arguments: null });
  if (everywhere.some((text) => text.includes('Task.Token'))) faults.push('a token outside of Arguments');
  const { TimeoutSeconds: seconds } = state;
  if (!(typeof seconds === 'string' ? isExpression(seconds) : isSeconds(seconds)))
    faults.push('its TimeoutSeconds are none');
  return faults;
}

/** A string is an expression from its first to its last character, or has neither `{%` before nor `%}` behind. */
function ofText(text: string, field: string): string[] {
  const bare = text.trim();
  if (isExpression(text))
    return [
      ...(/\$eval\b/.test(text) ? ['$eval'] : []),
      ...(countsDeep.test(text) ? ['in, called again and again'] : []),
    ];
  return bare.startsWith('{%') || bare.endsWith('%}') ? [`half an expression in ${field}: ${text}`] : [];
}

function errorLists(list: (Retrier | Catcher)[]): string[] {
  return list.flatMap(({ ErrorEquals: errors }, index) => {
    const faults = errors.length === 0 ? ['an empty ErrorEquals'] : [];
    for (const error of errors)
      if (error.startsWith('States.') && !reservedErrors.includes(error)) faults.push(`the error ${error}`);
    if (errors.includes('States.ALL') && (errors.length > 1 || index < list.length - 1))
      faults.push('States.ALL is not alone and last');
    return faults;
  });
}

function ofRetrier(retrier: Retrier): string[] {
  const { IntervalSeconds: interval = 1, MaxDelaySeconds: delay, MaxAttempts: attempts = 3 } = retrier;
  const faults: string[] = [];
  if (!isSeconds(interval)) faults.push(`IntervalSeconds ${interval}`);
  if (!Number.isInteger(attempts) || attempts < 0 || attempts > secondsMax)
    faults.push(`MaxAttempts ${attempts}`);
  if ((retrier.BackoffRate ?? 2) < 1) faults.push(`BackoffRate ${retrier.BackoffRate}`);
  if (delay !== undefined && (!isSeconds(delay) || delay <= interval || delay >= delayMax))
    faults.push(`MaxDelaySeconds ${delay}`);
  return faults;
}

/** Variables that expressions of a scope read and that neither it nor one around it assigns; that both assign; and names that are none. */
function unassigned(scope: Definition, outside: Set<string>): string[] {
  const assigned = new Set(Object.values(scope.States).flatMap(assignedBy));
  const twice = [...assigned]
    .filter((name) => outside.has(name))
    .map((name) => `both scopes assign $${name}`);
  const known = new Set([...outside, 'states', ...assigned]);
  const bad = [...known]
    .filter((name) => !/^[A-Za-z_]\w{0,79}$/.test(name))
    .map((name) => `the variable ${name}`);
  const faults = Object.entries(scope.States).flatMap(([name, state]) => {
    const inner =
      state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : [];
    const own = textsOf({ ...state, Branches: null, ItemProcessor: null })
      .filter(isExpression)
      .flatMap(readBy);
    return [
      ...own.filter((variable) => !known.has(variable)).map((variable) => `${name}: reads $${variable}`),
      ...inner.flatMap((branch) => unassigned(branch, known)),
    ];
  });
  return [...bad, ...twice, ...faults];
}

function assignedBy(state: State): string[] {
  const assigns = [state, ...('Catch' in state ? (state.Catch ?? []) : [])];
  const choices = state.Type === 'Choice' ? state.Choices : [];
  return [...assigns, ...choices].flatMap((one) => ('Assign' in one ? Object.keys(one.Assign ?? {}) : []));
}

/** Variables that an expression reads, without functions and what it binds itself. */
function readBy(expression: string): string[] {
  const code = expression.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""');
  const bound = [...code.matchAll(/\$(\w+)\s*:=/g)].map(([, name]) => name);
  const read = [...code.matchAll(/\$([A-Za-z_]\w*)\b(?!\s*\()/g)].flatMap(([, name]) => name ?? []);
  const given = [...code.matchAll(/function\s*\(([^)]*)\)/g)].flatMap(([, list]) =>
    [...(list ?? '').matchAll(/\$(\w+)/g)].map(([, name]) => name),
  );
  return read.filter((name) => !bound.includes(name) && !given.includes(name));
}

/** Texts below a value, comments left out. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'Comment' ? [] : textsOf(item)));
}

const mentions = (value: unknown, field: string): boolean =>
  textsOf(value).some((text) => isExpression(text) && new RegExp(`\\$states\\.${field}\\b`).test(text));
const isExpression = (text: string): boolean => text.startsWith('{%') && text.endsWith('%}');
const isSeconds = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= secondsMax;
