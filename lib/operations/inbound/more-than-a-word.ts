import type { Ask } from '../../model/ask.ts';

/** How much of an ask's id finds it among those of its run. */
const idShown = 8;

/**
 * What a person has to type for an answer that one press cannot give: the command that does it, and where they can do it by hand.
 * Undefined when the word is enough.
 */
export function moreThanAWord(
  { run, id, back, record, kind, options }: Pick<Ask, 'run' | 'id' | 'back' | 'record' | 'kind' | 'options'>,
  answer: string,
  link?: (run: string) => string,
): string | undefined {
  // a decision's options are its own words, whatever they are
  if (kind === 'decision' && options.includes(answer)) return undefined;
  const command = (word: string, more: string) =>
    `rebound answer ${run} ${word} --ask ${id.slice(0, idShown)} ${more}`;
  const or = link === undefined ? '' : ` It can also be said at ${link(run)}`;
  switch (answer) {
    case 'skip':
      return `A skip wants a word on what was done instead: ${command('skip', '--because "WHAT WAS DONE"')}.${or}`;
    case 'back': {
      const steps = (back ?? []).map(({ step, title }) => `${step} ("${title}")`);
      const which = steps.length > 0 ? `: ${steps.join(', ')}` : '';
      return `Going back wants the step${which}. ${command('back', '--to STEP')}.${or}`;
    }
    case 'retry-with':
      return `Other values are typed: ${command('retry', '--set FIELD=VALUE')}. They are a new plan, which is approved anew.${or}`;
    case 'done': {
      const fields = Object.keys(record ?? {});
      if (fields.length === 0) return undefined;
      const set = fields.map((name) => `--set ${name}=VALUE`).join(' ');
      return `What was done is written down: ${command('done', set)}.${or}`;
    }
    case 'break-glass':
      return `Break-glass wants the target typed, and a reason: ${command('approve', '--break-glass TARGET --because "WHY"')}. Everybody is paged.${or}`;
    default:
      return undefined;
  }
}
