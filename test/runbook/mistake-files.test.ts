import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

const folder = join(__dirname, 'mistakes');

/** One mistake a file, as somebody made it: where it is told, by which code, and what is said to do. */
const told: [file: string, place: string, code: string, remedy: string][] = [
  ['age-as-text', '43:23', 'wrong-comparison', '$choice.age is a duration, a number of seconds: write 43200'],
  ['answer-in-the-past', '55:31', 'wrong-value', 'did you mean "approve"?'],
  [
    'asked-before-choosing',
    '43:21',
    'unknown-at-approval',
    'known only after "Restore over what is there?" (line 29)',
  ],
  [
    'backup-that-no-step-takes',
    '17:64',
    'wrong-value',
    '"Choose the backup" (line 29) gives it to find-backup as name: expected newest, or the name of a backup',
  ],
  [
    'braces-without-quotes',
    '37:41',
    'yaml-quote',
    'put the whole value in quotes: "{{ $inputs.namespace }} will be restored, go on?"',
  ],
  ['cluster-of-another-colour', '17:24', 'wrong-value', 'did you mean "prod-blue"?'],
  ['comma-within-braces', '32:19', 'yaml-quote', 'put the whole expression in quotes'],
  ['compared-with-null', '26:34', 'wrong-comparison', 'write $exists($look.namespace)'],
  ['double-equals', '26:31', 'expression-syntax', 'write "=" to compare'],
  ['id-that-looks-right', '20:9', 'bad-id', 'it only looks like "o": type the name again'],
  ['id-with-a-dash', '20:9', 'bad-id', 'such as "look_first"'],
  ['misspelt-value', '26:33', 'impossible-value', 'did you mean "HEALTHY"?'],
  ['name-in-a-title', '34:12', 'bad-title', 'holds no "$" and no "{{"'],
  [
    'not-enough-time',
    '6:1',
    'over-deadline',
    'the deadline is 45 m 0 s: shorten them, or give the run more time',
  ],
  ['one-level-as-a-word', '38:12', 'wrong-value', 'levels such as [{ who: platform-leads, for: 5m }]'],
  ['or-another-value', '26:37', 'wrong-operand', "write $look.api in ['GONE', 'UNKNOWN']"],
  [
    'question-with-a-colon',
    '37:17',
    'yaml-quote',
    'put the whole value in quotes: "Restore {{ $inputs.namespace }}: are you sure?"',
  ],
  [
    'read-from-a-branch',
    '33:15',
    'read-from-branch',
    'write $exists($again.namespace) where it may be missing',
  ],
  ['reason-as-condition', '26:15', 'not-a-condition', "compare it, such as $look.serving = 'yes'"],
  ['restored-but-not-verified', '42:5', 'not-verified', 'put verify-workloads after it'],
  ['restored-without-asking', '36:5', 'not-approved', 'put a step with uses: approve before it'],
  ['seconds-without-unit', '44:14', 'wrong-value', 'expected a duration such as "15m"'],
  ['step-indented-too-far', '30:12', 'yaml-indent', 'begin it in column 5, too'],
  ['steps-behind-the-end', '32:5', 'unreachable', 'every way before it ends the run'],
  ['tab-from-another-editor', '31:1', 'yaml-tab', 'expected spaces'],
  ['unit-where-words-stand', '32:50', 'wrong-with', 'expected a duration such as 24h'],
];

describe('a file with one mistake', () => {
  test.each(told)('%s', (file, place, code, remedy) => {
    const text = readFileSync(join(folder, `${file}.yaml`), 'utf8');
    const { runbook, mistakes } = readRunbook(text, file, { catalog, estate: smallEstate });
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${place} ${code}`,
    ]);
    expect(mistakes[0]?.message).toContain(remedy);
    expect(runbook).toBeUndefined();
  });

  test('each file is in the table', () => {
    expect(readdirSync(folder).sort()).toEqual(told.map(([file]) => `${file}.yaml`));
  });
});
