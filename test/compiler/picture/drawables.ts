import { array, constant, constantFrom, letrec, oneof, option, record, sample, string } from 'fast-check';
import type { FlowStep, FlowWay, ManifestStep } from '../../../lib/compiler/manifest.ts';
import type { Drawable } from '../../../lib/compiler/picture/model-of.ts';

/** What a runbook could look like, before it has ids: steps of every kind and grouping, also those that the language does not have yet. */
type Shape =
  | { is: 'step'; kind: ManifestStep['kind']; title: string; condition: string | null; marked: boolean }
  | { is: 'ends'; title: string; condition: string | null }
  | {
      is: 'ways';
      grouping: 'choose' | 'parallel' | 'for_each';
      title: string;
      condition: string | null;
      ways: { when: string; steps: Shape[]; ends: boolean }[];
      otherwise: boolean;
    };

const titles = oneof(
  constantFrom(
    'Restore',
    'Look at the cluster and the namespace',
    'W'.repeat(60),
    'Everything that was backed up runs again, and nobody waits for it',
    '<script>alert(1)</script> & "quotes" \'too\' ]]>',
    '数据库恢复到新的集群并检查所有的工作负载是否正常运行以及通知值班人员',
    'Ёлки-палки: переключить базу данных на резервную площадку вручную',
    '🚨🚒🧯 fire 👩‍👩‍👧‍👦 drill',
    'e\u0301'.repeat(30),
    'a\u0000b\u202Ec\uD800d\uFFFFe',
  ),
  string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
);
const conditions = oneof(
  constantFrom(
    "$look.api = 'GONE'",
    "$look.api in ['UNREACHABLE', 'UNKNOWN']",
    `$count($look.${'findings'.repeat(20)}[bad]) > 3`,
    Array.from({ length: 80 }, (_, index) => `$a${index} < ${index}`).join(' and '),
  ),
  string({ minLength: 1, maxLength: 90 }),
);
const kinds = constantFrom('reads' as const, 'changes' as const, 'asks' as const, 'tells' as const);
const condition = option(conditions, { freq: 4 });

const { steps } = letrec<{ step: Shape; steps: Shape[] }>((tie) => ({
  step: oneof(
    { maxDepth: 4, depthIdentifier: 'steps' },
    {
      weight: 3,
      arbitrary: record({
        is: constant('step' as const),
        kind: kinds,
        title: titles,
        condition,
        marked: constantFrom(true, false),
      }),
    },
    {
      weight: 1,
      arbitrary: record({
        is: constant('ends' as const),
        title: titles,
        condition: option(conditions, { freq: 9 }),
      }),
    },
    {
      weight: 3,
      arbitrary: record({
        is: constant('ways' as const),
        grouping: constantFrom(
          'choose' as const,
          'choose' as const,
          'parallel' as const,
          'for_each' as const,
        ),
        title: titles,
        condition,
        ways: array(
          record({ when: conditions, steps: tie('steps'), ends: constantFrom(true, false, false) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        otherwise: constantFrom(true, false),
      }),
    },
  ),
  steps: array(tie('step'), { minLength: 1, maxLength: 3 }),
}));

/** A manifest with these steps. */
export function aDrawable(shapes: Shape[], given: Partial<Drawable> = {}): Drawable {
  const list: ManifestStep[] = [];
  const flow = shapes.map((shape) => flowStep(shape, list));
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
    ...given,
  };
}

function flowStep(shape: Shape, list: ManifestStep[]): FlowStep {
  const id = `step_${list.length + 1}`;
  const common = { id, title: shape.title, states: [shape.title], line: list.length + 1 };
  const when = shape.condition === null ? {} : { if: shape.condition };
  if (shape.is === 'step') {
    const ask =
      shape.marked && shape.kind === 'asks'
        ? {
            ask: [
              { who: 'platform-leads', for: 300 },
              { who: 'managers', for: 90 },
            ],
          }
        : {};
    const undo = shape.marked && shape.kind === 'changes' ? { undo: true as const } : {};
    list.push({ ...common, uses: `${shape.kind}-something`, kind: shape.kind, ...ask, ...undo });
    return { step: id, ...when };
  }
  if (shape.is === 'ends') {
    list.push({ ...common, uses: 'finish', kind: 'control' });
    return { step: id, ...when, ends: 'aborted' };
  }
  list.push({ ...common, uses: shape.grouping, kind: 'control' });
  const { ways: given } = shape;
  const ways = given.map((way, index): FlowWay => {
    const last = index === given.length - 1;
    const open = shape.grouping !== 'choose' || (last && shape.otherwise);
    const head = open ? {} : { when: way.when };
    if (way.ends && shape.grouping === 'choose')
      return {
        ...head,
        steps: [],
        ends: { outcome: 'nothing-to-do', state: `${shape.title} · finish ${index}` },
      };
    return { ...head, steps: way.steps.map((step) => flowStep(step, list)) };
  });
  return { step: id, ...when, ways };
}

export const seed = 20_261_124;
/** Runbooks of all shapes, nested to depth 4. */
export const drawables: Drawable[] = sample(steps, { seed, numRuns: 200 }).map((shapes) => aDrawable(shapes));

/** A runbook of so many steps, as a team's real one could be: decisions, questions, changes, endings. */
export function aLongOne(count: number): Drawable {
  const shapes: Shape[] = [];
  const step = (
    kind: ManifestStep['kind'],
    title: string,
    given: { condition?: string; marked?: boolean } = {},
  ): Shape => ({
    is: 'step',
    kind,
    title,
    condition: given.condition ?? null,
    marked: given.marked ?? true,
  });
  for (let n = 1; count > countOf(shapes); n += 1)
    shapes.push(
      step('reads', `Look at database ${n} and at its replicas in the other Region`),
      {
        is: 'ways',
        grouping: 'choose',
        title: `Is database ${n} as it should be?`,
        condition: null,
        otherwise: false,
        ways: [
          {
            when: `$look_${n}.state = 'HEALTHY'`,
            steps: [step('tells', `Tell that database ${n} is well`)],
            ends: false,
          },
          {
            when: `$look_${n}.state in ['UNREACHABLE', 'UNKNOWN']`,
            steps: [step('asks', `We cannot see database ${n}`)],
            ends: n % 2 === 0,
          },
        ],
      },
      step('asks', `Fail over database ${n}?`, { condition: `$look_${n}.lag > 60` }),
      step('changes', `Fail over database ${n}`),
    );
  return aDrawable(shapes, { title: `A long recovery of ${count} steps` });
}

const countOf = (shapes: Shape[]): number =>
  shapes.reduce(
    (sum, shape) =>
      sum +
      1 +
      (shape.is === 'ways'
        ? shape.ways.reduce((all, way) => all + countOf(way.ends ? [] : way.steps), 0)
        : 0),
    0,
  );
