import { expect, test } from '@jest/globals';
import { columnsOf } from '../../../lib/compiler/picture/outline-lines.ts';
import { pictureText } from '../../../lib/compiler/picture/picture.ts';
import { aHandOn, anEach, aParallel, aRunbook, aStep, aWait } from '../../builders/runbook.ts';
import { drawables } from './drawables.ts';
import { manifestFor } from './manifest-for.ts';

const runbook = aRunbook(
  [
    aStep('Give it five minutes', 'look', {
      id: 'look',
      until: {
        condition: "$look.word in ['HEALTHY', 'GONE']",
        onTimeout: [aStep('Say that it is not a short one', 'page')],
      },
      retry: { times: 2, every: 30, backoff: 2 },
      timeout: 300,
    }),
    aParallel(
      'Both at once',
      [
        [aStep('Change it', 'change', { undo: {}, approval: 'may_we', onFailure: { kind: 'stop' } })],
        [
          anEach(
            'Every namespace that has to be served',
            '$inputs.namespaces',
            [
              aWait('Let it settle', 300),
              aStep('Restore it', 'runbook', { with: { runbook: 'restore-namespace' } }),
            ],
            { stopWhen: "$item = 'last'" },
          ),
        ],
      ],
      { onFailure: { kind: 'steps', steps: [aStep('Tell who can mend it', 'page')] } },
    ),
    aStep('Tell them', 'page', { onFailure: { kind: 'continue' }, if: '$exists($inputs.tell)' }),
    aHandOn('It is gone', 'rebuild-cluster', {}, 'so', '$look.word = 0'),
  ],
  { always: [aStep('Tell how it ended', 'announce', { onFailure: { kind: 'continue' } })] },
);

test('80 columns, everything that can be said of a step', () => {
  expect(pictureText(manifestFor(runbook), { asks: true }, 80).slice(4)).toEqual([
    'Start: by a person',
    '1 Give it five minutes · reads · look',
    "  looks every 30 s for up to 5 m, until $look.word in ['HEALTHY', 'GONE']",
    '  tries up to 2 times more by itself',
    '  if it fails: asks platform-oncall to retry, skip, go back or abort',
    '  └ if it takes too long:',
    '      1.2.1 Say that it is not a short one · tells · page',
    '        if it fails: asks platform-oncall to retry, skip, go back or abort',
    '2 Both at once · all at the same time',
    '  ├ branch 1 of 2:',
    '  │   2.1.1 Change it · changes · change · ends the run if it fails',
    '  │     can be undone',
    '  ├ branch 2 of 2:',
    '  │   2.2.1 Every namespace that has to be served',
    "  │     for each of $inputs.namespaces, one by one · stops when $item = 'last'",
    '  │     if it fails: asks platform-oncall to retry, skip, go back or abort',
    '  │     └ each:',
    '  │         2.2.1.1.1 Let it settle · waits up to 5 m',
    '  │           if it fails: asks platform-oncall to retry, skip, go back or abort',
    '  │         2.2.1.1.2 Restore it · runs restore-namespace',
    '  │           if it fails: asks platform-oncall to retry, skip, go back or abort',
    '  └ if it fails:',
    '      2.3.1 Tell who can mend it · tells · page',
    '        if it fails: asks platform-oncall to retry, skip, go back or abort',
    '3 Tell them · tells · page · goes on if it fails',
    '  only if $exists($inputs.tell)',
    '4 It is gone · goes on as rebuild-cluster',
    '  only if $look.word = 0',
    'Recovered: the end of the runbook',
    'Always, however the run ends:',
    '  a1 Tell how it ended · tells · announce · goes on if it fails',
  ]);
});

test.each([60, 80, 120])(
  'generated runbooks at %d columns: nothing is lost, and only single words are too long',
  (columns) => {
    const words = (lines: string[]) => lines.join(' ').replaceAll(/[ │├└·]/g, '');
    for (const drawable of drawables) {
      const lines = pictureText(drawable, {}, columns);
      expect(words(lines)).toBe(words(pictureText(drawable)));
      for (const line of lines) {
        const [, lead = '', text = ''] = /^([ │├└]*)(.*)$/.exec(line) ?? [];
        const room = Math.max(columns, columnsOf(lead) + 28);
        if (columnsOf(line) > room) expect(text.split(' ').length).toBeLessThanOrEqual(2);
      }
    }
  },
);
