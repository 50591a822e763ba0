import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { everyState, nextStates } from '../../lib/compiler/walk-states.ts';
import type { Definition, TaskState } from '../../lib/model/asl.ts';
import { canonical } from '../../lib/model/json.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import { generated, seed, surroundings } from './generated.ts';

function forEveryRunbook(check: (definition: Definition, runbook: Runbook) => void) {
  for (const [index, { definition, runbook }] of generated.entries()) {
    try {
      check(definition, runbook);
    } catch (error) {
      throw new Error(`runbook ${index} of seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
}

function scopes(definition: Definition): Definition[] {
  return [...new Set([definition, ...everyState(definition).map(({ within }) => within)])];
}

describe('whatever the steps are', () => {
  test('the same runbook gives the same bytes', () => {
    forEveryRunbook((definition, runbook) => {
      const again = compile(structuredClone(runbook), surroundings).definition;
      expect(canonical(again)).toBe(canonical(definition));
    });
  });

  test('every next state exists in its scope, and every state is reached', () => {
    forEveryRunbook((definition) => {
      for (const scope of scopes(definition)) {
        const reached = new Set<string>();
        const open = [scope.StartAt];
        for (let name = open.pop(); name !== undefined; name = open.pop()) {
          const state = scope.States[name];
          if (!state) throw new Error(`${name} does not exist`);
          if (reached.has(name)) continue;
          reached.add(name);
          open.push(...nextStates(state));
        }
        // Steps after an unconditional ending are the author's; nothing else may be out of reach.
        expect([...reached].sort()).toEqual(Object.keys(scope.States).sort());
      }
    });
  });

  test('names are unique in the whole machine and at most 80 characters', () => {
    forEveryRunbook((definition) => {
      const names = everyState(definition).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.every((name) => name.length <= 80)).toBe(true);
    });
  });

  test('every call of a function has Retry, Catch and TimeoutSeconds, with States.ALL alone and last', () => {
    forEveryRunbook((definition) => {
      const tasks = everyState(definition).flatMap(({ state }) => (state.Type === 'Task' ? [state] : []));
      expect(tasks.length).toBeGreaterThan(4);
      for (const task of tasks) expect(faultsOf(task)).toEqual([]);
    });
  });

  test('no scope assigns a variable that a scope around it assigns', () => {
    forEveryRunbook((definition) => {
      const outside = new Set(assigned(definition));
      for (const scope of scopes(definition))
        if (scope !== definition) expect(assigned(scope).filter((name) => outside.has(name))).toEqual([]);
    });
  });
});

function faultsOf(task: TaskState): string[] {
  const lists = [task.Retry ?? [], task.Catch ?? []];
  const faults = lists.flatMap((list) =>
    list.flatMap((entry, index) =>
      entry.ErrorEquals.includes('States.ALL') && (entry.ErrorEquals.length > 1 || index < list.length - 1)
        ? ['States.ALL']
        : [],
    ),
  );
  // A nested execution is never started twice: what came of it is looked up.
  if (!task.Retry?.length && !task.Resource.includes('startExecution.sync')) faults.push('Retry');
  if (!task.Catch?.length) faults.push('Catch');
  if (task.TimeoutSeconds === undefined) faults.push('TimeoutSeconds');
  return faults;
}

/** Variables that the states of one scope assign. */
function assigned(scope: Definition): string[] {
  return Object.values(scope.States).flatMap((state) => [
    ...('Assign' in state ? Object.keys(state.Assign ?? {}) : []),
    ...('Catch' in state ? (state.Catch ?? []).flatMap((one) => Object.keys(one.Assign ?? {})) : []),
    ...(state.Type === 'Choice' ? state.Choices.flatMap((one) => Object.keys(one.Assign ?? {})) : []),
  ]);
}
