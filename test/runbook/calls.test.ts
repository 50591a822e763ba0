import { describe, expect, test } from '@jest/globals';
import type { OtherRunbook } from '../../lib/runbook/context.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

const others: Record<string, OtherRunbook> = {
  'rebuild-cluster': {
    inputs: {
      cluster: { type: 'cluster' },
      window: { type: 'duration', default: '1h' },
      names: { type: 'namespace', list: true, default: [] },
      size: { type: 'choice', choices: ['small', 'large'], default: 'small' },
      loud: { type: 'boolean', default: false },
    },
    starts: ['leaf'],
  },
  noted: {
    inputs: {
      note: { type: 'string', pattern: '[^$]*|[$]5', default: 'none' },
      count: { type: 'number', default: 1 },
      names: { type: 'namespace', list: true, default: [] },
    },
    starts: [],
  },
  'restore-all': { inputs: {}, starts: ['restore-one'] },
  'restore-one': { inputs: {}, starts: ['mine', 'restore-all'] },
  'has-mistakes': { starts: [] },
  leaf: { inputs: { cluster: { type: 'cluster' } }, starts: [] },
};

const nested = (runbook: string, inputs: string) =>
  `- { title: Run it, uses: runbook, with: { runbook: ${runbook}, inputs: ${inputs} } }`;
const handed = (runbook: string, inputs: string) =>
  `- title: Hand it on\n    continue_with:\n      runbook: ${runbook}\n      inputs: ${inputs}\n      because: so it is`;
const armed = (runbook: string, inputs: string) =>
  `- title: Which way\n    choose:\n      - when: $look.api = 'GONE'\n        continue_with: { runbook: ${runbook}, inputs: ${inputs}, because: so it is }`;

function reading(step: string, runbooks: Record<string, OtherRunbook> | 'unknown' = others, name = 'mine') {
  const text = `runbook: ${name}
title: Mine
owner: oncall
deadline: 9h
inputs:
  cluster: { type: cluster }
  names: { type: namespace, list: true }
target: { cluster: $inputs.cluster }
steps:
  - { id: look, title: Look, uses: check-cluster }
  ${step}
`;
  const surroundings = { catalog, estate: smallEstate, ...(runbooks === 'unknown' ? {} : { runbooks }) };
  const { mistakes } = readRunbook(text, 'mine.yaml', surroundings);
  return mistakes.filter(({ severity }) => severity === 'error');
}

/** Code, what stands at the place, and the message. */
function told(step: string): string[] {
  return reading(step).map(({ code, source, column, message }) => {
    const at = /^[\w-]+/.exec(source.slice(column - 1))?.[0] ?? source[column - 1];
    return `${code} at ${at}: ${message}`;
  });
}

describe.each([
  ['uses: runbook', nested],
  ['continue_with', handed],
  ['continue_with in an arm', armed],
])('%s', (_, start) => {
  test.each<[string, string, string, string[]]>([
    [
      'takes what the other takes',
      'rebuild-cluster',
      '{ cluster: $inputs.cluster, window: 2h, names: $inputs.names }',
      [],
    ],
    ['may leave out what has a default', 'leaf', '{ cluster: prod-blue }', []],
    [
      'finds a misspelt name',
      'rebild-cluster',
      '{}',
      [
        'unknown-runbook at rebild-cluster: there is no runbook "rebild-cluster"; did you mean "rebuild-cluster"?',
      ],
    ],
    [
      'lists them where none is near',
      'other',
      '{}',
      [
        'unknown-runbook at other: there is no runbook "other"; there are has-mistakes, leaf, noted, rebuild-cluster, restore-all, restore-one',
      ],
    ],
    [
      'finds an input that the other has not, once',
      'leaf',
      '{ clutser: prod-blue }',
      ['unknown-input at clutser: leaf has no input "clutser"; did you mean "cluster"?'],
    ],
    [
      'finds one that is missing',
      'leaf',
      '{}',
      ['missing-key at {: "cluster" is missing, expected a value for this input of leaf (cluster)'],
    ],
    [
      'finds a value that is none',
      'leaf',
      '{ cluster: prod-bleu }',
      [
        'wrong-value at prod-bleu: found "prod-bleu", expected a cluster of rebound.yaml (prod-blue); did you mean "prod-blue"?',
      ],
    ],
    [
      'finds an expression of another kind',
      'leaf',
      '{ cluster: $inputs.names }',
      ['wrong-with at $: found $inputs.names, a list, but this input of leaf is a cluster'],
    ],
    ['takes a text that only looks like an expression', 'noted', `{ note: "{{ '{{' }}" }`, []],
    ['and one that loses a $', 'noted', '{ note: $$5 }', []],
    ['takes a text with an expression in it', 'noted', '{ note: "it is {{ $inputs.cluster }}" }', []],
    ['takes a list of expressions', 'noted', '{ names: [payments, $inputs.cluster] }', []],
    [
      'finds a map where none is taken',
      'noted',
      '{ note: { a: 1 } }',
      ['wrong-with at {: found a map, but this input of noted is a string'],
    ],
    [
      'finds a list where one is taken',
      'noted',
      '{ note: [a, $inputs.cluster] }',
      ['wrong-with at [: found a list, but this input of noted is a string'],
    ],
    [
      'finds a text for a number',
      'noted',
      '{ count: "{{ $inputs.cluster }} of them" }',
      ['wrong-with at ": found "{{ $inputs.cluster }} of them", but this input of noted is a number'],
    ],
    [
      'finds what is wrong in a list',
      'noted',
      '{ names: [payments, Payments, $inputs.names] }',
      [
        'wrong-value at Payments: found "Payments", expected a namespace: small letters, digits and -, at most 63',
        'wrong-with at $: found $inputs.names, a list, but this input of noted is a namespace',
      ],
    ],
    ['says nothing of one that has mistakes', 'has-mistakes', '{ whatever: 3 }', []],
  ])('%s', (_name, runbook, inputs, expected) => {
    expect(told(start(runbook, inputs))).toEqual(expected);
  });

  test('does not come back to itself', () => {
    expect(reading(start('mine', '{}'), {}).map(({ code }) => code)).toEqual(['starts-itself']);
    // nothing needs to be known for that
    expect(reading(start('mine', '{}'), 'unknown').map(({ code }) => code)).toEqual(['starts-itself']);
  });

  test('nor through others, which are named', () => {
    const round = reading(start('restore-all', '{}'));
    expect(round.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'starts-itself: found "restore-all", which starts restore-one, which starts mine: a runbook that starts itself would never end',
    ]);
  });

  test('says nothing where no other runbook is known', () => {
    expect(reading(start('whatever', '{ cluster: 3 }'), 'unknown')).toEqual([]);
  });
});

test('a value of each kind', () => {
  const codes = (inputs: string) =>
    reading(nested('rebuild-cluster', `{ cluster: prod-blue, ${inputs} }`)).map(({ code }) => code);
  expect(codes('window: $run.elapsed')).toEqual([]);
  expect(codes('window: $look.reason')).toEqual([]);
  expect(codes('window: $look.api')).toEqual(['wrong-with']);
  expect(codes('names: ["payments"]')).toEqual([]);
  expect(codes('names: payments')).toEqual(['wrong-value']);
  expect(codes('names: $look.reason')).toEqual(['wrong-with']);
  expect(codes('size: $look.api')).toEqual(['wrong-with']);
  expect(codes('size: medium')).toEqual(['wrong-value']);
  expect(codes("loud: $look.api = 'GONE'")).toEqual([]);
  expect(codes('loud: $run.elapsed')).toEqual(['wrong-with']);
});
