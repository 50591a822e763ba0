import { describe, test } from '@jest/globals';
import { expectRow, type Row } from './mistake-row.ts';

const named = 'with: { name: newest }';
const when = "- when: $look.api = 'GONE'";

const withs: Row[] = [
  [
    [named, 'with: { ‸nmae: newest }'],
    'unknown-with',
    'find-backup has no field "nmae"; did you mean "name"?',
  ],
  [[named, 'with: { name: ‸3 }'], 'wrong-with', 'found 3'],
  [
    [named, 'with: { count: ‸"{{ $inputs.size }} of them" }'],
    'wrong-with',
    'found "{{ $inputs.size }} of them"',
  ],
  [
    [named, 'with: { count: ‸$inputs.size }'],
    'wrong-with',
    'found $inputs.size, one of small, large, expected number',
  ],
  [[named, 'with: ‸newest'], 'wrong-value', 'expected a map'],
  [['with: { backup: $choice.backup }', '‸with: {}'], 'missing-key', '"backup" is missing'],
  [[named, 'with: { name: newest, ‸$inputs.size: 3 }'], 'expression-not-here', 'in a key'],
];

const expressions: Row[] = [
  [[when, "- when: $look.api ‸== 'GONE'"], 'expression-syntax', 'write "=" to compare'],
  [[when, "- when: $look.api = 'GONE' ‸&& true"], 'expression-syntax', 'write "and"'],
  [[when, "- when: $look.api ‸?? 'GONE'"], 'expression-syntax', 'Step Functions has no "??"'],
  [[when, "- when: ($look.api = 'GONE'‸"], 'expression-syntax', 'too early'],
  [[when, "- when: ‸api = 'GONE'"], 'bare-path', 'write $look.api'],
  [[when, '- when: $look.api = ‸GONE'], 'bare-path', "write 'GONE' in quotes"],
  [[when, "- when: ‸$lok.api = 'GONE'"], 'unknown-variable', 'did you mean "$look"?'],
  [[when, "- when: ‸$cluster = 'GONE'"], 'unknown-variable', 'write $inputs.cluster'],
  [[when, "- when: ‸$states.input.a = 'GONE'"], 'unknown-variable', "the state machine's own"],
  [[when, '- when: ‸$item = 1'], 'unknown-variable', 'which only the steps within a for_each have'],
  [[when, "- when: $look.‸apis = 'GONE'"], 'unknown-field', 'no field "apis"; did you mean "api"?'],
  [[when, "- when: $look.nodes.‸nmae = 'GONE'"], 'unknown-field', 'did you mean "name"?'],
  [[when, "- when: $look.nodes[ready].‸nmae = 'GONE'"], 'unknown-field', 'did you mean "name"?'],
  [[when, "- when: $inputs.‸sise = 'small'"], 'unknown-input', 'did you mean "size"?'],
  [[when, "- when: $inputs.size.‸x = 'small'"], 'unknown-field', 'an input has no fields'],
  [[when, "- when: $run.‸mdoe = 'real'"], 'unknown-field', 'did you mean "mode"?'],
  [[when, "- when: $run.‸outcome = 'recovered'"], 'unknown-field', 'known only once the run has ended'],
  [[when, "- when: ‸$choice.backup = 'a'"], 'read-before-step', 'runs only after this'],
  [[when, '- when: $exists(‸$choice.backup)'], 'read-before-step', 'runs only after this'],
  [[when, "- when: ‸$steps.choice.status = 'done'"], 'read-before-step', 'runs only after this'],
  [[when, "- when: $steps.‸lok.status = 'done'"], 'unknown-step', 'did you mean "look"?'],
  [[when, "- when: $steps.look.‸api = 'done'"], 'unknown-field', '$look.api'],
  [[when, "- when: ‸$eval('1') = 1"], 'refused-function', 'Step Functions has no $eval'],
  [[when, "- when: ‸$uppercas($look.api) = 'GONE'"], 'unknown-function', 'did you mean "uppercase"?'],
  [[when, '- when: ‸7'], 'wrong-value', 'expected a condition'],
  [[when, '- when: ‸"it is {{ $look.api }}"'], 'wrong-value', 'write the expression alone'],
  [[when, '- when: "{{ $look.‸apis = \'GONE\' }}"'], 'unknown-field', 'did you mean "api"?'],
  [['{{ $inputs.cluster }} is gone', '‸{{ $inputs.cluster is gone'], 'open-braces', '"{{" without its "}}"'],
  [
    ['{{ $inputs.cluster }} is gone', '{{ $inputs.‸clustr }} is gone'],
    'unknown-input',
    'did you mean "cluster"?',
  ],
  [
    [named, 'with: { name: ‸$again.reason }'],
    'read-from-branch',
    'may not have run: write $exists($again.reason)',
  ],
  [[named, 'with: { name: ‸$HOME }'], 'unknown-variable', 'for the text itself write "$$HOME"'],
  [
    [named, 'with:\n      name: |\n        {{ $look.reason }} and\n        {{ $look.‸reson }}'],
    'unknown-field',
    'did you mean "reason"?',
  ],
  [[named, "with:\n      name: '{{ ''a'' & $look.‸reson }}'"], 'unknown-field', 'did you mean "reason"?'],
];

const traps: Row[] = [
  [[named, 'with: { name: $join(‸[$look.api], 1) }'], 'yaml-quote', 'in quotes'],
  [[named, 'with: { name: ‸$substring($look.api, 1) }'], 'yaml-quote', 'YAML ends this value at the comma'],
  [[named, 'with: { name: ‸{{ $look.api }} }'], 'yaml-quote', 'YAML reads "{{" as a map'],
  [[when, '- when: ‸!$look.api'], 'yaml-quote', 'as a tag'],
  [[when, "- when: ‸$look.api = 'a: b'"], 'yaml-quote', 'YAML reads the ": " in this value as a key'],
  [[when, "- when: ‸$look.api = 'a #b'"], 'yaml-quote', 'begins a comment'],
  [[when, "- when: 'GONE' ‸= $look.api"], 'yaml-quote', 'YAML ends this value at the closing quote'],
  [[when, '- when: ‸{ a: 1 }'], 'wrong-value', 'found a map, expected a condition in quotes'],
];

describe.each([
  ['with', withs],
  ['expressions', expressions],
  ['what YAML reads otherwise', traps],
])('%s', (_, rows) => {
  test.each(rows)('%j is %s: %s', (...row) => expectRow(row));
});
