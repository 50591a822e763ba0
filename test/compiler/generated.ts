import { array, boolean, constant, constantFrom, letrec, oneof, option, record, sample } from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import type { Definition } from '../../lib/model/asl.ts';
import type { OnFailure, Runbook, Step } from '../../lib/runbook/runbook.ts';
import {
  aChoose,
  aFinish,
  aHandOn,
  anEach,
  aParallel,
  aRunbook,
  aStep,
  aWait,
  smallCatalog,
  smallEstate,
} from '../builders/runbook.ts';

export const surroundings = { catalog: smallCatalog, estate: smallEstate };

const uses = ['look', 'page', 'approve', 'change', 'decide', 'manual', 'runbook'] as const;
type Failure = 'ask' | 'continue' | 'stop' | 'steps';

interface Common {
  named: boolean;
  conditional: boolean;
}
/** The shape of a step: what kind, with a condition or not, with what inside. */
type Shape = Common &
  (
    | {
        kind: 'use';
        uses: (typeof uses)[number];
        failure: Failure;
        until: boolean;
        late: boolean;
        retry: boolean;
        undo: boolean;
      }
    | { kind: 'wait' }
    | { kind: 'finish' }
    | { kind: 'hand-on' }
    | { kind: 'choose'; arms: Shape[][]; otherwise: Shape[] | null; ends: boolean }
    | { kind: 'parallel'; branches: Shape[][]; failure: Failure }
    | { kind: 'for_each'; steps: Shape[]; failure: Failure; stops: boolean; most: number }
  );

const common = { named: boolean(), conditional: boolean() };
const failure = constantFrom<Failure[]>('ask', 'ask', 'continue', 'stop', 'steps');

const shapes = letrec<{ step: Shape; steps: Shape[] }>((tie) => ({
  step: oneof(
    { maxDepth: 3, depthIdentifier: 'steps' },
    record({
      ...common,
      kind: constant('use' as const),
      uses: constantFrom(...uses),
      failure,
      until: boolean(),
      late: boolean(),
      retry: boolean(),
      undo: boolean(),
    }),
    record({ ...common, kind: constantFrom('wait' as const, 'finish' as const, 'hand-on' as const) }),
    record({
      ...common,
      kind: constant('choose' as const),
      arms: array(tie('steps'), { minLength: 1, maxLength: 2 }),
      otherwise: option(tie('steps')),
      ends: boolean(),
    }),
    record({
      ...common,
      kind: constant('parallel' as const),
      branches: array(tie('steps'), { minLength: 1, maxLength: 3 }),
      failure,
    }),
    record({
      ...common,
      kind: constant('for_each' as const),
      steps: tie('steps'),
      failure,
      stops: boolean(),
      most: constantFrom(1, 3),
    }),
  ),
  steps: array(tie('step'), { minLength: 1, maxLength: 3 }),
}));

function build(list: Shape[], count: { n: number }, inGroup: boolean): Step[] {
  return list.map((shape) => {
    const n = (count.n += 1);
    const title = `Step ${n}`;
    const own = {
      ...(shape.named ? { id: `step_${n}` } : {}),
      ...(shape.conditional ? { if: '$inputs.go' } : {}),
    };
    const inside = (steps: Shape[], group = inGroup) => build(steps, count, group);
    const onFailure = (kind: Failure): OnFailure =>
      kind === 'steps' ? { kind, steps: [aStep(`Instead of ${n}`, 'look')] } : { kind };
    switch (shape.kind) {
      case 'finish':
        return aFinish(title, 'aborted', '{{ $inputs.cluster }} is enough', "$inputs.cluster = 'x'");
      case 'hand-on':
        return inGroup
          ? aWait(title, 60, own)
          : aHandOn(title, 'other', { cluster: '$inputs.cluster' }, 'so', "$inputs.cluster = 'x'");
      case 'wait':
        return aWait(title, 60, own);
      case 'choose': {
        const arms = shape.arms.map((arm, index) => [`$inputs.n = ${index}`, inside(arm)] as const);
        return aChoose(
          title,
          {
            ...Object.fromEntries(arms),
            ...(shape.ends ? { '$inputs.n = 99': { outcome: 'failed' as const, because: 'it ends' } } : {}),
            ...(shape.otherwise ? { otherwise: inside(shape.otherwise) } : {}),
          },
          own,
        );
      }
      case 'parallel': {
        const branches = shape.branches.map((branch) => inside(branch, true));
        return aParallel(title, branches, { ...own, onFailure: onFailure(shape.failure) });
      }
      case 'for_each':
        return anEach(title, "['a', 'b']", inside(shape.steps, true), {
          ...own,
          onFailure: onFailure(shape.failure),
          ...(shape.stops ? { stopWhen: '$index = 1' } : { maxParallel: shape.most }),
        });
      case 'use': {
        const reads = shape.uses === 'look';
        const undo = shape.undo && (shape.uses === 'change' || shape.uses === 'manual');
        const asks = ['approve', 'decide', 'manual'].includes(shape.uses);
        return aStep(title, shape.uses, {
          ...own,
          onFailure: onFailure(shape.failure),
          ...(reads && shape.until
            ? {
                until: {
                  condition: "$inputs.cluster = 'prod-blue'",
                  ...(shape.late ? { onTimeout: [aStep(`Too late for ${n}`, 'page')] } : {}),
                },
              }
            : {}),
          ...(shape.retry && !asks ? { retry: { times: 2, every: 30, backoff: 2 } } : {}),
          ...(undo ? { undo: { with: { word: '$inputs.cluster' } } } : {}),
          ...(asks ? { ask: [{ who: 'leads', for: 60 }], with: { question: 'Go?' } } : {}),
          ...(shape.uses === 'runbook' ? { with: { runbook: 'other' } } : {}),
        });
      }
    }
  });
}

const runbooks = record({ steps: shapes.steps, always: boolean(), unattended: boolean() }).map(
  ({ steps, always, unattended }) =>
    aRunbook(build(steps, { n: 0 }, false), {
      deadline: 3600,
      unattended,
      always: always ? [aStep('At the end', 'page', { with: { text: '{{ $run.outcome }}' } })] : [],
    }),
);

export const seed = 20_261_124;
/** Runbooks of all shapes, all control nested, and what they compile to: once, so that every property looks at the same definitions. */
export const generated: { runbook: Runbook; definition: Definition }[] = sample(runbooks, {
  seed,
  numRuns: 50,
}).flatMap((runbook) => {
  try {
    return [{ runbook, definition: compile(runbook, surroundings).definition }];
  } catch (error) {
    // Loops within loops within loops may be more than an execution's history holds: the compiler says so.
    if (String(error).includes('worst case')) return [];
    throw error;
  }
});
