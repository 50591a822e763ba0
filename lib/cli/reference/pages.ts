import { runbookSchema } from '../../runbook/editor-schema/runbook-schema.ts';
import { catalog } from '../../steps/catalog.ts';
import type { StepType } from '../../steps/step-type.ts';
import { indexPage } from './index-page.ts';
import { languagePage } from './language-page.ts';
import { markdownOf } from './markdown.ts';
import type { Page } from './page.ts';
import { stepPage } from './step-page.ts';

export const stepTypes: readonly StepType[] = Object.values(catalog);

/** Every page but the one that leads to them: the language first. */
export function pages(): [language: Page, ...steps: Page[]] {
  return [languagePage(runbookSchema(stepTypes)), ...stepTypes.map(stepPage)];
}

/** The files of docs/reference, by name. The same code gives the same bytes. */
export function referenceFiles(): Map<string, string> {
  const all = pages();
  const index = indexPage(stepTypes, all.slice(0, 1), (name) => `[${name}](${name}.md)`);
  return new Map([index, ...all].map((page) => [`${page.name}.md`, markdownOf(page)]));
}
