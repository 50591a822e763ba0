import type { ChoiceState, State, TaskState } from '../model/asl.ts';
import type { PeopleCall } from '../model/call.ts';
import { parseDuration } from '../model/duration.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { source } from './expressions.ts';
import { catchers } from './failure.ts';
import { type After, goTo, onward } from './flow.ts';
import { callAndWait, token } from './invoke.ts';
import { jsonata } from './jsonata.ts';
import { levelsJson, levelSeconds, levelsOf, nextLevel, secondsLeft, secondsWithin } from './levels.ts';
import { stepFunction, untilName } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { recordJson } from './record.ts';
import { askRetry } from './retriers.ts';
import { variableOf } from './scope.ts';
import { statusAssign } from './status.ts';
import { stepPayload } from './step.ts';

/** What the answer becomes as the step's output. */
const outputs: Record<string, string> = {
  decide:
    '{"answer": $states.result.answer, "by": $states.result.by, "because": $states.result.because, "at": $states.result.at}',
  manual:
    '{"by": $states.result.by, "at": $states.result.at, "because": $states.result.because, "record": $states.result.record}',
};

/** `decide` and `manual`: people are asked, level by level, and the answer is the step's output. */
export function peopleStep(step: UseStep, context: Context, after: After): TaskState {
  const { scope, places, runbook } = context;
  const { level } = scope.variables;
  const levels = levelsOf(step, runbook);
  const output = jsonata(outputs[step.uses] ?? '$states.result');
  return {
    ...callAndWait(stepFunction(step.uses), peoplePayload(step, context)),
    TimeoutSeconds: levelSeconds(levels, level),
    Assign: {
      ...(step.named ? { [variableOf(step.id, scope, places)]: output } : {}),
      ...statusAssign(step, 'done', context),
      [level]: 0,
      ...(step.retry ? { [scope.variables.tries]: 0 } : {}),
    },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [nextLevel(step.title, level), ...catchers(step, context, after)],
    ...onward(after, context),
  };
}

export function peoplePayload(step: UseStep, context: Context): JsonObject {
  const common = stepPayload(step, context);
  const levels = levelsOf(step, context.runbook);
  const payload: { [K in keyof PeopleCall]: Json } = {
    ...common,
    with: {
      ...(common.with as JsonObject),
      ...(step.uses === 'wait' ? {} : { ask: levelsJson(levels) }),
      ...(step.record ? { record: recordJson(step.record) } : {}),
    },
    token,
    level: jsonata(`$${context.scope.variables.level}`),
  };
  return payload;
}

/**
 * `wait`: a question that nobody is paged for, whose time-out is the wait. So a person can end it, an abort is heard at once, and
 * it counts few events however long it is. One that the run's deadline cuts short is not over: its function says so then.
 */
export function waitStates(step: UseStep, context: Context, after: After): [string, State][] {
  const { scope, places, runbook } = context;
  const seconds = waitSeconds(step, context);
  const done: JsonObject = {
    ...(step.named ? { [variableOf(step.id, scope, places)]: jsonata(`{"waited": ${seconds}}`) } : {}),
    ...statusAssign(step, 'done', context),
  };
  const wait: TaskState = {
    ...callAndWait(stepFunction(step.uses), peoplePayload(step, context)),
    TimeoutSeconds: secondsWithin(seconds),
    Assign: done,
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [
      { ErrorEquals: ['States.Timeout'], Assign: done, Next: untilName(step.title) },
      ...catchers(step, context, after),
    ],
    ...onward(after, context),
  };
  const over: ChoiceState = {
    Type: 'Choice',
    Choices: [{ Condition: jsonata(`${secondsLeft()} <= 0`), Next: step.title }],
    Default: goTo(after, context),
  };
  return [
    [step.title, wait],
    [untilName(step.title), over],
  ];
}

/** JSONata source of how long. */
function waitSeconds(step: UseStep, context: Context): string {
  const value = step.with['for'];
  if (value?.kind === 'literal' && typeof value.value === 'number') return String(value.value);
  if (value?.kind === 'literal' && typeof value.value === 'string')
    return String(parseDuration(value.value) ?? 0);
  // A time-out is a whole number of at least one; what is computed may be none.
  return value?.kind === 'expression' ? `$max([1, $ceil(${source(value.expression, context)})])` : '0';
}
