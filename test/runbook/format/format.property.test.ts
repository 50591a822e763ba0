import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { commentsIn } from '../../../lib/runbook/format/comments.ts';
import { formatText } from '../../../lib/runbook/format/format-text.ts';
import { readEstate } from '../../../lib/runbook/read-estate.ts';
import type { Surroundings } from '../../../lib/runbook/context.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import { generatedRunbook } from '../generated-runbook.ts';
import { goodRunbook, smallSurroundings } from '../surroundings.ts';

const seed = 20_261_125;
const root = join(__dirname, '..', '..', '..');
const shipped = readdirSync(join(root, 'runbooks')).map((name) =>
  readFileSync(join(root, 'runbooks', name), 'utf8'),
);
const { estate } = readEstate(readFileSync(join(root, 'rebound.yaml'), 'utf8'), 'rebound.yaml');
if (!estate) throw new Error('rebound.yaml has mistakes');

/** What people write that is hard to take apart. */
const tricky = `inputs: # of inputs
  a: { type: cluster, # of the type
       default: y } # of a
  b: { choices: [1, 2,
     3], e: [] }
steps:
- title: "b" # of b
  id: a
  with:
    who:
      x
    text: |2
        indented
      less
    more: >-
      folded
      text
- &anchor { title: x, uses: page }
- *anchor
-
  title: y
  if: "$a = 'x'"
- - a
  - - b
- choose:
  - steps:
    - uses: x
      title: nested
    when: "true"
`;

function formatted(text: string): string {
  const result = formatText(text, 'f.yaml');
  if ('mistakes' in result)
    throw new Error(`${result.mistakes.map(({ message }) => message).join('\n')}\n${text}`);
  return result.text;
}

/** A runbook without its positions, and every mistake without its own. */
function meaning(
  text: string,
  surroundings: Surroundings = { catalog, estate: estate ?? smallSurroundings.estate },
): unknown {
  const { runbook, mistakes } = readRunbook(text, 'f.yaml', surroundings);
  return JSON.parse(
    JSON.stringify({ runbook, mistakes: mistakes.map(({ code }) => code).sort() }, (key, value: unknown) =>
      key === 'position' ? undefined : value,
    ),
  );
}

describe('a formatted runbook', () => {
  test.each([...shipped, goodRunbook, generatedRunbook(1), generatedRunbook(2)])(
    'is read as the same runbook, and stays as it is (%#)',
    (text) => {
      const after = formatted(text);
      const surroundings = text === goodRunbook ? smallSurroundings : undefined;
      expect(meaning(after, surroundings)).toEqual(meaning(text, surroundings));
      expect(formatted(after)).toBe(after);
    },
  );

  test('has all comments, wherever they stood, and stays as it is', () => {
    const places = fc.array(fc.record({ line: fc.nat(100), indent: fc.nat(6), behind: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    const files = fc.constantFrom(goodRunbook, tricky);
    fc.assert(
      fc.property(files, places, (text, where) => {
        const commented = where.reduce<string>((result, { line, indent, behind }, index) => {
          const all = result.split('\n');
          const at = line % all.length;
          const comment = `# comment ${index}`;
          return (
            behind
              ? all.with(at, `${all[at] ?? ''} ${comment}`)
              : all.toSpliced(at, 0, ' '.repeat(indent * 2) + comment)
          ).join('\n');
        }, text);
        // within a block a comment is text, or the end of the block
        fc.pre(!('mistakes' in formatText(commented, 'f.yaml')) || isWhole(commented));
        const after = formatted(commented);
        const texts = (of: string) =>
          commentsIn(of)
            .map((comment) => comment.text)
            .sort();
        expect(texts(after)).toEqual(texts(commented));
        expect(parse(after)).toEqual(parse(commented));
        expect(formatted(after)).toBe(after);
      }),
      { seed, numRuns: 150 },
    );
  });

  test('with lines in another order means the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shipped),
        fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
        (text, keys) => {
          const value = parse(text) as Record<string, unknown>;
          const shuffled = stringify(shuffle(value, keys));
          expect(parse(formatted(shuffled))).toEqual(value);
          expect(formatted(shuffled)).toBe(formatted(stringify(value)));
        },
      ),
      { seed, numRuns: 20 },
    );
  });
});

/** Whether a text is YAML that we read: then it has to be formatted. */
function isWhole(text: string): boolean {
  try {
    parse(text);
    return !/\{\{[^}]*#/.test(text);
  } catch {
    return false;
  }
}

/** The same map with the keys of the file and of its steps in another order. */
function shuffle(value: Record<string, unknown>, keys: number[]): Record<string, unknown> {
  const turned = <T>(map: Record<string, T>): Record<string, T> => {
    const entries = Object.entries(map);
    const by = (keys[entries.length % keys.length] ?? 0) % Math.max(1, entries.length);
    return Object.fromEntries([...entries.slice(by), ...entries.slice(0, by)]);
  };
  const steps = value['steps'] as Record<string, unknown>[];
  return turned({ ...value, steps: steps.map(turned) });
}

describe('any document', () => {
  const text = fc.oneof(
    fc.constantFrom(
      '$a',
      '$look.api = 1',
      '{{ $x }}',
      'a: b',
      'a #b',
      '- x',
      '!x',
      '&x',
      '*x',
      'yes',
      '5',
      '~',
      '',
      ' x ',
      'a\nb',
      'a\n\nb\n',
      '"',
      "'",
      '\\',
      'x'.repeat(130),
      'some words '.repeat(20),
      '[',
      '{',
      '}',
      ',',
    ),
    fc.string({ maxLength: 20 }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(
      fc.oneof(
        fc.stringMatching(/^[a-z]{1,6}$/),
        fc.constantFrom('a: b', '5', 'true', '-', '#', '<<', 'x y'),
      ),
      tie('any'),
      { maxKeys: 5 },
    ),
  }));
  const style = fc.record({
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
    defaultStringType: fc.constantFrom(
      'PLAIN' as const,
      'QUOTE_DOUBLE' as const,
      'QUOTE_SINGLE' as const,
      'BLOCK_FOLDED' as const,
      'BLOCK_LITERAL' as const,
    ),
    lineWidth: fc.constantFrom(0, 30, 80),
    indent: fc.constantFrom(1, 2, 4),
    indentSeq: fc.boolean(),
  });

  test('says the same, and stays as it is', () => {
    const document = fc.oneof(
      value.map.filter((map) => Object.keys(map).length > 0),
      value.list,
    );
    fc.assert(
      fc.property(document, style, (given, options) => {
        const before = stringify(given, options);
        const result = formatText(before, 'f.yaml');
        // what the reader of runbooks refuses is left alone, and that is said
        if ('mistakes' in result) {
          expect(result.mistakes.map(({ message }) => message).join()).not.toContain(
            'would not mean the same',
          );
          return;
        }
        expect(parse(result.text)).toEqual(parse(before));
        expect(formatted(result.text)).toBe(result.text);
      }),
      { seed, numRuns: 600 },
    );
  });
});
