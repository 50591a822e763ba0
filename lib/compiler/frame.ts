import type { Definition, State, TaskState } from '../model/asl.ts';
import type { CloseCall, FailureCall, LockCall, OpenCall } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Runbook, Value } from '../runbook/runbook.ts';
import { alwaysState, judgeStates } from './always.ts';
import { branch } from './branch.ts';
import { generationsOfPass } from './generations.ts';
import { call, callAndWait, functionStateSeconds, place, token } from './invoke.ts';
import { jsonata } from './jsonata.ts';
import { handOnsOf, handOnStates } from './hand-on.ts';
import { failureLevels, levelsJson, levelSeconds, nextLevel } from './levels.ts';
import { frameStates, outer, placeholder } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { askRetry, closeRetry, endings, frameRetry, tellRetry } from './retriers.ts';
import { undoBeginning, undoStates, undoSteps } from './undo.ts';
import { valueSource } from './values.ts';

/** After these, what can be taken back is. */
const aborts = ['Aborted', 'Rejected'];
const errorOutput = '{% $states.errorOutput %}';
const nextPass = (runbook: Runbook): JsonObject => ({
  [outer.generation]: jsonata(`$${outer.generation} + ${generationsOfPass(runbook)}`),
});
const againAssign = (runbook: Runbook): JsonObject => ({
  ...nextPass(runbook),
  [outer.failure]: null,
  [outer.result]: null,
});

/** The whole state machine of a runbook: opened, locked, recovered, closed. */
export function frame(context: Context): Definition {
  const { runbook } = context;
  const way = wayOf(runbook);
  return {
    Comment: `${runbook.runbook}: ${runbook.title}`,
    QueryLanguage: 'JSONata',
    // The last net: the run ends by its deadline, and is closed within the hour.
    TimeoutSeconds: executionSeconds(runbook),
    StartAt: frameStates.open,
    States: Object.fromEntries<State>([
      [frameStates.open, openState(context)],
      [frameStates.lock, lockState(context)],
      [frameStates.locked, lockedState],
      [frameStates.recovery, recoveryState(context, way)],
      [frameStates.recoveryAsk, recoveryAskState(context, way)],
      ...(way.handsOn ? handOnStates(runbook, way.ending, way.aborted) : []),
      ...undoStates(context, way.ending),
      ...(way.always ? judgeStates(closePayload, againAssign(runbook)) : []),
      ...(way.always ? ([[frameStates.always, alwaysState(context)]] as const) : []),
      [frameStates.close, closeState(way)],
      [frameStates.tell, tellState(context)],
      [frameStates.ended, endedState(runbook, way)],
      [frameStates.failed, failedState],
      [frameStates.done, doneState],
    ]),
  };
}

/** The way from Recovery to the end, as far as this runbook needs it. */
interface Way {
  handsOn: boolean;
  always: boolean;
  /** Behind Recovery; behind an abort; where the ending begins. */
  next: string;
  aborted: string;
  ending: string;
}

/** What came to its end, too, goes where an abort leads: it may have been aborted when the last step could not hear it any more. */
function wayOf(runbook: Runbook): Way {
  const handsOn = handOnsOf(runbook).length > 0;
  const always = runbook.always.length > 0;
  const ending = always ? frameStates.judge : frameStates.close;
  const aborted = undoSteps(runbook).length > 0 ? frameStates.undo : ending;
  return { handsOn, always, ending, aborted, next: handsOn ? frameStates.handedOn : aborted };
}

/** Also assigned when opening fails: Close run reads all of them. */
const beginning: JsonObject = {
  [outer.result]: null,
  [outer.lock]: null,
  [outer.look]: 1,
  [outer.handled]: 0,
  [outer.closed]: null,
  [outer.handOn]: null,
  ...undoBeginning,
};

function openState({ runbook }: Context): TaskState {
  const payload: { [K in keyof OpenCall]: Json } = {
    ...place,
    runbook: runbook.runbook,
    started_at: '{% $states.context.Execution.StartTime %}',
    inputs: '{% $states.context.Execution.Input %}',
  };
  return {
    ...call('open-run', payload),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      inputs: '{% $states.result.Payload.inputs %}',
      run: '{% $states.result.Payload.run %}',
      ...beginning,
      [outer.failure]: null,
      [outer.generation]: 0,
      [outer.level]: 0,
    },
    Retry: frameRetry,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Assign: { ...beginning, run: { id: '' }, [outer.failure]: errorOutput },
        Next: frameStates.close,
      },
    ],
    Next: frameStates.lock,
  };
}

function lockState(context: Context): TaskState {
  const target = targetSource(context);
  const payload: { [K in keyof LockCall]: Json } = { ...place, target: jsonata(target) };
  return {
    ...call('lock', payload),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      [outer.lock]: '{% $states.result.Payload %}',
      run: jsonata(`$merge([$run, {"target": ${target}}])`),
    },
    Retry: frameRetry,
    Catch: [
      { ErrorEquals: ['States.ALL'], Assign: { [outer.failure]: errorOutput }, Next: frameStates.close },
    ],
    Next: frameStates.locked,
  };
}

/** JSONata source of what is recovered: the first root, the others in its `also`. */
function targetSource(context: Context): string {
  const { target, alsoTargets } = context.runbook;
  const of = (entries: Record<string, Value>) => valueSource({ kind: 'map', entries }, context);
  if (alsoTargets.length === 0) return of(target);
  return `$merge([${of(target)}, {"also": [${alsoTargets.map(of).join(', ')}]}])`;
}

const lockedState: State = {
  Type: 'Choice',
  Choices: [{ Condition: `{% $${outer.lock}.status = 'taken' %}`, Next: frameStates.recovery }],
  Default: frameStates.close,
};

function recoveryState(context: Context, way: Way): State {
  const ended = { [outer.failure]: errorOutput, [outer.result]: null };
  const undone = way.aborted !== way.ending;
  const ask = {
    Assign: { [outer.failure]: errorOutput, [outer.level]: 0 },
    Next: frameStates.recoveryAsk,
  };
  return {
    Type: 'Parallel',
    Branches: [branch(context)],
    Assign: { [outer.result]: '{% $states.result[0] %}', [outer.failure]: null },
    Output: {},
    Catch: [
      ...(undone ? [{ ErrorEquals: aborts, Assign: ended, Next: way.aborted }] : []),
      {
        ErrorEquals: endings.filter((error) => !undone || !aborts.includes(error)),
        Assign: ended,
        Next: way.ending,
      },
      // States.ALL does not hold this one, and has to be alone and last.
      { ErrorEquals: ['States.DataLimitExceeded'], ...ask },
      { ErrorEquals: ['States.ALL'], ...ask },
    ],
    Next: way.next,
  };
}

/** For what no step's ask could take: an expression that failed in a Choice, too much data. */
function recoveryAskState({ runbook }: Context, way: Way): TaskState {
  const ended = { [outer.failure]: errorOutput, [outer.result]: null };
  const undone = way.aborted !== way.ending;
  const levels = failureLevels(runbook);
  const payload: { [K in keyof FailureCall]: Json } = {
    ...place,
    step: 'recovery',
    title: frameStates.recovery,
    uses: 'recovery',
    generation: `{% $${outer.generation} %}`,
    iteration: 0,
    token,
    level: `{% $${outer.level} %}`,
    ask: levelsJson(levels),
    failure: `{% $${outer.failure} %}`,
    offers: [],
  };
  return {
    ...callAndWait('ask', payload),
    TimeoutSeconds: levelSeconds(levels, outer.level),
    Assign: { ...nextPass(runbook), [outer.level]: 0, [outer.failure]: null },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [
      nextLevel(frameStates.recoveryAsk, outer.level),
      ...(undone ? [{ ErrorEquals: aborts, Assign: ended, Next: way.aborted }] : []),
      { ErrorEquals: ['States.ALL'], Assign: ended, Next: way.ending },
    ],
    Next: frameStates.recovery,
  };
}

const closePayload: { [K in keyof CloseCall]: Json } = {
  ...place,
  result: `{% $${outer.result} %}`,
  failure: `{% $${outer.failure} %}`,
  lock: `{% $${outer.lock} %}`,
  look: `{% $${outer.look} %}`,
  handled: `{% $${outer.handled} %}`,
};

const closeState = ({ always }: Way): State => ({
  ...call('close-run', always ? { ...closePayload, part: 'last' } : closePayload),
  TimeoutSeconds: functionStateSeconds,
  Assign: {
    [outer.closed]: '{% $states.result.Payload %}',
    [outer.look]: `{% $${outer.look} + 1 %}`,
    [outer.handled]: '{% $states.result.Payload.signals %}',
  },
  Retry: closeRetry,
  Catch: [
    {
      ErrorEquals: ['States.ALL'],
      Assign: { [outer.failure]: errorOutput, [outer.closed]: null },
      Next: frameStates.tell,
    },
  ],
  Next: frameStates.ended,
});

/** SNS takes subjects of less than 100 characters (Publish, API reference). */
const subjectLengthMax = 99;

/** Nothing of ours stands between this and people. */
function tellState({ runbook }: Context): TaskState {
  const message = `"The run of ${runbook.runbook} could not be closed. Its lock may still be held; the janitor tries again every minute. Execution: "`;
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Arguments: {
      TopicArn: placeholder('topic'),
      Subject: `Rebound: a run of ${runbook.runbook} could not be closed`.slice(0, subjectLengthMax),
      Message: jsonata(`${message} & $states.context.Execution.Id`),
    },
    Output: {},
    TimeoutSeconds: functionStateSeconds,
    Retry: tellRetry,
    Catch: [{ ErrorEquals: ['States.ALL'], Next: frameStates.failed }],
    Next: frameStates.failed,
  };
}

const endedState = (runbook: Runbook, { always }: Way): State => ({
  Type: 'Choice',
  Choices: [
    ...(always
      ? []
      : [
          {
            Condition: `{% $${outer.closed}.again %}`,
            Assign: againAssign(runbook),
            Next: frameStates.recovery,
          },
        ]),
    {
      Condition: `{% $${outer.closed}.outcome in ['failed', 'aborted', 'refused'] %}`,
      Next: frameStates.failed,
    },
  ],
  Default: frameStates.done,
});

const failedState: State = {
  Type: 'Fail',
  Error: `{% $${outer.closed} = null ? 'failed' : $${outer.closed}.outcome %}`,
  Cause: `{% $${outer.closed} = null ? 'The run could not be closed; people were told directly.' : $${outer.closed}.because %}`,
};

const doneState: State = {
  Type: 'Succeed',
  Output: {
    run: '{% $run.id %}',
    outcome: `{% $${outer.closed}.outcome %}`,
    because: `{% $${outer.closed}.because %}`,
  },
};
