import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

const seed = 20_261_124;

/** Never throws; a runbook exactly when nothing is an error; every place is one of the file; the same text gives the same answer. */
function judge(text: string): void {
  const { runbook, mistakes } = readRunbook(text, 'f.yaml', smallSurroundings);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  expect(runbook === undefined).toBe(errors.length > 0);
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const wrong = mistakes.filter(({ line, column, source, message, path }) => {
    const inFile = line >= 1 && line <= lines.length && column >= 1 && source === lines[line - 1];
    return !inFile || column > source.length + 1 || message === '' || /undefined|\[object/.test(path);
  });
  expect(wrong).toEqual([]);
  expect(formatMistakes(mistakes) === '').toBe(mistakes.length === 0);
}

const words = [
  'runbook',
  'title',
  'owner',
  'steps',
  'uses',
  'with',
  'choose',
  'when',
  'finish',
  'otherwise',
  'target',
  'inputs',
  'rehearsals',
  'check-cluster',
  'approve',
  'restore-backup',
  'cluster',
  'prod-blue',
  '15m',
  'given',
  'people',
  'expect',
  'triggers',
  'alarm',
  'type',
  '$inputs.cluster',
  '$look.api',
  '$f($x, 1)',
  '{{ $x }}',
  "{{ '{{' }}",
  '$$x',
  '!x',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ': ',
  ' #',
  '- ',
  '\n',
  '\n  ',
  '\t',
  '|',
  '>',
  '&a',
  '*a',
  '<<',
];

describe('reading a runbook', () => {
  test('takes any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), judge), { seed, numRuns: 200 });
  });

  test('takes any mixture of words of the language', () => {
    const mixture = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(fc.property(mixture, judge), { seed, numRuns: 500 });
  });

  test('takes any value in the place of any other', () => {
    const key = fc.constantFrom(...words.slice(0, 25));
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc.dictionary(
      key,
      fc.oneof(value, fc.array(fc.dictionary(key, value), { maxLength: 3 })),
    );
    fc.assert(
      fc.property(document, (map) => judge(stringify(map))),
      { seed, numRuns: 100 },
    );
  });

  test('takes a good runbook with a piece cut out, put in or doubled', () => {
    const edit = fc.record({
      at: fc.nat(goodRunbook.length),
      length: fc.nat(40),
      put: fc.oneof(fc.constantFrom(...words, ''), fc.string({ maxLength: 5 })),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(edits, (list) => {
        judge(
          list.reduce(
            (text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length),
            goodRunbook,
          ),
        );
      }),
      { seed, numRuns: 300 },
    );
  });

  test('a good runbook without one of its lines is told of, or is good', () => {
    const lines = goodRunbook.split('\n');
    for (let index = 0; index < lines.length; index += 1) judge(lines.toSpliced(index, 1).join('\n'));
  });
});

test('reading rebound.yaml takes any text and any value', () => {
  const keys = fc.constantFrom(
    'account',
    'region',
    'recovery_region',
    'clusters',
    'databases',
    'alarms',
    'changing_runs_max',
    'x',
  );
  const document = fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 })).map((map) => stringify(map));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), document), (text) => {
      const { estate, mistakes } = readEstate(text, 'f.yaml');
      expect(estate === undefined).toBe(mistakes.some(({ severity }) => severity === 'error'));
    }),
    { seed, numRuns: 500 },
  );
});
