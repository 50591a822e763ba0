import { expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

/** A runbook that hands its inputs to a step; `fallback` is the default of `backup`, `given` what a trigger gives, `field` the step's `with`. */
function read(fallback: string, given: string, field = 'name: $inputs.backup') {
  const text = [
    'runbook: r',
    'title: R',
    'owner: oncall',
    'deadline: 9h',
    'inputs:',
    '  backup: { type: backup, default: ' + fallback + ' }',
    '  window: { type: duration, default: 24h }',
    'target: { cluster: prod-blue, namespace: payments }',
    'triggers:',
    `  - { alarm: gone, inputs: { ${given} } }`,
    'steps:',
    `  - { id: found, title: Find, uses: find-backup, with: { ${field} } }`,
    '  - { title: Verify, uses: verify-workloads, with: { against: $found.inventory } }',
  ].join('\n');
  const { mistakes } = readRunbook(text, 'r.yaml', { catalog, estate: smallEstate });
  return mistakes.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);
}

const why = 'but "Find" (line 12) gives it to find-backup as name: expected newest, or the name of a backup';

test('a default and a trigger that no step could take are told where they stand', () => {
  expect(read('newest', 'backup: Last Night')).toEqual([`10:38 wrong-value: found "Last Night", ${why}`]);
  expect(read('Last Night', 'window: 12h')).toEqual([`6:36 wrong-value: found "Last Night", ${why}`]);
});

test('what a step can take is none: by name, as a duration in seconds, or within a text', () => {
  expect(read('newest', 'backup: nightly-1')).toEqual([]);
  expect(read('newest', 'window: 12h', 'name: $inputs.backup, newest_within: $inputs.window')).toEqual([]);
  expect(read('Last Night', 'window: 12h', 'name: "{{ $lowercase($inputs.backup) }}"')).toEqual([]);
});

test('what is wrong by itself is told once', () => {
  expect(read('newest', 'window: soon', 'newest_within: $inputs.window')).toEqual([
    '10:38 wrong-value: found "soon", expected a duration such as "15m"',
  ]);
});
