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
  ['always-reads-a-step', '69:43', 'not-in-always', 'read only $inputs, $run and its own steps there'],
  ['answer-in-the-past', '56:31', 'wrong-value', 'did you mean "approve"?'],
  [
    'asked-before-choosing',
    '43:21',
    'unknown-at-approval',
    'known only after "Restore over what is there?" (line 29)',
  ],
  ['asked-only-when-careful', '46:9', 'not-approved', 'put a step with uses: approve before it'],
  [
    'backup-chosen-for-each-after-the-yes',
    '50:43',
    'unknown-at-approval',
    'known only after "Restore all of them?" (line 32)',
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
  ['branch-reads-its-neighbour', '43:15', 'read-from-branch', 'in another branch: read it behind the group'],
  ['cluster-of-another-colour', '17:24', 'wrong-value', 'did you mean "prod-blue"?'],
  ['comma-within-braces', '32:19', 'yaml-quote', 'put the whole expression in quotes'],
  ['compared-with-null', '26:34', 'wrong-comparison', 'write $exists($look.namespace)'],
  ['continue-as-in-actions', '26:5', 'misplaced-key', 'write "on_failure: continue"'],
  ['double-equals', '26:31', 'expression-syntax', 'write "=" to compare'],
  ['every-without-until', '60:5', 'misplaced-key', 'to try again after a failure write "retry"'],
  [
    'failed-step-read-later',
    '46:43',
    'read-from-branch',
    'may have failed, and the run goes on then: write $exists($inventory.backup) where it may be missing',
  ],
  ['hands-on-without-a-reason', '26:7', 'missing-key', 'expected a sentence that says why'],
  ['id-that-looks-right', '20:9', 'bad-id', 'it only looks like "o": type the name again'],
  ['id-with-a-dash', '20:9', 'bad-id', 'such as "look_first"'],
  ['item-outside-of-its-loop', '61:23', 'unknown-variable', 'which only the steps within a for_each have'],
  ['level-without-time', '51:48', 'missing-key', 'expected a duration such as "5m"'],
  ['loop-over-one-cluster', '41:15', 'not-a-list', 'give the input "list: true", or write [$inputs.cluster]'],
  ['loop-that-is-a-branch', '32:9', 'wrong-value', 'begin each branch with "- - title: …"'],
  ['misspelt-value', '26:33', 'impossible-value', 'did you mean "HEALTHY"?'],
  ['name-in-a-title', '34:12', 'bad-title', 'holds no "$" and no "{{"'],
  [
    'not-enough-time',
    '6:1',
    'over-deadline',
    'the deadline is 45 m 0 s: shorten them, or give the run more time',
  ],
  ['one-level-as-a-word', '38:12', 'wrong-value', 'levels such as [{ who: platform-leads, for: 5m }]'],
  ['option-that-means-something', '50:48', 'wrong-value', 'which every question has: leave it out'],
  ['option-with-a-typo', '54:23', 'impossible-value', 'did you mean "leave"?'],
  ['or-another-value', '26:37', 'wrong-operand', "write $look.api in ['GONE', 'UNKNOWN']"],
  ['outcome-before-the-end', '61:28', 'unknown-field', 'read it in a step of "always"'],
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
  ['record-as-a-condition', '54:34', 'wrong-comparison', 'write true or false'],
  ['record-with-another-name', '49:84', 'unknown-field', 'did you mean "case_id"?'],
  ['restored-but-not-verified', '42:5', 'not-verified', 'put verify-workloads after it'],
  ['restored-in-always', '71:5', 'not-in-always', 'move it into "steps"'],
  ['restored-without-asking', '36:5', 'not-approved', 'put a step with uses: approve before it'],
  ['retry-as-a-number', '20:12', 'wrong-value', 'a map such as { times: 3, every: 30s, backoff: 2 }'],
  ['seconds-without-unit', '44:14', 'wrong-value', 'expected a duration such as "15m"'],
  ['starts-itself', '26:16', 'starts-itself', 'a runbook that starts itself would never end'],
  [
    'step-behind-a-timeout',
    '66:52',
    'read-from-branch',
    'may have run out of time: write $exists($again.api) where it may be missing',
  ],
  ['step-indented-too-far', '30:12', 'yaml-indent', 'begin it in column 5, too'],
  ['step-of-a-loop-read-outside', '61:83', 'read-from-loop', 'outside of it read $restores[0].choice.backup'],
  ['steps-behind-the-end', '32:5', 'unreachable', 'ends the run on every way'],
  ['stops-never', '42:5', 'never-changes', 'it ends the loop after the first item, or never'],
  ['stops-when-several-go-on', '43:5', 'misplaced-key', 'leave out "max_parallel", or "stop_when"'],
  ['tab-from-another-editor', '31:1', 'yaml-tab', 'expected spaces'],
  ['target-of-the-run', '49:33', 'unknown-field', 'did you mean "cluster"?'],
  ['undo-that-asks', '48:23', 'misplaced-key', 'use a step type that changes something, or manual'],
  ['undo-without-what-it-needs', '48:9', 'missing-key', 'what is to be done, in Markdown: manual needs it'],
  ['unit-where-words-stand', '32:50', 'wrong-with', 'expected a duration such as 24h'],
  ['until-on-a-person', '48:5', 'misplaced-key', 'put "until" on a step behind it that looks'],
  ['verified-only-in-one-branch', '45:9', 'not-verified', 'put verify-workloads after it'],
  ['wait-without-unit', '68:11', 'wrong-value', 'expected a duration such as "5m"'],
  ['waits-for-the-wrong-step', '60:5', 'never-changes', 'what the step itself finds, $again.…'],
  [
    'waits-longer-than-the-run',
    '6:1',
    'over-deadline',
    'the deadline is 5 h 0 m: shorten them, or give the run more time',
  ],
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
