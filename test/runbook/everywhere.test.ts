import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../lib/steps/catalog.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { exampleFile } from './example-file.ts';
import { judged } from './judge.ts';
import { smallEstate } from './surroundings.ts';

const surroundings = { catalog, estate: smallEstate };
const inner = '{ title: Inner, uses: check-cluster }';
const when = "$look.api = 'GONE'";
const ask = '[{ who: a, for: 5m }, { who: b, for: 5m }]';

/** Where an expression, or a text with one, may stand: `‸` is the place. In block style, and on one line in flow style. */
const conditions: [place: string, block: string, flow: string][] = [
  ['if', '- title: Maybe\n  uses: check-cluster\n  if: ‸', '- { title: Maybe, uses: check-cluster, if: ‸ }'],
  [
    'when',
    `- title: Which?\n  choose:\n    - when: ‸\n      steps: [${inner}]`,
    `- { title: Which?, choose: [{ when: ‸, steps: [${inner}] }] }`,
  ],
  [
    'until',
    '- id: again\n  title: Again\n  uses: check-cluster\n  until: ‸',
    '- { id: again, title: Again, uses: check-cluster, until: ‸ }',
  ],
  [
    'stop_when',
    `- title: All\n  for_each: "['a']"\n  stop_when: ‸\n  steps:\n    - ${inner}`,
    `- { title: All, for_each: "['a']", stop_when: ‸, steps: [${inner}] }`,
  ],
  [
    'for_each',
    `- title: All\n  for_each: ‸\n  steps:\n    - ${inner}`,
    `- { title: All, for_each: ‸, steps: [${inner}] }`,
  ],
];
const tell = (title: string, indent: string) =>
  `- title: ${title}\n${indent}  uses: announce\n${indent}  with:\n${indent}    text: ‸`;
const telling = (title: string) => `{ title: ${title}, uses: announce, with: { text: ‸ } }`;
const texts: [place: string, block: string, flow: string][] = [
  ['with', tell('Tell', ''), `- ${telling('Tell')}`],
  [
    'undo.with',
    '- title: Tell\n  uses: announce\n  with: { text: a }\n  undo:\n    with:\n      text: ‸',
    '- { title: Tell, uses: announce, with: { text: a }, undo: { with: { text: ‸ } } }',
  ],
  [
    'because',
    `- title: End\n  if: ${when}\n  finish:\n    outcome: aborted\n    because: ‸`,
    `- { title: End, if: ${when}, finish: { outcome: aborted, because: ‸ } }`,
  ],
  [
    'continue_with.because',
    `- title: On\n  if: ${when}\n  continue_with:\n    runbook: other\n    because: ‸`,
    `- { title: On, if: ${when}, continue_with: { runbook: other, because: ‸ } }`,
  ],
  [
    'continue_with.inputs',
    `- title: On\n  if: ${when}\n  continue_with:\n    runbook: other\n    because: so\n    inputs:\n      note: ‸`,
    `- { title: On, if: ${when}, continue_with: { runbook: other, because: so, inputs: { note: ‸ } } }`,
  ],
  [
    'inputs of a nested run',
    '- title: Run\n  uses: runbook\n  with:\n    runbook: other\n    inputs:\n      note: ‸',
    '- { title: Run, uses: runbook, with: { runbook: other, inputs: { note: ‸ } } }',
  ],
  [
    'on_failure',
    `- title: Try\n  uses: check-cluster\n  on_failure:\n    ${tell('Instead', '    ')}`,
    `- { title: Try, uses: check-cluster, on_failure: [${telling('Instead')}] }`,
  ],
  [
    'on_timeout',
    `- id: again\n  title: Again\n  uses: check-cluster\n  until: $again.api = 'HEALTHY'\n  on_timeout:\n    ${tell('Late', '    ')}`,
    `- { id: again, title: Again, uses: check-cluster, until: $again.api = 'HEALTHY', on_timeout: [${telling('Late')}] }`,
  ],
  [
    'otherwise',
    `- title: Which?\n  choose:\n    - when: ${when}\n      steps: [${inner}]\n  otherwise:\n    ${tell('Else', '    ')}`,
    `- { title: Which?, choose: [{ when: ${when}, steps: [${inner}] }], otherwise: [${telling('Else')}] }`,
  ],
  [
    'parallel',
    `- title: Both\n  parallel:\n    - ${tell('One', '      ')}\n    - - ${inner}`,
    `- { title: Both, parallel: [[${telling('One')}], [${inner}]] }`,
  ],
  [
    'steps of for_each',
    `- title: All\n  for_each: "['a']"\n  steps:\n    ${tell('One', '    ')}`,
    `- { title: All, for_each: "['a']", steps: [${telling('One')}] }`,
  ],
  [
    'an option',
    `- id: way\n  title: Way\n  uses: decide\n  with:\n    question: Which?\n    ask: ${ask}\n    options:\n      go_on: ‸\n      leave: so`,
    `- { id: way, title: Way, uses: decide, with: { question: Which?, ask: ${ask}, options: { go_on: ‸, leave: so } } }`,
  ],
  [
    'a checklist',
    '- title: By hand\n  uses: manual\n  with:\n    text: do it\n    checklist:\n      - ‸',
    '- { title: By hand, uses: manual, with: { text: do it, checklist: [‸] } }',
  ],
];
const always: [place: string, block: string, flow: string] = [
  'always',
  `always:\n  ${tell('At the end', '  ')}`,
  `always: [${telling('At the end')}]`,
];

/** What YAML reads as something else: where in it that is told. */
const traps: [trap: string, written: string][] = [
  ['": "', "‸$look.reason = 'a: b'"],
  ['" #"', "‸$look.reason = 'a #b'"],
  ['a leading quote', "'GONE' ‸= $look.api"],
  ['a leading double quote', '"GONE" ‸= $look.api'],
  ['"!"', '‸!$look.api'],
  ['"{{"', '‸{{ $look.api }}'],
  ['": " in a text', '‸it is: {{ $look.reason }}'],
];

/** The file with `written` at the place, which codes are told, and whether each is told where the caret of `written` stands. */
function told(written: string, text: string, of: 'steps' | 'runbook' = 'steps') {
  const file = exampleFile(
    text.replace('‸', () => written),
    of,
  );
  const before = file.slice(0, file.indexOf('‸')).split('\n');
  const content = file.replace('‸', '');
  const { mistakes } = readRunbook(content, 'f.yaml', surroundings);
  expect(judged(content, surroundings).wrong).toEqual([]);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  const place = `${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return { place, errors: errors.map(({ line, column, code }) => `${line}:${column} ${code}`) };
}

describe.each([...conditions, ...texts])('%s', (place, block, flow) => {
  test.each(traps)('%s is told there, and nothing else', (trap, written) => {
    // `- $look.reason = 'a: b'` is a map; of `- it is: {{ … }}` only the braces are wrong
    const item = place === 'a checklist' && trap === '": " in a text';
    const { place: at, errors } = told(item ? 'it is: ‸{{ $look.reason }}' : written, block);
    if (place === 'a checklist' && trap.includes('leading')) expect(errors[0]).toMatch(/ yaml-quote$/);
    else expect(errors).toEqual([`${at} yaml-quote`]);
  });

  test('a comma within flow style is told there, and nothing else', () => {
    const { place: at, errors } = told('‸$substring($look.api, 1)', flow);
    expect(errors).toEqual([`${at} yaml-quote`]);
    // a quote behind the comma ends as a value of its own: that is where YAML stops
    const quoted = told("$contains($look.api, 'x'‸)", flow);
    expect(quoted.errors).toEqual([`${quoted.place} yaml-quote`]);
  });

  test('all of it is well in quotes', () => {
    const list = place === 'for_each';
    const value = list
      ? `"['it: a', 'b #c', '{{']"`
      : `"$again.reason = 'a: b' or $contains($look.reason, ' #{')"`;
    const own = place === 'until' ? value : value.replace('$again.', '$look.');
    const round = place === 'stop_when' ? '"$string($index) = \'a: b #c\'"' : own;
    const sentence = `"it's: {{ $look.reason & ' #{' }}"`;
    const isText = texts.some(([name]) => name === place);
    for (const text of [block, flow]) expect(told(isText ? sentence : round, text).errors).toEqual([]);
  });
});

describe('always', () => {
  const [, block, flow] = always;
  test.each([
    ['": "', "‸$inputs.cluster & 'a: b'"],
    ['" #"', "‸$inputs.cluster & 'a #b'"],
    ['a leading quote', "'GONE' ‸& $inputs.cluster"],
    ['"!"', '‸!$inputs.cluster'],
    ['"{{"', '‸{{ $inputs.cluster }}'],
    ['" #" in a text', '‸it ended #{{ $run.outcome }}'],
  ])('%s is told there, and nothing else', (_, written) => {
    const { place: at, errors } = told(written, block, 'runbook');
    expect(errors).toEqual([`${at} yaml-quote`]);
  });

  test('a comma within flow style', () => {
    const { place: at, errors } = told('‸$substring($run.outcome, 1)', flow, 'runbook');
    expect(errors).toEqual([`${at} yaml-quote`]);
  });
});

describe('a text of which YAML makes a comment', () => {
  test.each(texts.map(([place, block]) => [place, block] as const))('%s', (_, block) => {
    const { place: at, errors } = told('‸it #is {{ $look.reason }}', block);
    expect(errors).toEqual([`${at} yaml-quote`]);
  });

  test('a comment that is one', () => {
    const [, block] = texts[0] ?? ['', ''];
    expect(told('it is # really', block).errors).toEqual([]);
    expect(told('"it is" # {{ $look.reason }} is left out', block).errors).toEqual([]);
  });
});

describe('too much of it', () => {
  const long = `"$contains($look.reason, '${'a'.repeat(10_000)}')"`;
  const deep = `"${'('.repeat(1000)}$look.api${')'.repeat(1000)} = 'GONE'"`;
  test.each([...conditions, ...texts].map(([place, block]) => [place, block] as const))(
    'an expression of 10,000 characters, and 1,000 nested parentheses, in %s',
    (place, block) => {
      const isText = texts.some(([name]) => name === place);
      for (const value of [long, deep]) {
        const written = isText ? `"{{ ${value.slice(1)}`.replace(/"$/, ' }}"') : value;
        expect(told(written, block).errors.map((one) => one.split(' ')[1])).toEqual(['expression-syntax']);
      }
    },
  );
});
