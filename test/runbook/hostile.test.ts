import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { judged } from './judge.ts';
import { smallEstate } from './surroundings.ts';

const surroundings = { catalog, estate: smallEstate };
const when = (condition: string) =>
  exampleFile(
    `- title: Which way?\n  choose:\n    - when: ${condition}\n      finish: { outcome: aborted, because: so }`,
    'steps',
  );
const good = exampleFile('');

/** Seconds of this process's own work: another process that takes the processor away is none of it. */
function secondsOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function read(text: string) {
  let found: string[] = [];
  let messages = '';
  const seconds = secondsOf(() => {
    const { mistakes } = readRunbook(text, 'f.yaml', surroundings);
    found = mistakes.map(({ line, column, code }) => `${line}:${column} ${code}`);
    messages = mistakes.map(({ message }) => message).join('\n');
  });
  expect(judged(text, surroundings).wrong).toEqual([]);
  return { found, messages, seconds };
}

/** [what it is, the text, what is told, a part of the message]. All of them within three seconds, where each takes less than half of one. */
const hostile: [what: string, text: string, told: string[], message: string][] = [
  [
    '10 MB of steps',
    `${good}${'  - { title: a, uses: check-cluster }\n'.repeat(300_000)}`,
    ['1:1 too-large'],
    'at most 1000000',
  ],
  ['10 MB of one line', `title: ${'a'.repeat(10_000_000)}`, ['1:1 too-large'], 'at most 1000000'],
  ['10 MB of brackets', '['.repeat(10_000_000), ['1:1 too-large'], 'at most 1000000'],
  ['aliases of aliases', laughs(), ['2:9 too-large'], 'once its aliases are followed'],
  ['an alias of itself', 'runbook: &a\n  b: *a\n', ['2:6 yaml-alias'], 'it contains itself'],
  [
    'an expression of 10,000 characters',
    when(`"$look.reason = '${'a'.repeat(10_000)}'"`),
    ['13:16 expression-syntax'],
    'at most 5000',
  ],
  [
    '1,000 nested parentheses',
    when(`"${'('.repeat(1000)}$look.lacking${')'.repeat(1000)} = 1"`),
    ['13:16 expression-syntax'],
    'nested',
  ],
  [
    '1,000 nested lists',
    when(`"$count(${'['.repeat(1000)}1${']'.repeat(1000)}) = 1"`),
    ['13:16 expression-syntax'],
    'nested',
  ],
  ['1,000 signs', when(`"1 = ${'-'.repeat(1000)}$look.lacking"`), ['13:16 expression-syntax'], 'nested'],
  ['2,000 terms in a row', when(`"${'1+'.repeat(2000)}1 = 1"`), ['13:16 expression-syntax'], 'nested'],
  ['700 questions in a row', when(`"${'true?1:'.repeat(700)}1"`), ['13:16 expression-syntax'], 'nested'],
  [
    '500 functions in functions',
    when(`"${'$not('.repeat(500)}true${')'.repeat(500)}"`),
    ['13:16 expression-syntax'],
    'nested',
  ],
  [
    '180 conditions joined',
    when(`"${Array.from({ length: 180 }, () => "$look.api = 'GONE'").join(' or ')}"`),
    [],
    '',
  ],
  ['60 conditions nested by hand', when(`"${'('.repeat(60)}$look.lacking${')'.repeat(60)} = 1"`), [], ''],
];

function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  return lines.join('\n');
}

describe('hostile files are told of at once', () => {
  test.each(hostile)('%s', (_, text, told, message) => {
    const { found, messages, seconds } = read(text);
    expect(found.filter((one) => !/ (?:unknown|missing)-key$/.test(one))).toEqual(told);
    expect(messages).toContain(message);
    expect(seconds).toBeLessThan(3);
  });
});

/** [what it is, the text, what is told]. */
const odd: [what: string, text: string, told: string[]][] = [
  ['Windows line ends', good.replaceAll('\n', '\r\n'), []],
  ['old Mac line ends in a comment', `# a\rb\n${good}`, []],
  ['a byte order mark', `\ufeff${good}`, []],
  ['both', `\ufeff${good.replaceAll('\n', '\r\n')}`, []],
  [
    'a mistake behind Windows line ends',
    good.replace('deadline: 4h', 'deadline: soon').replaceAll('\n', '\r\n'),
    ['4:11 wrong-value'],
  ],
  ['a byte order mark within', good.replace('deadline', '\ufeffdeadline'), ['4:1 unknown-key']],
  ['__proto__ as a key', `__proto__: { a: 1 }\n${good}`, ['1:1 unknown-key']],
  [
    '__proto__ as an input',
    exampleFile(
      'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }\n  __proto__: { type: string }',
    ),
    ['17:3 input-name'],
  ],
  [
    '__proto__ in with',
    exampleFile('- { title: Find, uses: find-backup, with: { __proto__: 1 } }', 'steps'),
    ['11:47 unknown-with'],
  ],
  [
    'constructor as a step type',
    exampleFile('- { title: Find, uses: constructor }', 'steps'),
    ['11:26 unknown-step-type'],
  ],
  ['constructor as a cluster', good.replace('$inputs.cluster', 'constructor'), ['8:20 wrong-value']],
  ['__proto__ read', when("$look.__proto__ = 'a'"), ['13:21 unknown-field']],
  ['constructor read', when("$inputs.constructor = 'a'"), ['13:23 unknown-input']],
  ['toString as a variable', when("$toString.a = 'a'"), ['13:15 unknown-variable']],
  ['an id with a Cyrillic letter', good.replace('id: look', 'id: lооk'), ['10:11 bad-id']],
  ['a variable with a Cyrillic letter', when("$lооk.api = 'GONE'"), ['13:15 unknown-variable']],
  ['a full-width id', good.replace('id: look', 'id: ｌｏｏｋ'), ['10:11 bad-id']],
  ['an id with a letter of no width', good.replace('id: look', 'id: "lo\u200bok"'), ['10:11 bad-id']],
  ['a no-break space before a key', good.replace('deadline', '\u00a0deadline'), ['4:1 unknown-key']],
  ['yes, no, on are texts', good.replace('owner: platform-oncall', 'owner: on'), []],
];

describe('odd files', () => {
  test.each(odd)('%s', (_, text, told) => {
    expect(read(text).found).toEqual(told);
  });
});
