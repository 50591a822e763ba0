import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string, tuple } from 'fast-check';
import { Budget, stepsMax } from '../../lib/engine/bounds.ts';
import { matchFrom } from '../../lib/engine/pattern/match.ts';
import { matcherOf } from '../../lib/engine/pattern/matcher.ts';
import { parsePattern } from '../../lib/engine/pattern/parse.ts';
import { programOf } from '../../lib/engine/pattern/program.ts';

/** The match of our own matcher, as the platform's `exec` gives it. */
function ours(expression: RegExp, text: string, from = 0): (string | undefined)[] | null {
  const { ignoreCase, multiline, source } = expression;
  const program = programOf(parsePattern(source), ignoreCase);
  const places = matchFrom(program, text, from, { ignoreCase, multiline }, () => {});
  if (!places) return null;
  return Array.from({ length: places.length / 2 }, (_, group) => {
    const [start = -1, end = -1] = [places[group * 2], places[group * 2 + 1]];
    return end < 0 ? undefined : text.slice(start, end);
  });
}

function platforms(expression: RegExp, text: string): (string | undefined)[] | null {
  const match = expression.exec(text);
  return match && [...match];
}

describe('the matcher finds what the platform finds', () => {
  test.each<[RegExp, string]>([
    [/a+b/, 'xaaab'],
    [/(a*)*b/, 'aab'],
    [/(a*)*/, 'b'],
    [/(z)((a+)?(b+)?(c))*/, 'zaacbbbcac'],
    [/a{2,3}?/, 'aaaa'],
    [/(?:a|ab)(?:c|bcd)(d*)/, 'abcd'],
    [/^(\w+)\s(\w+)$/m, 'one\ntwo three\nfour'],
    [/(['"])(.*?)\1/, `say "it's"`],
    [/(?<year>\d{4})-(?<month>\d\d)-\k<month>/, 'on 2026-11-11'],
    [/(?=(a+))a*b\1/, 'baaabac'],
    [/(?!foo)\w+/, 'foobar'],
    [/\bfoo\b/i, 'a FOO b'],
    [/[^\s,]+(?:,|$)/, 'a b,c'],
    [/x{,3}/, 'x{,3}'],
    [new RegExp('\\u0041\\x42\\103+'), 'ABCC'],
    [new RegExp('[]|a+'), 'caa'],
    [/[^]+/, 'a\nb'],
    [/(?:)*x/, 'x'],
    [/(\d+)(px|em)?;/, 'width: 12px; height: 3;'],
    [/((a)|b)*/, 'ab'],
    [/a$|^b+/, 'bba'],
    [/[\]a-c]+\//, 'xb]a/'],
  ])('%s in %j', (expression, text) => {
    expect(ours(expression, text)).toEqual(platforms(expression, text));
  });

  const piece = oneof(
    constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\d', '^', '$', '\\b', '\\B'),
    constantFrom('(a|b)', '(?:ab)', '(a)', '(b*)', '(?=a)', '(?!b)', '(a|)', '\\1'),
  );
  const repeated = tuple(piece, constantFrom('', '', '*', '+', '?', '*?', '+?', '{1,2}', '{2}', '{0,}?'));
  const source = array(repeated, { minLength: 1, maxLength: 5 }).map((pieces) =>
    pieces.map(([one, count]) => (/^(\^|\$|\\b|\\B|\(\?[=!])/.test(one) ? one : one + count)).join(''),
  );

  test('in any text, for any expression out of pieces', () => {
    assert(
      property(source, string({ unit: constantFrom('a', 'b', 'c', '\n', '1'), maxLength: 8 }), (of, text) => {
        for (const flags of ['', 'i', 'm']) {
          const expression = new RegExp(of, flags);
          expect([of, text, ours(expression, text)]).toEqual([of, text, platforms(expression, text)]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what backtracks without end is ended', () => {
  test.each([
    [/^(a+)+$/, `${'a'.repeat(40)}!`],
    [/(x+x+)+y/, 'x'.repeat(60)],
    [/^(?:a|aa)*$/, `${'a'.repeat(80)}!`],
    [/(.*)*\1z/, 'ab'.repeat(200)],
  ])('%s', (expression, text) => {
    expect(() => matcherOf(expression)(new Budget())(text)).toThrow(/timeout/);
  });

  test('a long text that is no trouble costs little', () => {
    const budget = new Budget();
    const found = matcherOf(/\s+end$/)(budget)(`${'word '.repeat(20_000)}  end`);
    expect(found?.match).toBe('   end');
    expect(() => budget.charge(stepsMax / 2)).not.toThrow();
  });

  test('what was not read is said: looking behind, and what is written out too often', () => {
    expect(() => matcherOf(/(?<=a+)b/)(new Budget())('ab')).toThrow(/looks behind/);
    expect(matcherOf(/(?<=a)b/)(new Budget())('ab')?.match).toBe('b');
    expect(() => matcherOf(/(?:a{900}){900}/)(new Budget())('a')).toThrow(/too large/);
  });
});
