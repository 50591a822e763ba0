import {
  type Arbitrary,
  array,
  constant,
  constantFrom,
  letrec,
  oneof,
  option,
  record,
  sample,
  string,
} from 'fast-check';
import type { ManifestStep } from '../../../lib/compiler/manifest.ts';

interface Common {
  title: string;
  condition: string | null;
}

/** What a runbook could look like, before it has ids: steps of every kind and grouping, all nested. */
export type Shape = Common &
  (
    | {
        is: 'step';
        kind: ManifestStep['kind'];
        uses: string | null;
        /** Says more of itself: who is asked, that it can be undone, until when it looks. */
        marked: boolean;
        retries: number;
        onFailure: 'continue' | 'stop' | null;
        failed: Shape[] | null;
        late: Shape[] | null;
      }
    | { is: 'ends'; to: string | null }
    | {
        is: 'ways';
        grouping: 'choose' | 'parallel' | 'for_each';
        ways: { when: string; steps: Shape[]; ends: boolean }[];
        otherwise: boolean;
        marked: boolean;
        failed: Shape[] | null;
      }
  );

export interface RunbookShape {
  steps: Shape[];
  always: Shape[];
}

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
const marked = constantFrom(true, false);
const common = { title: titles, condition: option(conditions, { freq: 4 }) };
const groupings = constantFrom<('choose' | 'parallel' | 'for_each')[]>(
  'choose',
  'choose',
  'parallel',
  'for_each',
);

const nested = { maxDepth: 4, depthIdentifier: 'steps' };
/** Steps that most have not. */
const rarely = (list: Arbitrary<Shape[]>, freq: number) =>
  oneof(nested, { weight: freq, arbitrary: constant(null) }, { weight: 1, arbitrary: list });

const { steps } = letrec<{ step: Shape; steps: Shape[] }>((tie) => ({
  step: oneof(
    nested,
    {
      weight: 3,
      arbitrary: record({
        ...common,
        is: constant('step' as const),
        kind: kinds,
        uses: constantFrom(null, null, null, 'wait', 'runbook'),
        marked,
        retries: constantFrom(0, 0, 1, 3),
        onFailure: constantFrom(null, null, 'continue' as const, 'stop' as const),
        failed: rarely(tie('steps'), 8),
        late: rarely(tie('steps'), 8),
      }),
    },
    {
      weight: 1,
      arbitrary: record({
        title: titles,
        condition: option(conditions, { freq: 9 }),
        is: constant('ends' as const),
        to: constantFrom(null, 'rebuild-cluster'),
      }),
    },
    {
      weight: 3,
      arbitrary: record({
        ...common,
        is: constant('ways' as const),
        grouping: groupings,
        ways: array(
          record({ when: conditions, steps: tie('steps'), ends: constantFrom(true, false, false) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        otherwise: marked,
        marked,
        failed: rarely(tie('steps'), 3),
      }),
    },
  ),
  steps: array(tie('step'), { minLength: 1, maxLength: 3 }),
}));

export const seed = 20_261_124;

/** Runbooks of all shapes, nested to depth 4. */
export const shapes: RunbookShape[] = sample(record({ steps, always: oneof(constant<Shape[]>([]), steps) }), {
  seed,
  numRuns: 150,
});
