import type { FlowStep, FlowWay, ManifestStep } from '../../../lib/compiler/manifest.ts';
import type { Drawable } from '../../../lib/compiler/picture/model-of.ts';
import { endsRun } from '../../../lib/compiler/picture/model.ts';
import { partsOf } from '../../../lib/compiler/picture/parts-of.ts';
import { type Shape, shapes } from './shapes.ts';

export { seed } from './shapes.ts';

/** A manifest with these steps. */
export function aDrawable(steps: Shape[], always: Shape[] = [], given: Partial<Drawable> = {}): Drawable {
  const list: ManifestStep[] = [];
  const flow = flowOf(steps, list);
  const end = flowOf(always, list);
  return {
    runbook: 'restore-namespace',
    title: 'Restore a namespace from its last good backup',
    owner: 'platform-oncall',
    severity: 'high',
    objectives: { rto: 4500, rpo: 86_400 },
    deadline: 5400,
    triggers: [{ alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-gone', inputs: {} }],
    steps: list,
    flow,
    ...(end.length === 0 ? {} : { always: end }),
    ...given,
  };
}

/** Nothing stands behind what always ends the run: the checker refuses such a runbook. */
function flowOf(steps: Shape[], list: ManifestStep[]): FlowStep[] {
  const flow: FlowStep[] = [];
  for (const shape of steps) {
    const step = flowStep(shape, list);
    flow.push(step);
    const known = new Map(list.map((one) => [one.id, one]));
    if (endsRun(partsOf([step], '', { owner: '', steps: known, states: undefined, asks: false }))) break;
  }
  return flow;
}

function flowStep(shape: Shape, list: ManifestStep[]): FlowStep {
  const id = `step_${list.length + 1}`;
  const common = { id, title: shape.title, states: [shape.title], line: list.length + 1 };
  const when = shape.condition === null ? {} : { if: shape.condition };
  switch (shape.is) {
    case 'step':
      list.push({ ...common, ...saidOf(shape) });
      return {
        step: id,
        ...when,
        ...instead('failed', shape.failed, list),
        ...instead('late', shape.late, list),
      };
    case 'ends':
      list.push({ ...common, uses: shape.to === null ? 'finish' : 'continue_with', kind: 'control' });
      return {
        step: id,
        ...when,
        ...(shape.to === null ? { ends: 'aborted' as const } : { ends: 'handed-on' as const, to: shape.to }),
      };
    case 'ways':
      return { ...waysOf(shape, common, list), ...when };
  }
}

const instead = (name: 'failed' | 'late', steps: Shape[] | null, list: ManifestStep[]) =>
  steps === null ? {} : { [name]: flowOf(steps, list) };

/** Everything that a manifest can say of a step that acts. */
function saidOf(shape: Shape & { is: 'step' }): Omit<ManifestStep, 'id' | 'title' | 'states' | 'line'> {
  const { kind, marked, retries, onFailure, failed } = shape;
  const uses = shape.uses ?? `${kind}-something`;
  const failing = failed === null ? onFailure : 'steps';
  const ask = [
    { who: 'platform-leads', for: 300 },
    { who: 'managers', for: 90 },
  ];
  return {
    uses,
    kind,
    timeout: 600,
    ...(marked && kind === 'asks' ? { ask } : {}),
    ...(marked && kind === 'changes' ? { undo: true as const } : {}),
    ...(marked && kind === 'reads' ? { until: { condition: "$look.api = 'HEALTHY'", every: 30 } } : {}),
    ...(uses === 'runbook' ? { runbook: 'rebuild-cluster' } : {}),
    ...(retries > 0 ? { retries } : {}),
    ...(failing === null ? {} : { onFailure: failing }),
  };
}

type Common = Pick<ManifestStep, 'id' | 'title' | 'states' | 'line'>;

function waysOf(shape: Shape & { is: 'ways' }, common: Common, list: ManifestStep[]): FlowStep {
  const { grouping, ways: given, otherwise, failed, marked } = shape;
  const stopWhen = marked ? { stopWhen: '$item.word = "enough"' } : {};
  const each =
    grouping === 'for_each'
      ? { each: { items: '$inputs.list', maxParallel: given.length, ...stopWhen } }
      : {};
  const onFailure = failed !== null && grouping !== 'choose' ? { onFailure: 'steps' as const } : {};
  list.push({ ...common, uses: grouping, kind: 'control', ...each, ...onFailure });
  // the body of a loop is one way
  const ways = (grouping === 'for_each' ? given.slice(0, 1) : given).map((way, index): FlowWay => {
    const last = index === given.length - 1;
    const open = grouping !== 'choose' || (last && otherwise);
    const head = open ? {} : { when: way.when };
    if (!way.ends || grouping !== 'choose') return { ...head, steps: flowOf(way.steps, list) };
    const state = `${common.id} · finish ${index}`;
    return { ...head, steps: [], ends: { outcome: 'nothing-to-do', state } };
  });
  return { step: common.id, ways, ...(grouping === 'choose' ? {} : instead('failed', failed, list)) };
}

/** Runbooks of all shapes, nested to depth 4. */
export const drawables: Drawable[] = shapes.map(({ steps, always }) => aDrawable(steps, always));
