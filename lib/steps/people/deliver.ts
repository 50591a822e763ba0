import { codeOf, fail, type ReboundError } from '../../model/errors.ts';
import { externalName } from '../../model/run.ts';
import type { Page } from '../../wire/pager.ts';
import type { StepContext } from '../step-type.ts';

/** Hands a page to the pager. The codes are the pager's: what nobody could receive is an error that says whom to reach, never counted as sent. */
export async function deliver(
  page: Pick<Page, 'who' | 'text' | 'urgency'>,
  context: StepContext,
): Promise<string> {
  const key = pageKey(context);
  try {
    await context.pager.page({ ...page, title: context.step.title, run: context.run.id, key });
  } catch (error) {
    const code = codeOf(error);
    if (!code) throw error;
    const { facts } = error as ReboundError;
    fail(
      code,
      {
        ...facts,
        what: `nobody could be told: ${facts.what}`,
        todo: facts.todo ?? `reach ${page.who} by other means`,
      },
      error,
    );
  }
  return key;
}

/** The same for every repeat of one step. */
export function pageKey({ run, step }: StepContext): string {
  return externalName(run.id, step.generation, step.iteration, step.id);
}
