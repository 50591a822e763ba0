import type { ChoiceState, State, TaskState } from '../model/asl.ts';
import type { FailureCall, UndoCall } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Runbook, Undo, UseStep, Value } from '../runbook/runbook.ts';
import { expressionsOf } from '../runbook/values.ts';
import { useSteps } from '../runbook/walk.ts';
import type { Rename } from './expressions.ts';
import { call, callAndWait, functionStateSeconds, place, token } from './invoke.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import { failureLevels, levelsJson, levelSeconds, levelsOf, nextLevel } from './levels.ts';
import { answeredName, askName, frameStates, outer, stepFunction, undoName } from './names.ts';
import { afterDeadlineSeconds, type Context, executionSeconds } from './parts.ts';
import { askRetry, stepRetry } from './retriers.ts';
import { renaming } from './expressions.ts';
import { recordJson } from './record.ts';
import { valuesJson } from './values.ts';
import { withFromTarget } from './with-from-target.ts';

type Undoable = UseStep & { undo: Undo };

/** The steps that an aborted run takes back. */
export const undoSteps = (runbook: Runbook): Undoable[] =>
  useSteps(runbook.steps).filter((step): step is Undoable => step.undo !== undefined);

/**
 * What a step that can be taken back tells its function: the values that its `undo` reads of what was before it. They are kept
 * in the ledger, because no variable of Recovery is left when it is needed.
 */
export function undoable(step: UseStep, context: Context): { undoable?: Json } {
  if (!step.undo) return {};
  const rename = renaming(context);
  const reads = [...readsOf(step.undo.with)].filter((name) => name !== step.id);
  const values = reads.map((name): [string, Json] => {
    const variable = `$${rename(name)}`;
    return [name, jsonata(`$exists(${variable}) ? ${variable} : null`)];
  });
  return { undoable: { reads: Object.fromEntries(values) } };
}

/** The variables of Recovery that a `with` reads. */
function readsOf(entries: Record<string, Value>): Set<string> {
  const names = Object.values(entries)
    .flatMap(expressionsOf)
    .flatMap(({ reads }) => reads.map((path) => /^\$(\w+)/.exec(path)?.[1] ?? ''));
  return new Set(names.filter((name) => name !== '' && name !== 'inputs' && name !== 'run'));
}

/** One loop over the ledger, newest first: which step is next, taking it back, and a question where that fails. `after`: the state behind it. */
export function undoStates(context: Context, after: string): [string, State][] {
  const steps = undoSteps(context.runbook);
  if (steps.length === 0) return [];
  const payload: { [K in keyof UndoCall]: Json } = {
    ...place,
    runbook: context.runbook.runbook,
    left: jsonata(`$${outer.undoLeft}`),
    done: jsonata(`$${outer.undoDone}`),
  };
  const next: TaskState = {
    ...call('undo', payload),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      [outer.undoing]: '{% $states.result.Payload %}',
      [outer.undoRound]: 0,
      [outer.undoLeft]: null,
      [outer.undoDone]: null,
    },
    Retry: stepRetry(executionSeconds(context.runbook)),
    // Closing says what is changed outside and not taken back.
    Catch: [{ ErrorEquals: ['States.ALL'], Next: after }],
    Next: frameStates.whatToUndo,
  };
  const what: ChoiceState = {
    Type: 'Choice',
    Choices: steps.map((step) => ({
      Condition: jsonata(`$${outer.undoing}.step = ${literal(step.id)}`),
      Next: undoName(step.title),
    })),
    Default: after,
  };
  return [
    [frameStates.undo, next],
    [frameStates.whatToUndo, what],
    ...steps.flatMap((step) => oneUndo(step, context, after)),
  ];
}

function oneUndo(step: Undoable, context: Context, after: string): [string, State][] {
  const name = undoName(step.title);
  return [
    [name, undoState(step, context, after)],
    [askName(name), undoAsk(step, context, after)],
    [answeredName(name), undoAnswered(step)],
  ];
}

/** JSONata source of the fields that name what is taken back. */
const which = ['step', 'iteration', 'generation']
  .map((field) => `"${field}": $${outer.undoing}.${field}`)
  .join(', ');

/** What is asked about a step's undo has a name of its own: the step itself may have been asked about under its. */
const undoId = (step: UseStep): string => `${step.id}__undo`;

/** Within `undo.with`: the step's own output, and what was kept of the others. */
function renameOf(step: Undoable): Rename {
  const read = readsOf(step.undo.with);
  return (name) => {
    // functions, and parameters of functions, are nobody's output
    if (!read.has(name)) return name;
    return name === step.id ? `${outer.undoing}.output` : `${outer.undoing}.reads.${name}`;
  };
}

function undoState(step: Undoable, context: Context, after: string): TaskState {
  const { undo } = step;
  const asks = context.facts(undo.uses).kind === 'asks';
  const levels = levelsOf({ ...step, ...(undo.ask ? { ask: undo.ask } : {}) }, context.runbook);
  // What takes itself back has its own `with` in the ledger: only what the author wrote over it is added.
  const itself = undo.uses === step.uses && context.facts(step.uses).undo !== undefined;
  const given = itself
    ? valuesJson(undo.with, context, renameOf(step))
    : withFromTarget(undo, context, renameOf(step));
  const payload: JsonObject = {
    ...place,
    step: asks ? undoId(step) : step.id,
    title: plainText(undoName(step.title)),
    uses: undo.uses,
    generation: jsonata(`$${outer.undoing}.generation${asks ? ` + $${outer.undoRound}` : ''}`),
    iteration: jsonata(`$${outer.undoing}.iteration`),
    // A step may be given less time than its type; taking it back is nobody's hurry.
    timeout: Math.max(undo.uses === step.uses ? step.timeout : 0, context.facts(undo.uses).timeoutSeconds),
    with: asks
      ? { ...given, ask: levelsJson(levels), ...(undo.record ? { record: recordJson(undo.record) } : {}) }
      : given,
    phase: 'undo',
    round: jsonata(`$${outer.undoRound}`),
    ...(asks ? { token, level: jsonata(`$${outer.undoLevel}`) } : {}),
  };
  const name = undoName(step.title);
  const way = asks
    ? {
        ...callAndWait(stepFunction(undo.uses), payload),
        TimeoutSeconds: levelSeconds(levels, outer.undoLevel, afterDeadlineSeconds),
      }
    : { ...call(stepFunction(undo.uses), payload), TimeoutSeconds: functionStateSeconds };
  return {
    ...way,
    Assign: { [outer.undoLevel]: 0, [outer.undoDone]: jsonata(`{${which}}`) },
    Retry: asks ? askRetry(executionSeconds(context.runbook)) : stepRetry(executionSeconds(context.runbook)),
    Catch: [
      ...(asks ? [nextLevel(name, outer.undoLevel)] : []),
      { ErrorEquals: ['RunClosed', 'Aborted', 'RunDeadline'], Next: after },
      {
        ErrorEquals: ['States.ALL'],
        Assign: { [outer.undoFailure]: '{% $states.errorOutput %}', [outer.undoLevel]: 0 },
        Next: askName(name),
      },
    ],
    Next: frameStates.undo,
  };
}

/** An undo that fails asks: again, left as it is, or no more undoing. */
function undoAsk(step: Undoable, { runbook }: Context, after: string): TaskState {
  const levels = failureLevels(runbook);
  const name = askName(undoName(step.title));
  const payload: { [K in keyof FailureCall]: Json } = {
    ...place,
    step: undoId(step),
    title: plainText(undoName(step.title)),
    uses: step.undo.uses,
    generation: jsonata(`$${outer.undoing}.generation + $${outer.undoRound}`),
    iteration: jsonata(`$${outer.undoing}.iteration`),
    token,
    level: jsonata(`$${outer.undoLevel}`),
    ask: levelsJson(levels),
    failure: jsonata(`$${outer.undoFailure}`),
    offers: ['skip'],
    phase: 'undo',
    round: jsonata(`$${outer.undoRound}`),
  };
  return {
    ...callAndWait('ask', payload),
    TimeoutSeconds: levelSeconds(levels, outer.undoLevel, afterDeadlineSeconds),
    Assign: {
      [outer.undoRound]: jsonata(`$${outer.undoRound} + 1`),
      [outer.undoLevel]: 0,
      [outer.undoLeft]: jsonata(
        `$states.result.answer = "skip" ? {${which}, "by": $states.result.by} : null`,
      ),
    },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [nextLevel(name, outer.undoLevel), { ErrorEquals: ['States.ALL'], Next: after }],
    Next: answeredName(undoName(step.title)),
  };
}

function undoAnswered(step: Undoable): ChoiceState {
  return {
    Type: 'Choice',
    Choices: [{ Condition: jsonata(`$${outer.undoLeft} != null`), Next: frameStates.undo }],
    Default: undoName(step.title),
  };
}

/** The names of the states by which a step is taken back. */
export function undoStateNames(step: UseStep): string[] {
  if (!step.undo) return [];
  const name = undoName(step.title);
  return [name, askName(name), answeredName(name)];
}

/** What the frame's variables begin with, for the undoing. */
export const undoBeginning: JsonObject = {
  [outer.undoing]: null,
  [outer.undoFailure]: null,
  [outer.undoLevel]: 0,
  [outer.undoRound]: 0,
  [outer.undoLeft]: null,
  [outer.undoDone]: null,
};
