import { array, boolean, constant, constantFrom, letrec, oneof, option, record, sample } from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import type { Definition } from '../../lib/model/asl.ts';
import type { Runbook, Step } from '../../lib/runbook/runbook.ts';
import { aChoose, aFinish, aRunbook, aStep, smallCatalog, smallEstate } from '../builders/runbook.ts';

export const surroundings = { catalog: smallCatalog, estate: smallEstate };

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

export const seed = 20_261_124;
/** Runbooks of all shapes, and what they compile to: once, so that every property looks at the same definitions. */
export const generated: { runbook: Runbook; definition: Definition }[] = sample(runbooks, {
  seed,
  numRuns: 40,
}).map((runbook) => ({
  runbook,
  definition: compile(runbook, surroundings).definition,
}));
