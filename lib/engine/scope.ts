import { iso } from '../model/clock.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Execution, Frame } from './execution.ts';
import type { Scope } from './jsonata.ts';
import { chanceOf, type Work } from './work.ts';

/** What `$states` holds besides `input` and `context`, in the places where it does. */
export interface StatesExtra {
  result?: Json;
  errorOutput?: Json;
  /** The task's token, in the fields of a callback task. */
  token?: string | undefined;
  /** The item that a Map's ItemSelector is evaluated for. */
  item?: { index: number; value: Json };
}

/** Texts of instants: one and the same is asked for by many expressions, and making it takes longer than most of them. */
const texts = new Map<number, string>();

function isoOf(ms: number): string {
  const known = texts.get(ms);
  if (known !== undefined) return known;
  if (texts.size > 500) texts.clear();
  const text = iso(ms);
  texts.set(ms, text);
  return text;
}

/** What the expressions of a frame's state can see. */
export function scopeOf(work: Work, frame: Frame, extra: StatesExtra = {}): Scope {
  const { execution } = work;
  const states: JsonObject = { input: frame.input, context: contextOf(execution, frame, extra) };
  if (extra.result !== undefined) states['result'] = extra.result;
  if (extra.errorOutput !== undefined) states['errorOutput'] = extra.errorOutput;
  return {
    variables: variablesOf(execution, frame),
    states,
    surroundings: { now: work.at, random: chanceOf(execution) },
  };
}

/** Own variables and those of the frames above, which stand still meanwhile. */
function variablesOf(execution: Execution, frame: Frame): JsonObject {
  const parent = frame.parent === undefined ? undefined : execution.frames[frame.parent];
  return parent ? { ...variablesOf(execution, parent), ...frame.variables } : frame.variables;
}

/** The Context object. Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextOf(execution: Execution, frame: Frame, { token, item }: StatesExtra): JsonObject {
  const context: JsonObject = {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.machine.roleArn,
      StartTime: isoOf(execution.startedAt),
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.machine.arn, Name: execution.machine.name },
    State: {
      EnteredTime: isoOf(frame.enteredAt),
      Name: frame.state,
      RetryCount: frame.retried.reduce((sum, count) => sum + count, 0),
    },
  };
  if (token !== undefined) context['Task'] = { Token: token };
  const current = item ?? iterationOf(execution, frame);
  if (current) context['Map'] = { Item: { Index: current.index, Value: current.value } };
  return context;
}

/** The innermost iteration that a frame is in. */
function iterationOf(execution: Execution, frame: Frame): { index: number; value: Json } | undefined {
  if (frame.item !== undefined) return { index: frame.index, value: frame.item };
  const parent = frame.parent === undefined ? undefined : execution.frames[frame.parent];
  return parent && iterationOf(execution, parent);
}
