import type { ManifestStep } from '../../../lib/compiler/manifest.ts';
import type { Drawable } from '../../../lib/compiler/picture/model-of.ts';
import { aDrawable } from './drawables.ts';
import type { Shape } from './shapes.ts';

type Step = Shape & { is: 'step' };
type Ways = Shape & { is: 'ways' };

const step = (kind: ManifestStep['kind'], title: string, given: Partial<Step> = {}): Shape => ({
  is: 'step',
  kind,
  title,
  uses: null,
  condition: null,
  marked: true,
  retries: 0,
  onFailure: null,
  failed: null,
  late: null,
  ...given,
});
const ends = (title: string, given: Partial<Shape & { is: 'ends' }> = {}): Shape => ({
  is: 'ends',
  title,
  condition: null,
  to: null,
  ...given,
});
const group = (
  grouping: Ways['grouping'],
  title: string,
  ways: Shape[][],
  given: Partial<Ways> = {},
): Shape => ({
  is: 'ways',
  grouping,
  title,
  condition: null,
  otherwise: true,
  marked: false,
  failed: null,
  ways: ways.map((steps, index) => ({ when: `$look.state = 'STATE_${index}'`, steps, ends: false })),
  ...given,
});

/** A runbook of so many steps, as a team's real one could be: all control in one another to depth 4, questions, changes, endings. */
export function aLongOne(count: number): Drawable {
  const shapes: Shape[] = [];
  for (let n = 1; count > countOf(shapes); n += 1)
    shapes.push(
      step('reads', `Look at database ${n} and at its replicas in the other Region`, {
        late: [step('tells', `Say that database ${n} does not answer`, { uses: 'announce' })],
      }),
      group('choose', `Is database ${n} as it should be?`, [
        [step('tells', `Tell that database ${n} is well`, { onFailure: 'continue' })],
        [
          group('for_each', `Bring up each replica of database ${n}`, [
            [
              group(
                'parallel',
                `The data and the certificates of replica ${n}`,
                [
                  [
                    step('changes', 'Restore the data', { failed: [step('asks', 'Restore them by hand')] }),
                    step('reads', 'Compare them'),
                  ],
                  [
                    step('asks', 'Renew the certificates', { retries: 2 }),
                    step('asks', 'Settle', { uses: 'wait' }),
                  ],
                ],
                { failed: [step('tells', 'Say which replica it is')] },
              ),
            ],
          ]),
        ],
        [ends(`Database ${n} is gone`, { condition: `$look_${n}.gone`, to: 'rebuild-database' })],
      ]),
      step('asks', `Fail over database ${n}?`, { condition: `$look_${n}.lag > 60` }),
      step('changes', `Fail over database ${n}`),
      step('asks', `Rebuild what reads from database ${n}`, { uses: 'runbook', onFailure: 'stop' }),
    );
  const always = [
    step('tells', 'Tell the channel how it ended'),
    step('reads', 'Look once more', { marked: false }),
  ];
  return aDrawable(shapes, always, { title: `A long recovery of ${count} steps` });
}

const countOf = (shapes: Shape[]): number => aDrawable(shapes).steps.length;
