import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { expectRow, type Row } from './mistake-row.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

const look = '  - id: look\n    title: Look\n    uses: check-cluster\n';
const asking = 'ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]';
const when = "- when: $look.api = 'GONE'";
const given = 'given: { clusters: { prod-blue: { namespaces: { payments: deleted } } } }';

const shapes: Row[] = [
  // one cause, one mistake, also where much hangs on it
  [['  - id: look\n', '  - id: ‸look-at\n'], 'bad-id', 'small letters, digits and _'],
  [
    [
      'people: { leads: approve after 4m }\n    expect: { outcome: recovered',
      'people: { leads: approve after 4m }\n    expect: { outcome: ‸recoverd',
    ],
    'wrong-value',
    'did you mean "recovered"?',
  ],
  [
    ['    title: Look\n    uses: check-cluster', '    title: ‸Look\n      uses: check-cluster'],
    'yaml-indent',
    'the next line is indented further than this key, so YAML reads both as one value: begin it in column 5',
  ],
  [
    ['    title: Look\n    uses: check-cluster', '‸   title: Look\n    uses: check-cluster'],
    'yaml-indent',
    'indented by 3 spaces, which fits nothing above it',
  ],
  [
    ['    title: Look\n    uses: check-cluster', '‸\ttitle: Look\n    uses: check-cluster'],
    'yaml-tab',
    'found a tab',
  ],
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
  [
    ['severity: high', 'severity: high\nalways: ‸[]'],
    'wrong-value',
    'an empty list, expected a list of steps',
  ],
  [['severity: high', 'severity: high\n<<: ‸low'], 'merge-key', 'found "low" behind "<<", expected a map'],
  [['severity: high', 'severity: high\n<<: { ‸dedline: 90m }'], 'unknown-key', 'did you mean "deadline"?'],
  [
    ['severity: high', 'severity: high\nunattended: ‸yes'],
    'wrong-value',
    'found "yes", expected true or false',
  ],
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
  [['target: {', 'target: { ‸account: 1,'], 'misplaced-key', 'where a cluster is, rebound.yaml says'],
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
  [
    ['- alarm: payments-gone', '- webhook: ‸payments-gone'],
    'wrong-value',
    'expected labels and their values',
  ],
  [['- alarm: payments-gone', '- ‸alram: payments-gone'], 'unknown-key', 'did you mean "alarm"?'],
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
  [['title: Choose\n', 'title: ‸"{% Choose %}"\n'], 'bad-title', 'no "{%" and no "%}"'],
  [['title: Choose\n', 'title: ‸Choose 5%}\n'], 'bad-title', 'Step Functions reads these as its own'],
  [['id: again', 'id: ‸look-again'], 'bad-id', 'such as "look_again"'],
  [['id: again', 'id: ‸Again'], 'bad-id', 'small letters'],
  [['id: again', 'id: ‸look'], 'id-twice', 'line 16'],
  [['id: again', 'id: ‸s4'], 'bad-id', 'without an id'],
  [['id: again', 'id: ‸s2_1_1'], 'bad-id', 'without an id'],
  [['id: again', 'id: ‸inputs'], 'bad-id', 'means something already'],
  [['id: again', 'id: ‸merge'], 'bad-id', '$merge is a function'],
  [['id: again', `id: ‸${'a'.repeat(33)}`], 'bad-id', '33 characters'],
  [['timeout: 15m', 'timeout: ‸soon'], 'wrong-value', 'found "soon", expected a duration such as "15m"'],
  [[look, `${look}  - ‸title: Two\n`], 'step-kind', 'does nothing, expected one of uses, choose, parallel'],
  [
    [look, `${look}  - title: Two\n    uses: check-cluster\n    ‸finish: { outcome: failed, because: a }\n`],
    'step-kind',
    '"uses" and "finish"',
  ],
  [[look, `${look}  - ‸wait\n`], 'wrong-value', 'found "wait", expected a step'],
  [['outcome: aborted', 'outcome: ‸handed-on'], 'wrong-value', 'handed on with "continue_with"'],
  [['outcome: aborted', 'outcome: ‸joined'], 'wrong-value', 'cannot end the run as "joined"'],
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
  [
    [
      `with:\n      question: Restore {{ $inputs.namespace }}?\n      ${asking}\n`,
      '‸with:\n      question: Restore {{ $inputs.namespace }}?\n',
    ],
    'missing-key',
    '"ask" is missing',
  ],
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

test('the runbook that all these are made from has no mistake', () => {
  expect(readRunbook(goodRunbook, 'good.yaml', smallSurroundings).mistakes).toEqual([]);
});

describe.each([
  ['shapes', shapes],
  ['triggers', triggers],
  ['steps', steps],
  ['rehearsals', rehearsals],
])('%s', (_, rows) => {
  test.each(rows)('%j is %s: %s', (...row) => expectRow(row));
});

test('a rehearsal of a trigger that has a mistake is no second mistake', () => {
  const text = goodRunbook
    .replace(
      'inputs: { cluster: prod-blue, namespace: payments }\nsteps',
      'inputs: { cluster: prod-blue }\nsteps',
    )
    .replace(
      '    inputs: { cluster: prod-blue, namespace: payments }\n    people',
      '    alarm: payments-gone\n    people',
    );
  const { mistakes } = readRunbook(text, 'f.yaml', smallSurroundings);
  expect(mistakes.map(({ message }) => message)).toEqual([expect.stringContaining('"namespace" is missing')]);
});
