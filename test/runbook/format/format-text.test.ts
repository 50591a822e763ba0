import { describe, expect, test } from '@jest/globals';
import { formatText } from '../../../lib/runbook/format/format-text.ts';

/** What becomes of a text; formatted again, it stays. */
function formatted(text: string): string {
  const once = formatText(text, 'f.yaml');
  if ('mistakes' in once) throw new Error(once.mistakes.map(({ message }) => message).join('\n'));
  expect(formatText(once.text, 'f.yaml')).toEqual(once);
  return once.text;
}

const lines = (...parts: string[]) => `${parts.join('\n')}\n`;

describe('the order of keys', () => {
  test('of a runbook is that of the language, with an empty line before each section', () => {
    expect(
      formatted(
        lines('steps: []', 'deadline: 90m', 'title: A title', 'rehearsals: []', 'odd: 1', 'runbook: a'),
      ),
    ).toBe(
      lines('runbook: a', 'title: A title', 'deadline: 90m', '', 'steps: []', '', 'rehearsals: []', 'odd: 1'),
    );
  });

  test('of a step is what it is, what it needs, what happens otherwise; at any depth', () => {
    expect(
      formatted(
        lines(
          'steps:',
          '  - on_failure:',
          '      - uses: page',
          '        title: Page',
          '    with: { b: 1, a: 2 }',
          '    uses: x',
          '    title: X',
          '    id: x',
          '  - choose:',
          '      - finish: { because: y, outcome: failed }',
          '        when: $x',
          '    title: Y',
        ),
      ),
    ).toBe(
      lines(
        'steps:',
        '  - id: x',
        '    title: X',
        '    uses: x',
        '    with: { b: 1, a: 2 }',
        '    on_failure:',
        '      - title: Page',
        '        uses: page',
        '  - title: Y',
        '    choose:',
        '      - when: $x',
        '        finish: { outcome: failed, because: y }',
      ),
    );
  });

  test('of inputs, targets and fields of with is the author’s', () => {
    const text = lines(
      'inputs:',
      '  size: { type: choice, choices: [b, a] }',
      '  cluster: { type: cluster }',
      '',
      'target: { namespace: $inputs.namespace, cluster: $inputs.cluster }',
    );
    expect(formatted(text)).toBe(text);
  });

  test('stays where an alias would come before its anchor', () => {
    const text = lines('with: &a { b: 1 }', 'title: *a');
    expect(formatted(`steps:\n  - ${text.replace('\n', '\n    ')}`)).toBe(
      lines('steps:', '  - with: &a { b: 1 }', '    title: *a'),
    );
  });
});

describe('quotes', () => {
  test.each([
    ['"plain"', 'plain'],
    ["'plain'", 'plain'],
    ['"{{ $a }} b"', '"{{ $a }} b"'],
    ['Restore {{ $a }}', '"Restore {{ $a }}"'],
    ["\"$a in ['x', 'y']\"", "$a in ['x', 'y']"],
    ["'a: b'", '"a: b"'],
    ["'a #b'", '"a #b"'],
    ['\'say "x"\'', 'say "x"'],
    ['"\\"x\\" it said"', '\'"x" it said\''],
    ["'it''s'", "it's"],
    ['"5"', '"5"'],
    ["'true'", '"true"'],
    ["'yes'", '"yes"'],
    ['012345678901', '012345678901'],
    ['0x1F', '0x1F'],
    ['~', '~'],
    ['!!str 5', '!!str "5"'],
    ['""', '""'],
    ['"!x"', '"!x"'],
  ])('%s → %s', (before, after) => {
    expect(formatted(`a: ${before}\n`)).toBe(`a: ${after}\n`);
  });

  test.each([
    ['{ a: "$f($x, 1)", b: "[x]" }', '{ a: "$f($x, 1)", b: "[x]" }'],
    ["{a: 'b',c: [1,2,  3]}", '{ a: b, c: [1, 2, 3] }'],
    ['{ "a": }', '{ a: }'],
    ['{ b: "($a" }', '{ b: "($a" }'],
    ['[]', '[]'],
    ['{ finish: { because: x, outcome: failed } }', '{ finish: { because: x, outcome: failed } }'],
  ])('within brackets: %s → %s', (before, after) => {
    expect(formatted(`a: ${before}\n`)).toBe(`a: ${after}\n`);
  });

  test('a key has them only where it has to; "<<" in quotes is no merge', () => {
    expect(formatted('"a": 1\n"b: c": 2\n<<: { d: 1 }\n"5": 6\n')).toBe(
      'a: 1\n"b: c": 2\n<<: { d: 1 }\n"5": 6\n',
    );
    expect(formatted('"<<": 3\n')).toBe('"<<": 3\n');
  });
});

describe('what is long', () => {
  const words = 'word '.repeat(30).trim();

  test('a text is folded below its key', () => {
    expect(formatted(`a: "${words}"\n`)).toBe(
      lines('a: >-', `  ${'word '.repeat(24).trim()}`, `  ${'word '.repeat(6).trim()}`),
    );
  });

  test('an insertion stays in one line', () => {
    const text = formatted(`a: "${'x'.repeat(110)} {{ $choice.age & $choice.backup }} old"\n`);
    expect(text).toBe(lines('a: >-', `  ${'x'.repeat(110)}`, '  {{ $choice.age & $choice.backup }} old'));
  });

  test('brackets are taken apart, as far as they have to be', () => {
    expect(formatted(`with: { a: { b: 1 }, c: [1, 2], text: "${words.slice(0, 99)}" }\n`)).toBe(
      lines('with:', '  a: { b: 1 }', '  c: [1, 2]', `  text: ${words.slice(0, 99)}`),
    );
  });

  test('what has no place to break stays as it is', () => {
    const text = `a: ${'x'.repeat(200)}\n`;
    expect(formatted(text)).toBe(text);
  });

  test('a text of several lines stands below its key, unless that would change it', () => {
    expect(formatted('a: "one\\ntwo"\nb: "one\\ntwo\\n"\nc: " one\\ntwo"\n')).toBe(
      lines('a: |-', '  one', '  two', 'b: "one\\ntwo\\n"', 'c: " one\\ntwo"'),
    );
  });

  test('blocks keep their lines', () => {
    expect(
      formatted(
        lines(
          'a: |',
          '      one',
          '        two',
          '',
          '      three  ',
          'b: >-   # why',
          ' x',
          ' y',
          'c: |2',
          '    z',
          '  w',
        ),
      ),
    ).toBe(
      lines(
        'a: |',
        '  one',
        '    two',
        '',
        '  three  ',
        'b: >- # why',
        '  x',
        '  y',
        'c: |2',
        '    z',
        '  w',
      ),
    );
  });
});

test('a block of nothing is an empty text', () => {
  expect(formatted('a: |1-\n   \nb: |\n  x\n')).toBe('a: ""\n\nb: |\n  x\n');
});

describe('comments', () => {
  test('move with what they stand before or behind', () => {
    expect(
      formatted(
        lines(
          '# of the file',
          '',
          'title: x   # of the title',
          '# before the runbook',
          'runbook: a',
          '# before the steps',
          'steps:',
          '  # before the step',
          '  - title: X # of X',
          '    # before the id',
          '    id: x',
          '    # at the end of the step',
          '',
          '  # before Y',
          '  - title: Y',
          '# at the end',
        ),
      ),
    ).toBe(
      lines(
        '# of the file',
        '',
        '# before the runbook',
        'runbook: a',
        'title: x # of the title',
        '',
        '# before the steps',
        'steps:',
        '  # before the step',
        '  # before the id',
        '  - id: x',
        '    title: X # of X',
        '    # at the end of the step',
        '',
        '  # before Y',
        '  - title: Y',
        '# at the end',
      ),
    );
  });

  test('within brackets take them apart; behind a bracket they stay', () => {
    expect(
      formatted(
        lines(
          'a: { b: 1, # of b',
          '  # before c',
          '  c: 2 } # of a',
          'd: { e: 1 } # of d',
          'f: [ # of f',
          '  ]',
        ),
      ),
    ).toBe(
      lines('a: # of a', '  b: 1 # of b', '  # before c', '  c: 2', 'd: { e: 1 } # of d', 'f: [] # of f'),
    );
  });

  test('between a key and its value stand before the key', () => {
    expect(formatted(lines('a:', '  # why', '  b', 'c:', '  # of d', '  d: 1', 'e: # of e', '  - f'))).toBe(
      lines('# why', 'a: b', 'c:', '  # of d', '  d: 1', 'e: # of e', '  - f'),
    );
  });

  test('behind an item that is just too long for its line are kept', () => {
    const item = (length: number) => `{ a: ${'x'.repeat(length - 13)}, b: 1 }`;
    expect(formatted(`a:\n  - ${item(121)} # stays\n  - ${item(122)} # goes\n`)).toBe(
      lines('a:', `  - ${item(121)} # stays`, '  # goes', `  - a: ${'x'.repeat(109)}`, '    b: 1'),
    );
  });

  test('what looks like one in a text is none', () => {
    const text = lines('a: "x #1"', 'b: |', '  # no comment', 'c: x#2');
    expect(formatted(text)).toBe(text);
  });
});

describe('the rest', () => {
  test('lists are indented by two, empty lines stay single', () => {
    expect(formatted('a:\n- b\n\n\n-   c: 1\n    d: 2\n- - e\n  - f\n')).toBe(
      'a:\n  - b\n\n  - c: 1\n    d: 2\n  - - e\n    - f\n',
    );
  });

  test('anchors and aliases stay', () => {
    expect(formatted('a: &x {b: 1}\nc: *x\nd: &y\n  - 1\ne:\n  - &z\n    f: 1\n  - *z\ng: &s text\n')).toBe(
      'a: &x { b: 1 }\nc: *x\nd: &y\n  - 1\ne:\n  - &z\n    f: 1\n  - *z\ng: &s text\n',
    );
  });

  test('line ends of Windows and a byte order mark go', () => {
    expect(formatted('\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n')).toBe('a: 1\nb: |\n  x\n  y\n');
  });

  test.each([
    ['a: 1\n\tb: 2\n', 'tab'],
    ['a: [1\n', 'end with a ]'],
    ['a: 1\na: 2\n', 'twice'],
    ['a: {{ $x }}\n', 'in quotes'],
    ['', 'empty'],
    ['%YAML 1.1\n---\na: yes\n', 'directive'],
    ['? [a, b]\n: 1\n', 'neither a text nor a number'],
    ['just text\n', 'neither a map nor a list'],
    ['a: 1\n---\nb: 2\n', 'second document'],
  ])('%j is left as it is', (text, why) => {
    const left = formatText(text, 'f.yaml');
    expect('mistakes' in left && left.mistakes.map(({ message }) => message).join('\n')).toContain(why);
  });
});
