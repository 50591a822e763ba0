import { type Outcome, outcomes } from '../../model/outcome.ts';
import { functionTypes } from '../../runbook/function-types.ts';
import { functionNames, refusedFunctions } from '../../runbook/functions.ts';
import type { endedRunFields, runFields, StepWord } from '../../runbook/words.ts';
import { describeType } from '../../runbook/type.ts';
import type { Field } from './page.ts';

/** What the tables of the language name and do not describe. A word without a line does not compile. */

const runLines: Record<(typeof runFields)[number] | (typeof endedRunFields)[number], string> = {
  id: "The run's id",
  mode: '`real`, `drill` or `dry-run`',
  target: 'What is being recovered: `$run.target.cluster` and the other keys of `target`',
  started_at: 'When the run was started, a time',
  elapsed: 'How long ago that is, a duration',
  link: 'Where people look at the run',
  deadline_at: 'When the run ends at the latest, a time',
  outcome: 'How the run ended; only in `always`',
  because: 'Why it ended so; only in `always`',
};

export const stepHeadings: Record<StepWord, string> = {
  uses: 'A step that acts: `uses`',
  choose: 'One way of several: `choose`',
  parallel: 'At the same time: `parallel`',
  for_each: 'For each item of a list: `for_each`',
  wait: 'Let time pass: `wait`',
  finish: 'The end: `finish`',
  continue_with: 'Another runbook goes on: `continue_with`',
};

const outcomeLines: Record<Outcome, string> = {
  recovered: 'What was broken works again, and a step has verified it',
  'recovered-with-skips': 'The same, but a person skipped a step or did it by hand. Never a proof',
  'nothing-to-do': 'There was nothing to recover',
  'handed-on': 'Another runbook goes on, with the lock of this one',
  aborted: 'People stopped it, or said no',
  failed: 'It could not be recovered',
  refused: 'It never began: bad input, other work holds the target, or everything is stopped',
  joined: 'The same runbook works on the same target already',
  planned: 'A dry-run came to its end',
};

export const variableRows: Field[] = [
  { name: '$inputs.<name>', text: 'An input of the run' },
  ...Object.entries(runLines).map(([field, text]) => ({ name: `$run.${field}`, text })),
  {
    name: '$<id>.<field>',
    text: 'What a step before this one gave: the fields that its step type has. Null where it was skipped or failed',
  },
  {
    name: '$<id>[n]',
    text: 'What a `for_each` gave: for each item `item`, `index`, `steps`, and what each step inside gave, under its id',
  },
  { name: '$steps.<id>.status', text: '`done`, `skipped`, `failed` or `skipped-by-hand`' },
  { name: '$item', text: 'Inside a `for_each`: the item' },
  { name: '$index', text: 'Inside a `for_each`: its number, from 0' },
];

export const outcomeRows: Field[] = outcomes.map((name) => ({ name, text: outcomeLines[name] }));

/** The functions of which more is known than their name. */
export const functionRows: Field[] = Object.entries(functionTypes)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, { takes, gives }]) => ({
    name: `$${name}(${takes.length > 0 ? takes.join(', ') : '…'})`,
    type: gives ? describeType(gives) : '',
    text: '',
  }));

export const otherFunctions: string = [...functionNames]
  .filter((name) => !Object.hasOwn(functionTypes, name))
  .sort()
  .map((name) => `\`$${name}\``)
  .join(', ');

export const refusedLines: string[] = Object.values(refusedFunctions);
