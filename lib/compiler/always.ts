import type { Definition, ParallelState, State, TaskState } from '../model/asl.ts';
import type { Json } from '../model/json.ts';
import { entryOf } from './flow.ts';
import { call, functionStateSeconds } from './invoke.ts';
import { jsonata } from './jsonata.ts';
import { scopeStop } from './failure.ts';
import { listStates } from './list.ts';
import { frameStates, outer } from './names.ts';
import type { Context } from './parts.ts';
import { closeRetry } from './retriers.ts';
import { scopeOf } from './prune.ts';
import { alwaysScope, beginAssign } from './scope.ts';

/**
 * Before `always`: how will the run end? Only then are its words known (`$run.outcome`), and whether Recovery is gone through once
 * more. `payload` is that of Close run; nothing is written yet.
 */
export function judgeStates(payload: Record<string, Json>, again: Record<string, Json>): [string, State][] {
  const judge: TaskState = {
    ...call('close-run', { ...payload, part: 'judge' }),
    TimeoutSeconds: functionStateSeconds,
    Assign: {
      [outer.closed]: '{% $states.result.Payload %}',
      [outer.look]: jsonata(`$${outer.look} + 1`),
      [outer.handled]: '{% $states.result.Payload.signals %}',
      run: jsonata(
        '$merge([$run, {"outcome": $states.result.Payload.outcome, "because": $states.result.Payload.because}])',
      ),
    },
    Retry: closeRetry,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Assign: { run: jsonata('$merge([$run, {"outcome": "not known yet", "because": ""}])') },
        Next: frameStates.always,
      },
    ],
    Next: frameStates.onceMore,
  };
  const more: State = {
    Type: 'Choice',
    Choices: [
      {
        Condition: `{% $${outer.closed}.again %}`,
        Assign: again,
        Next: frameStates.recovery,
      },
    ],
    Default: frameStates.always,
  };
  return [
    [frameStates.judge, judge],
    [frameStates.onceMore, more],
  ];
}

/** The steps of `always`, on every ending of a run that began to recover. Nothing that fails in them keeps the run from being closed. */
export function alwaysState(around: Context): ParallelState {
  return {
    Type: 'Parallel',
    Branches: [alwaysBranch({ ...around, scope: alwaysScope })],
    Output: {},
    Catch: [
      { ErrorEquals: ['States.DataLimitExceeded'], Next: frameStates.close },
      { ErrorEquals: ['States.ALL'], Next: frameStates.close },
    ],
    Next: frameStates.close,
  };
}

function alwaysBranch(context: Context): Definition {
  const steps = context.runbook.always;
  const [first] = steps;
  const begin: State = {
    Type: 'Pass',
    Assign: {
      ...beginAssign(alwaysScope, { steps: '', generation: jsonata(`$${outer.generation}`) }),
      steps: {},
    },
    Next: first ? entryOf(first, context) : frameStates.alwaysEnd,
  };
  return scopeOf(
    frameStates.alwaysBegin,
    [
      [frameStates.alwaysBegin, begin],
      ...listStates(steps, context, null),
      [frameStates.alwaysEnd, { Type: 'Succeed', Output: {} }],
      [frameStates.alwaysStop, scopeStop(context)],
    ],
    alwaysScope,
  );
}
