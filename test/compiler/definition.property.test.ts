import { describe, expect, test } from '@jest/globals';
import { array, boolean, constant, constantFrom, letrec, oneof, option, record, sample } from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import { everyState, nextStates } from '../../lib/compiler/walk-states.ts';
import type { Definition, TaskState } from '../../lib/model/asl.ts';
import { canonical } from '../../lib/model/json.ts';
import type { Runbook, Step } from '../../lib/runbook/runbook.ts';
import { aChoose, aFinish, aRunbook, aStep, smallCatalog, smallEstate } from '../builders/runbook.ts';

const surroundings = { catalog: smallCatalog, estate: smallEstate };

/** The shape of a step: what kind, with a condition or not, with what arms. */
type Shape =
  | { kind: 'look' | 'page' | 'approve' | 'change'; named: boolean; conditional: boolean }
  | { kind: 'finish' }
  | { kind: 'choose'; conditional: boolean; arms: Shape[][]; otherwise: Shape[] | null; ends: boolean };

const shapes = letrec<{ step: Shape; steps: Shape[] }>((tie) => ({
  step: oneof(
    { maxDepth: 2, depthIdentifier: 'steps' },
    record({
      kind: constantFrom('look' as const, 'page' as const, 'approve' as const, 'change' as const),
      named: boolean(),
      conditional: boolean(),
    }),
    record({
      kind: constant('choose' as const),
      conditional: boolean(),
      arms: array(tie('steps'), { minLength: 1, maxLength: 3 }),
      otherwise: option(tie('steps')),
      ends: boolean(),
    }),
  ),
  steps: array(tie('step'), { minLength: 1, maxLength: 4 }),
}));

function build(list: Shape[], count: { n: number }): Step[] {
  return list.map((shape) => {
    const n = (count.n += 1);
    const title = `Step ${n}`;
    if (shape.kind === 'finish') return aFinish(title, 'aborted', 'enough', "$inputs.cluster = 'x'");
    if (shape.kind === 'choose') {
      const arms = shape.arms.map((arm, index) => [`$inputs.n = ${index}`, build(arm, count)] as const);
      return aChoose(
        title,
        {
          ...Object.fromEntries(arms),
          ...(shape.ends ? { '$inputs.n = 99': { outcome: 'failed' as const, because: 'it ends' } } : {}),
          ...(shape.otherwise ? { otherwise: build(shape.otherwise, count) } : {}),
        },
        shape.conditional ? { if: '$inputs.go' } : {},
      );
    }
    return aStep(title, shape.kind, {
      ...(shape.named ? { id: `step_${n}` } : {}),
      ...(shape.conditional ? { if: '$inputs.go' } : {}),
      ...(shape.kind === 'approve' ? { ask: [{ who: 'leads', for: 60 }], with: { question: 'Go?' } } : {}),
    });
  });
}

const runbooks = shapes.steps.map((list) => aRunbook(build(list, { n: 0 })));

const seed = 20_261_124;
/** Compiled once for all properties: each of them looks at the same definitions. */
const compiled = sample(runbooks, { seed, numRuns: 40 }).map((runbook) => ({
  runbook,
  definition: compile(runbook, surroundings).definition,
}));

function forEveryRunbook(check: (definition: Definition, runbook: Runbook) => void) {
  for (const [index, { definition, runbook }] of compiled.entries()) {
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
  if (!task.Retry?.length) faults.push('Retry');
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
