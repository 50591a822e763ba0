import { handleStep } from '../../../lib/handlers/step.ts';
import type { Handler } from '../../../lib/local/functions.ts';
import type { Definition, Retrier, State } from '../../../lib/model/asl.ts';
import type { StepCall } from '../../../lib/model/call.ts';
import { isObject } from '../../../lib/model/json.ts';
import type { Defect } from '../../../lib/rehearsal/play.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import type { StepType } from '../../../lib/steps/step-type.ts';
import { wrapperWithout } from '../defects.ts';
import { readAs } from '../people/instead.ts';

/** Mistakes that somebody could make in what a runbook is compiled to, planted for one exploration. */

/** Each state becomes another one, those of branches and loops too. */
function withStates(definition: Definition, change: (state: State, name: string) => State): Definition {
  const States = Object.entries(definition.States).map(([name, state]): [string, State] => {
    const changed = change(state, name);
    if (changed.Type !== 'Parallel') return [name, changed];
    return [name, { ...changed, Branches: changed.Branches.map((branch) => withStates(branch, change)) }];
  });
  return { ...definition, States: Object.fromEntries(States) };
}

function statesThat(change: (state: State, name: string) => State): Defect {
  return {
    runbooks: (compiled) => ({ ...compiled, definition: withStates(compiled.definition, change) }),
  };
}

/** A state's errors are caught by nobody. */
export function withoutCatch(title: string): Defect {
  return statesThat((state, name) => {
    if (name !== title || state.Type !== 'Task') return state;
    const { Catch: _catch, ...rest } = state;
    return rest;
  });
}

/** Whoever is aborted is closed at once, and what leads to taking back leads past it. */
export function closedBeforeUndo(): Defect {
  return statesThat((state) =>
    (state.Type === 'Parallel' || state.Type === 'Task') && state.Catch
      ? {
          ...state,
          Catch: state.Catch.map((one) => (one.Next === 'Undo' ? { ...one, Next: 'How it ended' } : one)),
        }
      : state,
  );
}

/** A step is tried again for ever, whatever came of it. */
export function retriedForEver(title: string): Defect {
  const always: Retrier = {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 60,
    BackoffRate: 1,
    MaxAttempts: 99_999_999,
  };
  return statesThat((state, name) =>
    name === title && state.Type === 'Task' ? { ...state, Retry: [always] } : state,
  );
}

/** Whoever is asked has all the time in the world. */
export function asksForEver(): Defect {
  return statesThat((state) =>
    state.Type === 'Task' && state.Resource.endsWith('.waitForTaskToken')
      ? { ...state, TimeoutSeconds: 1_000_000 }
      : state,
  );
}

/** The step is handed the backup of the night before the one that was shown, and does not compare. */
export function anotherThanApproved(): Defect {
  const older = "{% $replace($replace($choice.backup, '20261124', '20261122'), '20261123', '20261122') %}";
  return {
    ...wrapperWithout({}),
    ...statesThat((state, name) => {
      if (name !== 'Restore' || state.Type !== 'Task' || !isObject(state.Arguments)) return state;
      const { Payload: payload } = state.Arguments;
      if (!isObject(payload) || !isObject(payload['with'])) return state;
      const given = { ...payload['with'], backup: older };
      return { ...state, Arguments: { ...state.Arguments, Payload: { ...payload, with: given } } };
    }),
  };
}

/** A condition that reads what is not there does not hold, and that is all. */
export function missingIsFalse(): Defect {
  return {
    runbooks: (compiled) => ({
      ...compiled,
      definition: JSON.parse(
        JSON.stringify(compiled.definition).replaceAll(/\$error\('missing: [^']*'\)/g, 'null'),
      ) as Definition,
    }),
  };
}

/** Neither a step nor the run is ever late for the functions, and the state machine never stops asking them. */
export function neverLate(): Defect {
  const late = readAs(
    ({ kind }, { name }) => kind === 'run' && name.startsWith('step-'),
    (item) =>
      item['deadlineAt'] === undefined ? item : { ...item, deadlineAt: { S: '2099-01-01T00:00:00.000Z' } },
  );
  const patient =
    (type: StepType): Handler =>
    (raw, parts) =>
      handleStep(type, { ...(raw as StepCall), timeout: 10_000_000 }, parts);
  const types = [catalog['restore-backup'], catalog['verify-workloads']] as unknown as StepType[];
  return {
    ...late,
    functions: Object.fromEntries(types.map((type) => [`step-${type.uses}`, patient(type)])),
    ...statesThat((state) =>
      state.Type === 'Task' && state.Retry
        ? {
            ...state,
            Retry: state.Retry.map((one) =>
              one.ErrorEquals[0] === 'NotReady' ? { ...one, MaxAttempts: 99_999_999 } : one,
            ),
          }
        : state,
    ),
  };
}
