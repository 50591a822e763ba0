import type { StepKind, StepType } from '../../steps/step-type.ts';
import type { Page, Part } from './page.ts';
import { kindWords } from './step-words.ts';

const kinds = Object.keys(kindWords) as StepKind[];

/** The page that leads to the others. `link` makes a link of a page's name where there are links. */
export function indexPage(
  types: readonly StepType[],
  others: readonly Page[],
  link: (name: string) => string,
): Page {
  return {
    name: 'README',
    title: 'Reference',
    summary: 'What a runbook may say',
    parts: [
      { kind: 'text', text: 'What a runbook may say.' },
      { kind: 'list', items: others.map(({ name, summary }) => `${link(name)}: ${summary}`) },
      ...kinds.flatMap((kind): Part[] => [
        { kind: 'heading', text: `Steps that ${kindWords[kind]}` },
        {
          kind: 'list',
          items: types
            .filter((type) => type.kind === kind)
            .map(({ uses, summary }) => `${link(uses)}: ${summary}`),
        },
      ]),
    ],
  };
}
