import { describe, expect, test } from '@jest/globals';
import { codeOf, inlineText, markdownLines, unbroken } from '../../lib/cli/markdown-lines.ts';

const plain = (_style: string, text: string) => text;
/** Code as `$ …`, so that a test shows which lines are. */
const lines = (markdown: string) =>
  markdownLines(markdown, plain).map((line) => {
    const code = codeOf(line);
    return code === undefined ? line : `$ ${code}`;
  });

describe('code is found, and kept as it is', () => {
  test('between fences, without the indent of the fence', () => {
    expect(
      lines('1. Apply it:\n\n   ```bash\n   cat <<EOF\n     a: 1\n\n\n   EOF\n   ```\n\n   Then wait.'),
    ).toEqual(['1. Apply it:', '', '$ cat <<EOF', '$   a: 1', '$ ', '$ ', '$ EOF', '', '   Then wait.']);
  });

  test('indented by four, as runbooks write it', () => {
    expect(
      lines('**Do**\n\n    aws rds wait \\\n      --region eu-west-1\n\n    dig +short x\n\nThen look.'),
    ).toEqual([
      'Do',
      '',
      '$ aws rds wait \\',
      '$   --region eu-west-1',
      '',
      '$ dig +short x',
      '',
      'Then look.',
    ]);
  });

  test('what goes on in a paragraph or in the point of a list is no code', () => {
    expect(lines('A text\n    that goes on\n\n- one\n\n    more of it\n  - two')).toEqual([
      'A text',
      '    that goes on',
      '',
      '- one',
      '',
      '    more of it',
      '  - two',
    ]);
    expect(lines('- one\n\n      kubectl get ns\n\nEnd\n\n    kubectl get po')).toEqual([
      '- one',
      '',
      '$ kubectl get ns',
      '',
      'End',
      '',
      '$ kubectl get po',
    ]);
  });

  test('a fence of tildes is not ended by another one', () => {
    expect(lines('~~~\n```\n~~~\nx')).toEqual(['$ ```', 'x']);
  });
});

test('a command behind other words keeps its place, and is not broken either', () => {
  expect(codeOf(`  answer it: ${unbroken('rebound answer k3f9 done')}`)).toBe(
    '  answer it: rebound answer k3f9 done',
  );
  expect(codeOf('  answer it: rebound')).toBeUndefined();
});

test.each([
  ['![graph](a/b.png)', 'graph (image: a/b.png)'],
  ['[![build](https://x/y.svg)](https://ci)', 'build (image: https://x/y.svg) (https://ci)'],
  ['[the page](https://wiki/x "title")', 'the page (https://wiki/x)'],
  ['tell \\#inc-payments', 'tell #inc-payments'],
  ['see **HTTP 503** and `**kept** \\#`', 'see HTTP 503 and `**kept** \\#`'],
  ['set A__B__C', 'set A__B__C'],
  ['\\[ [Home](https://wiki) \\]', '[ Home (https://wiki) ]'],
])('%s', (markdown, expected) => {
  expect(inlineText(markdown, plain)).toBe(expected);
});
