import * as fc from 'fast-check';

/** What somebody's fingers do to a file: words of the language, and of YAML, where they do not belong. */
const pieces = [
  'steps:',
  'uses: ',
  'with: ',
  'if: ',
  'when: ',
  'choose:',
  'finish: ',
  'continue_with: ',
  'parallel:',
  'for_each: ',
  'until: ',
  'wait: 5m',
  'on_failure: continue',
  'on_timeout:',
  'every: 10s',
  'stop_when: ',
  'max_parallel: 3',
  'otherwise:',
  'retry: { times: 2 }',
  'undo: {}',
  'undo: { uses: manual, with: { text: a } }',
  'uses: runbook',
  'record: { a: { type: number } }',
  'options: { a: b, c: d }',
  'quorum: 2',
  'unattended: true',
  'secret: true',
  'always:',
  '$index',
  '$steps.look.status',
  '$run.outcome',
  '$item',
  'approve',
  'restore-backup',
  'rehearsals:',
  'id: look',
  '$inputs.cluster',
  '$look.api',
  "$look.api = 'GONE'",
  '$look.api == 3',
  '{{ $x }}',
  "{{ '{{' }}",
  '$$x',
  '$',
  '{{',
  '}}',
  '{%',
  '%}',
  '"',
  "'",
  '`',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ': ',
  ' #',
  '- ',
  '\n',
  '\n  ',
  '\n    ',
  '\r\n',
  '\t',
  '|',
  '>-',
  '!x',
  '&a ',
  '*a',
  '<<: ',
  '---',
  '...',
  '? ',
  'null',
  'true',
  'yes',
  '~',
  '0',
  '-1',
  '1e999',
  '15m',
  '0x1F',
  '2026-11-24T03:05Z',
  '__proto__: ',
  'constructor: ',
  'toString',
  'о',
  'ｌ',
  'é',
  '\u200b',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '💥',
  '\ud83d',
  '\0',
  '\ufffd',
  'x'.repeat(80),
  '('.repeat(200),
  '['.repeat(120),
  '$a.'.repeat(100),
];

interface Edit {
  kind: 'put' | 'cut' | 'line-out' | 'line-twice' | 'lines-swapped' | 'deeper' | 'less-deep' | 'word';
  at: number;
  length: number;
  piece: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'put',
    'put',
    'put',
    'cut',
    'cut',
    'line-out',
    'line-twice',
    'lines-swapped',
    'deeper',
    'less-deep',
    'word',
  ),
  at: fc.nat(1_000_000),
  length: fc.nat(60),
  piece: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  ),
});

/** One of the files with one to four changes. */
export function mutated(files: readonly string[]): fc.Arbitrary<string> {
  return fc
    .record({ file: fc.constantFrom(...files), edits: fc.array(edit, { minLength: 1, maxLength: 4 }) })
    .map(({ file, edits }) => edits.reduce(changed, file));
}

function changed(text: string, { kind, at, length, piece }: Edit): string {
  const place = at % (text.length + 1);
  const lines = text.split('\n');
  const line = at % lines.length;
  switch (kind) {
    case 'put':
      return text.slice(0, place) + piece + text.slice(place);
    case 'cut':
      return text.slice(0, place) + text.slice(place + length);
    case 'line-out':
      return lines.toSpliced(line, 1).join('\n');
    case 'line-twice':
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 'lines-swapped':
      return lines
        .with(line, lines.at(line - 1) ?? '')
        .with(line === 0 ? lines.length - 1 : line - 1, lines[line] ?? '')
        .join('\n');
    case 'deeper':
      return lines.with(line, ` ${lines[line] ?? ''}`).join('\n');
    case 'less-deep':
      return lines.with(line, (lines[line] ?? '').slice(1)).join('\n');
    case 'word': {
      const words = [...text.matchAll(/[\w$.-]+/g)];
      const word = words[at % Math.max(1, words.length)];
      return word ? text.slice(0, word.index) + piece + text.slice(word.index + word[0].length) : text;
    }
  }
}
