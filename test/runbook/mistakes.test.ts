import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

/** [what is put for what (the caret ‸ stands before the column that is told), code, part of the message]. Each gives exactly one mistake. */
type Row = [change: [find: string, put: string], code: string, message: string];

const look = '  - id: look\n    title: Look\n    uses: check-cluster\n';
const named = 'with: { name: newest }';
const asking = 'ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]';
const when = "- when: $look.api = 'GONE'";
const given = 'given: { clusters: { prod-blue: { namespaces: { payments: deleted } } } }';

const shapes: Row[] = [
  [['deadline: 90m', 'deadline: ‸soon'], 'wrong-value', 'found "soon", expected a duration such as "90m"'],
  [['deadline: 90m', 'deadline: ‸90'], 'wrong-value', 'found 90, expected a duration'],
  [['deadline: 90m', 'deadline: ‸0m'], 'wrong-value', 'found "0m", expected a duration'],
  [['deadline: 90m', 'deadline:‸'], 'wrong-value', 'found nothing, expected a duration'],
  [['deadline: 90m', 'deadline: ‸$inputs.size'], 'expression-not-here', 'no expression may stand here'],
  [['deadline: 90m', '‸dedline: 90m'], 'unknown-key', 'unknown key "dedline"; did you mean "deadline"?'],
  [['runbook: restore\n', '‸'], 'missing-key', '"runbook" is missing, expected the name'],
  [['runbook: restore', 'runbook: ‸Restore It'], 'wrong-value', 'small letters, digits and -'],
  [['severity: high', 'severity: ‸hihg'], 'wrong-value', 'expected one of low, medium, high, critical'],
  [['objectives: { rto: 60m }', 'objectives: { ‸rot: 60m }'], 'unknown-key', 'did you mean "rto"?'],
  [
    ['objectives: { rto: 60m }', 'objectives: { rto: ‸[60m] }'],
    'wrong-value',
    'found a list, expected a duration',
  ],
  [['owner: oncall', 'owner: ‸{ a: b }'], 'wrong-value', 'found a map, expected the name of a person'],
  [
    ['title: Restore a namespace', 'title: ‸Restore {{ $inputs.namespace }}'],
    'expression-not-here',
    'no expression',
  ],
  [['severity: high', 'severity: high\n‸always: []'], 'not-supported-yet', '"always" is not supported yet'],
  [['severity: high', 'severity: high\n‸<<: { a: b }'], 'merge-key', 'merge key'],
  [['severity: high', 'severity: high\n‸severity: low'], 'duplicate-key', 'twice'],
  [['severity: high', 'severity: high\n‸nonsense: 1'], 'unknown-key', 'known here: runbook, title, owner'],
  [
    ['cluster: { type: cluster }', 'cluster: { type: ‸clutser }'],
    'unknown-input-type',
    'did you mean "cluster"?',
  ],
  [['cluster: { type: cluster }', 'cluster: { type: cluster, ‸defualt: a }'], 'unknown-key', '"default"'],
  [
    [
      'cluster: { type: cluster }',
      '‸Cluster Name: { type: string, default: a }\n  cluster: { type: cluster }',
    ],
    'input-name',
    'small letters',
  ],
  [
    ['default: small', 'default: ‸smal'],
    'wrong-value',
    'expected one of small, large; did you mean "small"?',
  ],
  [
    ['choices: [small, large], default: small', '‸pattern: "[a-z]+", choices: [small]'],
    'wrong-value',
    'belongs to type string',
  ],
  [
    ['size: { type: choice, choices: [small, large], default: small }', 'size: ‸{ type: choice }'],
    'missing-key',
    '"choices"',
  ],
  [
    ['size: { type: choice, choices: [small, large]', 'size: { type: string, pattern: ‸"["'],
    'wrong-value',
    'regular expression',
  ],
  [
    ['target: { cluster: $inputs.cluster, namespace: $inputs.namespace }\n', 'target: ‸{}\n'],
    'wrong-value',
    'an empty map',
  ],
  [
    ['target: { cluster: $inputs.cluster,', 'target: { cluster: ‸prod-bleu,'],
    'wrong-value',
    'did you mean "prod-blue"?',
  ],
  [
    ['target: { cluster: $inputs.cluster,', 'target: { cluster: ‸$inputs.size,'],
    'wrong-value',
    'of type choice, expected one of type cluster',
  ],
  [
    ['target: { cluster: $inputs.cluster,', 'target: { cluster: $inputs.‸clutser,'],
    'unknown-input',
    'did you mean "cluster"?',
  ],
  [['target: {', 'target: { ‸account: "1",'], 'not-supported-yet', 'whole account'],
];

const triggers: Row[] = [
  [
    [
      'alarm: payments-gone',
      'alarm: payments-gone\n    inputs: { cluster: prod-blue, namespace: payments }\n  - ‸alarm: payments-gone',
    ],
    'alarm-twice',
    'line 13',
  ],
  [['alarm: payments-gone', 'alarm: ‸arn:aws:cloudwatch:x'], 'wrong-value', 'arn:aws:cloudwatch:<region>'],
  [['- alarm: payments-gone', '- ‸webhook: payments-gone'], 'not-supported-yet', '"webhook"'],
  [
    [
      'inputs: { cluster: prod-blue, namespace: payments }\nsteps',
      'inputs: { cluster: ‸prod-bule, namespace: payments }\nsteps',
    ],
    'wrong-value',
    'did you mean "prod-blue"?',
  ],
  [
    [
      'inputs: { cluster: prod-blue, namespace: payments }\nsteps',
      'inputs: { cluster: prod-blue, ‸namspace: payments }\nsteps',
    ],
    'unknown-input',
    'did you mean "namespace"?',
  ],
  [
    ['inputs: { cluster: prod-blue, namespace: payments }\nsteps', 'inputs: ‸{ cluster: prod-blue }\nsteps'],
    'missing-key',
    '"namespace" is missing',
  ],
  [
    [
      'inputs: { cluster: prod-blue, namespace: payments }\nsteps',
      'inputs: { cluster: prod-blue, namespace: ‸$inputs.x }\nsteps',
    ],
    'expression-not-here',
    '$inputs.x',
  ],
];

const steps: Row[] = [
  [['uses: find-backup', 'uses: ‸find-bakcup'], 'unknown-step-type', 'did you mean "find-backup"?'],
  [['uses: find-backup', 'uses: ‸decide'], 'not-supported-yet', '"decide"'],
  [['uses: find-backup', '‸usse: find-backup'], 'unknown-key', 'did you mean "uses"?'],
  [['title: Choose\n', '‸titel: Choose\n'], 'unknown-key', 'did you mean "title"?'],
  [['  - id: choice\n    title: Choose\n', '  - ‸id: choice\n'], 'missing-key', '"title" is missing'],
  [['title: Choose\n', 'title: ‸Look\n'], 'title-twice', 'line 17'],
  [
    ['title: Choose\n', `title: ‸${'x'.repeat(61)}\n`],
    'bad-title',
    'it has 61 characters, expected at most 60',
  ],
  [['title: Choose\n', 'title: ‸Stop here\n'], 'bad-title', 'every run'],
  [['title: Choose\n', 'title: ‸Look · ask\n'], 'bad-title', '" · ask"'],
  [['title: Choose\n', 'title: ‸Choose for $5\n'], 'bad-title', 'no "$"'],
  [['id: again', 'id: ‸Again'], 'bad-id', 'small letters'],
  [['id: again', 'id: ‸look'], 'id-twice', 'line 16'],
  [['id: again', 'id: ‸s4'], 'bad-id', 'without an id'],
  [['id: again', 'id: ‸s2_1_1'], 'bad-id', 'without an id'],
  [['id: again', 'id: ‸inputs'], 'bad-id', 'means something already'],
  [['id: again', 'id: ‸merge'], 'bad-id', '$merge is a function'],
  [['id: again', `id: ‸${'a'.repeat(33)}`], 'bad-id', '33 characters'],
  [['timeout: 15m', 'timeout: ‸soon'], 'wrong-value', 'found "soon", expected a duration such as "15m"'],
  [['timeout: 15m', '‸retry: { times: 3 }'], 'not-supported-yet', '"retry"'],
  [[look, `${look}  - title: Two\n    ‸parallel: []\n`], 'not-supported-yet', '"parallel"'],
  [[look, `${look}  - ‸title: Two\n`], 'step-kind', 'does nothing, expected one of uses, choose, finish'],
  [
    [look, `${look}  - title: Two\n    uses: check-cluster\n    ‸finish: { outcome: failed, because: a }\n`],
    'step-kind',
    '"uses" and "finish"',
  ],
  [[look, `${look}  - ‸wait\n`], 'wrong-value', 'found "wait", expected a step'],
  [
    [
      when,
      "- when: $look.api = 'GONE'\n        ‸continue_with: { runbook: x }\n      - when: $look.api = 'X'",
    ],
    'not-supported-yet',
    '"continue_with"',
  ],
  [['outcome: aborted', 'outcome: ‸handed-on'], 'wrong-value', 'cannot end the run as "handed-on"'],
  [['outcome: aborted', 'outcome: ‸abortd'], 'wrong-value', 'did you mean "aborted"?'],
  [['outcome: aborted,', 'outcome: ‸recovered,'], 'not-verified', 'nothing verified before it'],
  [[when, "- ‸whne: $look.api = 'GONE'"], 'unknown-key', 'did you mean "when"?'],
  [
    [
      "- when: $look.api = 'UNKNOWN'\n        steps:\n",
      "- when: $look.api = 'UNKNOWN'\n        steps: ‸3\n      - when: $look.api = 'X'\n        steps:\n",
    ],
    'wrong-value',
    'found 3, expected a list of steps',
  ],
  [
    ['ask: [{ who: leads, for: 5m }', 'ask: [{ who: leads, for: ‸5 }'],
    'wrong-value',
    'found 5, expected a duration',
  ],
  [
    ['ask: [{ who: leads, for: 5m }', 'ask: [{ who: ‸$inputs.size, for: 5m }'],
    'expression-not-here',
    '$inputs.size',
  ],
  [
    ['ask: [{ who: leads, for: 5m }', 'ask: [{ ‸whom: leads, for: 5m }'],
    'unknown-key',
    'did you mean "who"?',
  ],
  [[asking, `${asking}\n      quorum: ‸0`], 'wrong-value', 'a whole number from 1 to 10'],
  [[asking, `${asking}\n      ‸may_approve: [leads]`], 'not-supported-yet', '"may_approve"'],
  [
    [
      `with:\n      question: Restore {{ $inputs.namespace }}?\n      ${asking}\n`,
      '‸with:\n      question: Restore {{ $inputs.namespace }}?\n',
    ],
    'missing-key',
    '"ask" is missing',
  ],
];

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
  [[named, 'with: { count: ‸$inputs.size }'], 'wrong-with', 'the input "size", a choice'],
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
  [[when, '- when: ‸$item = 1'], 'not-supported-yet', 'loops'],
  [[when, "- when: $look.‸apis = 'GONE'"], 'unknown-field', 'no field "apis"; did you mean "api"?'],
  [[when, "- when: $look.nodes.‸nmae = 'GONE'"], 'unknown-field', 'did you mean "name"?'],
  [[when, "- when: $look.nodes[ready].‸nmae = 'GONE'"], 'unknown-field', 'did you mean "name"?'],
  [[when, "- when: $inputs.‸sise = 'small'"], 'unknown-input', 'did you mean "size"?'],
  [[when, "- when: $inputs.size.‸x = 'small'"], 'unknown-field', 'an input has no fields'],
  [[when, "- when: $run.‸mdoe = 'real'"], 'unknown-field', 'did you mean "mode"?'],
  [[when, "- when: $run.‸outcome = 'recovered'"], 'not-supported-yet', 'always'],
  [[when, "- when: ‸$choice.backup = 'a'"], 'read-before-step', 'runs only after this'],
  [[when, '- when: $exists(‸$choice.backup)'], 'read-before-step', 'runs only after this'],
  [[when, "- when: ‸$steps.choice.status = 'done'"], 'read-before-step', 'cannot have run before this'],
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

const rehearsals: Row[] = [
  [[given, 'given: { clusters: { ‸prod-bleu: {} } }'], 'unknown-cluster', 'did you mean "prod-blue"?'],
  [
    [given, 'given: { clusters: { prod-blue: { api: ‸down } } }'],
    'wrong-value',
    'healthy, unreachable, denied',
  ],
  [
    [given, 'given: { clusters: { prod-blue: { ‸namespace: {} } } }'],
    'unknown-key',
    'did you mean "namespaces"?',
  ],
  [
    [given, 'given: { backups: [{ namespace: payments, age: ‸old }] }'],
    'wrong-value',
    'expected a duration such as "3h"',
  ],
  [
    [given, 'given: { backups: [{ namespace: payments, age: 3h, phase: ‸Broken }] }'],
    'wrong-value',
    'PartiallyFailed',
  ],
  [[given, 'given: { backups: ‸[] }'], 'wrong-value', 'phase: Failed'],
  [[given, 'given: { ‸faults: [] }'], 'not-supported-yet', '"faults"'],
  [['leads: approve after 4m', 'leads: ‸aprove after 4m'], 'wrong-value', 'did you mean "approve"?'],
  [['leads: approve after 4m', 'leads: ‸approve soon'], 'wrong-value', '"<answer> after <duration>"'],
  [['outcome: recovered, within', 'outcome: ‸recoverd, within'], 'wrong-value', 'expected one of recovered'],
  [['within: 30m }', 'within: 30m, asked: [‸leeds] }'], 'never-asked', 'did you mean "leads"?'],
  [
    ['    expect: { outcome: recovered, within: 30m }\n', '    expect: ‸{}\n'],
    'wrong-value',
    'something in it',
  ],
  [
    [
      '    inputs: { cluster: prod-blue, namespace: payments }\n    people',
      '    alarm: ‸payment-gone\n    people',
    ],
    'unknown-alarm',
    'did you mean "payments-gone"?',
  ],
  [
    [
      '  - name: gone',
      '  - name: gone\n    inputs: { cluster: prod-blue, namespace: a }\n    expect: { unchanged: true }\n  - name: ‸gone',
    ],
    'name-twice',
    'stands in line',
  ],
];

function edited([find, put]: Row[0]): { text: string; place: string | undefined } {
  expect(goodRunbook).toContain(find);
  const marked = goodRunbook.replace(find, () => put);
  const at = marked.indexOf('‸');
  const before = marked.slice(0, at).split('\n');
  const place = at < 0 ? undefined : `${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return { text: marked.replace('‸', ''), place };
}

test('the runbook that all these are made from has no mistake', () => {
  expect(readRunbook(goodRunbook, 'good.yaml', smallSurroundings).mistakes).toEqual([]);
});

describe.each([
  ['shapes', shapes],
  ['triggers', triggers],
  ['steps', steps],
  ['with', withs],
  ['expressions', expressions],
  ['what YAML reads otherwise', traps],
  ['rehearsals', rehearsals],
])('%s', (_, rows) => {
  test.each(rows)('%j is %s: %s', (change, code, message) => {
    const { text, place } = edited(change);
    const { runbook, mistakes } = readRunbook(text, 'bad.yaml', smallSurroundings);
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${place} ${code}`,
    ]);
    const [mistake] = mistakes;
    expect(mistake?.message).toContain(message);
    expect(mistake?.source).toBe(text.split('\n')[(mistake?.line ?? 0) - 1]);
    expect(runbook).toBeUndefined();
  });
});
