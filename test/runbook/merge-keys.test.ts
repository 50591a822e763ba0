import { describe, expect, test } from '@jest/globals';
import { createReport } from '../../lib/runbook/mistake.ts';
import { plainOf } from '../../lib/runbook/yaml-node.ts';
import { readTree } from '../../lib/runbook/yaml-tree.ts';

function read(text: string) {
  const report = createReport(text, 'f.yaml');
  const tree = readTree(text, report);
  const told = report.mistakes().map(({ line, column, code }) => `${line}:${column} ${code}`);
  return { plain: tree && plainOf(tree), told, tree };
}

const usual = 'usual: &usual { a: 1, b: 2 }\nother: &other { b: 3, c: 4 }\n';

describe('`<<` takes over the keys of another map', () => {
  test.each([
    ['all of them', `${usual}here: { <<: *usual }`, { a: 1, b: 2 }],
    ['its own win, wherever they stand', `${usual}here: { b: 0, <<: *usual, a: 9 }`, { b: 0, a: 9 }],
    ['of several, the first wins', `${usual}here:\n  <<: [*usual, *other]`, { a: 1, b: 2, c: 4 }],
    [
      'of several, in the other order',
      `${usual}here:\n  <<:\n    - *other\n    - *usual`,
      { a: 1, b: 3, c: 4 },
    ],
    ['of a map that is written there', 'here: { <<: { a: 1 } }', { a: 1 }],
    [
      'of one that merges itself',
      `${usual}more: &more { <<: *usual, d: 5 }\nhere: { <<: *more }`,
      { a: 1, b: 2, d: 5 },
    ],
    ['of the last of that name before it', `${usual}again: &usual { z: 1 }\nhere: { <<: *usual }`, { z: 1 }],
    ['in quotes it is a key like any other', 'here: { "<<": 1 }', { '<<': 1 }],
    [
      'a list of aliases that is an alias',
      'both: &both [{ a: 1 }, { b: 2 }]\nhere: { <<: *both }',
      { a: 1, b: 2 },
    ],
    [
      '__proto__ is a key',
      `p: &p { __proto__: 1 }\nhere: { <<: *p }`,
      Object.fromEntries([['__proto__', 1]]),
    ],
  ])('%s', (_, text, here) => {
    const { plain, told } = read(text);
    expect(told).toEqual([]);
    const found =
      plain !== null && typeof plain === 'object' && !Array.isArray(plain) ? plain?.['here'] : undefined;
    expect(new Map(Object.entries(found ?? {}))).toEqual(new Map(Object.entries(here)));
  });

  test('a mistake in what is taken over stands where it is written, under the path where it is used', () => {
    const { tree } = read(`${usual}here: { <<: *usual }`);
    const here = tree?.kind === 'map' ? tree.entries.at(-1)?.value : undefined;
    expect(here?.kind === 'map' && here.entries[0]?.spot).toEqual({
      position: { line: 1, column: 17 },
      path: 'here.a',
    });
  });

  test.each([
    ['a text', 'here: { <<: x }', ['1:13 merge-key']],
    ['nothing', 'here: { <<: }', ['1:13 merge-key']],
    ['an empty list', 'here: { <<: [] }', ['1:13 merge-key']],
    ['a list with a text', 'here: { <<: [{ a: 1 }, x] }', ['1:24 merge-key']],
    ['a list of lists', 'here: { <<: [[{ a: 1 }]] }', ['1:14 merge-key']],
    ['an alias of nothing', 'here: { <<: *none }', ['1:13 yaml-alias']],
    ['an alias of what comes later', `here: { <<: *usual }\n${usual}`, ['1:13 yaml-alias']],
    ['itself', 'here: &here\n  <<: *here', ['2:7 yaml-alias']],
    ['itself by way of another', 'a: &a\n  b: &b\n    <<: *a\n', ['3:9 yaml-alias']],
    ['twice', `${usual}here: { <<: *usual, <<: *other }`, ['3:21 duplicate-key']],
    ['maps of maps without end', laughs(), ['too-large']],
  ])('%s', (_, text, told) => {
    expect(read(text).told.map((one) => (told[0] === 'too-large' ? one.split(' ')[1] : one))).toEqual(told);
  });
});

function laughs(): string {
  const lines = ['a0: &a0 { x: 1, y: 2 }'];
  for (let level = 1; level < 20; level += 1)
    lines.push(`a${level}: &a${level} { b: { <<: *a${level - 1} }, c: { <<: *a${level - 1} } }`);
  return lines.join('\n');
}
