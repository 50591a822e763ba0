import { describe, expect, test } from '@jest/globals';
import type { Reading } from '../../lib/runbook/context.ts';
import { createReport } from '../../lib/runbook/mistake.ts';
import type { Value } from '../../lib/runbook/runbook.ts';
import { readValue } from '../../lib/runbook/values.ts';
import { entryOf } from '../../lib/runbook/yaml-node.ts';
import { readTree } from '../../lib/runbook/yaml-tree.ts';
import { smallSurroundings } from './surroundings.ts';

/** The value of `a`, expressions as `‹source @line:column›`. */
function valueOf(yaml: string): unknown {
  const report = createReport(yaml, 'a.yaml');
  const reading: Reading = { ...smallSurroundings, report, origins: new Map() };
  const tree = readTree(yaml, report);
  const node = tree && entryOf(tree, 'a')?.value;
  const value = node && readValue(node, reading);
  expect(report.mistakes()).toEqual([]);
  return value && shown(value);
}

function shown(value: Value): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'expression':
      return mark(value.expression);
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : mark(part)));
    case 'list':
      return value.items.map(shown);
    case 'map':
      return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, shown(item)]));
  }
}

function mark({
  expression,
  position,
}: {
  expression: string;
  position: { line: number; column: number };
}): string {
  return `‹${expression} @${position.line}:${position.column}›`;
}

const cases: [yaml: string, value: unknown][] = [
  ['a: $choice.backup', '‹$choice.backup @1:4›'],
  ['a: "$choice.backup"', '‹$choice.backup @1:5›'],
  ["a: '$x = ''b'''", "‹$x = 'b' @1:5›"],
  ['a: "{{ $choice.backup }}"', '‹$choice.backup @1:8›'],
  ['a: "{{ $x }} of {{$y}}"', ['‹$x @1:8›', ' of ', '‹$y @1:19›']],
  ['a: from {{ $x }}', ['from ', '‹$x @1:12›']],
  ['a: $5 off', '$5 off'],
  ['a: $', '$'],
  ['a: $$HOME', '$HOME'],
  ['a: $$$x', '$$x'],
  ['a: "$$x and {{ $y }}"', ['$x and ', '‹$y @1:16›']],
  ['a: a $x', 'a $x'],
  [`a: "{{ '{{' }}"`, '{{'],
  [`a: "a {{ '{{' }} b {{ $x }} }}"`, ['a {{ b ', '‹$x @1:23›', ' }}']],
  [`a: "{{ {'a': {'b': 1}} }}"`, "‹{'a': {'b': 1}} @1:8›"],
  [`a: "{{ '}}' & $x }}"`, "‹'}}' & $x @1:8›"],
  ['a: |\n  two\n  lines\n', 'two\nlines'],
  ['a: |\n  $x.y\n', '‹$x.y @2:3›'],
  ['a: |\n  one\n  {{ $x }}\n', ['one\n', '‹$x @3:6›']],
  ['a: >\n  one\n  {{ $x }}\n', ['one ', '‹$x @3:6›']],
  ['a: ""', ''],
  ['a: 5', 5],
  ['a: 007', 7],
  ['a: true', true],
  ['a: yes', 'yes'],
  ['a:', null],
  ['a: [1, $x, "{{ $y }}"]', [1, '‹$x @1:8›', '‹$y @1:16›']],
  ['a: { b: $x, c: { d: e } }', { b: '‹$x @1:9›', c: { d: 'e' } }],
  ['b: &shared { c: $x }\na: *shared', { c: '‹$x @1:17›' }],
  ['a: 2026-11-24T03:05Z', '2026-11-24T03:05Z'],
  ['a: ($x)', '($x)'],
];

describe('values', () => {
  test.each(cases)('%j', (yaml, value) => {
    expect(valueOf(yaml)).toEqual(value);
  });
});
