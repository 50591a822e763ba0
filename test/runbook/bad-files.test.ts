import { describe, expect, test } from '@jest/globals';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

/** [what it is, the file, line:column and code of what is told of it]. The same for a runbook and for rebound.yaml. */
const files: [what: string, text: string, told: string[]][] = [
  ['empty', '', ['1:1 empty']],
  ['white space', ' \n\n', ['1:1 empty']],
  ['comments', '# later\n', ['1:1 empty']],
  ['only a marker', '---\n', ['1:1 empty']],
  ['a text', 'hello', ['1:1 wrong-value']],
  ['a number', '42', ['1:1 wrong-value']],
  ['a list at the top', '- a\n- b\n', ['1:1 wrong-value']],
  ['JSON that ends early', '{"a": 1', ['1:8 yaml']],
  ['HTML', '<html>\n<body class="a: b">\n</body></html>', ['1:1 yaml']],
  ['binary', '\u0000\u0001\u0002PNG', ['1:1 not-text']],
  ['bytes that are no UTF-8', 'title: a\nowner: b\ufffd', ['2:9 not-text']],
  ['tabs', 'a:\n\tb: 1\n\tc: 2\n', ['2:1 yaml-tab', '3:1 yaml-tab']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['2:1 several-documents']],
  ['a key twice', 'a: 1\na: 2\n', ['2:1 duplicate-key']],
  ['an alias of nothing', 'a: *b\n', ['1:4 yaml-alias']],
  ['an alias of itself', 'a: &b\n  c: *b\n', ['2:6 yaml-alias']],
  ['brackets without end', '['.repeat(5000), []],
  ['a billion laughs', laughs(), []],
  ['too long', `a: ${'x'.repeat(1_000_001)}`, ['1:1 too-large']],
  ['a quote without end', 'a: "b\nc: d\n', ['1:4 yaml']],
  ['a merge key', '<<: { a: 1 }\n', []],
  ['keys of objects', '__proto__: 1\nconstructor: 2\ntoString: 3\n', []],
];

function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}

describe.each([
  ['a runbook', (text: string) => readRunbook(text, 'f.yaml', smallSurroundings)],
  ['rebound.yaml', (text: string) => readEstate(text, 'f.yaml')],
])('%s', (_, read) => {
  test.each(files)('%s', (_what, text, told) => {
    const result = read(text);
    const found = result.mistakes.map(({ line, column, code }) => `${line}:${column} ${code}`);
    if (told.length > 0) expect(found.filter((one) => !/ (unknown|missing)-key$/.test(one))).toEqual(told);
    expect(found.length).toBeGreaterThan(0);
    expect(result).not.toHaveProperty('runbook');
    expect(result).not.toHaveProperty('estate');
    for (const { message } of result.mistakes) expect(message).not.toMatch(/undefined|\[object|at \w+ \(/);
  });

  test('Windows line ends and a byte order mark are no mistake', () => {
    const text = `\ufeff${goodRunbook.replaceAll('\n', '\r\n')}`;
    const { mistakes } = readRunbook(text, 'f.yaml', smallSurroundings);
    expect(mistakes).toEqual([]);
  });
});
