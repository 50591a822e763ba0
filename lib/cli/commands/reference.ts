import type { StepType } from '../../steps/step-type.ts';
import { argument, type Call, type CommandFile } from '../command.ts';
import type { Page } from '../reference/page.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[type]', 'a step type, `language`, or a key of the language; without it, what there is')
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          '  rebound reference restore-backup',
          '  rebound reference for_each',
          '  rebound reference language | less',
        ].join('\n'),
      ),
  exits: { 0: 'shown', 1: 'something unexpected', 2: 'there is nothing of this name' },
  run: async (call) => {
    const { pages, stepTypes } = await import('../reference/pages.ts');
    const { screen, settings } = call;
    const asked = argument(call, 0);
    if (asked === '') {
      const { indexPage } = await import('../reference/index-page.ts');
      if (settings.json) screen.document({ types: stepTypes.map(briefly), pages: ['language'] });
      else
        await show(
          indexPage(stepTypes, pages().slice(0, 1), (name) => `\`${name}\``),
          call,
        );
      return 0;
    }
    const type = stepTypes.find(({ uses }) => uses === asked);
    if (type && settings.json) {
      screen.document(await document(type));
      return 0;
    }
    const page = pages().find(({ name }) => name === asked) ?? (await partOf(asked, pages()));
    if (settings.json) screen.document(page);
    else await show(page, call);
    return 0;
  },
};

function briefly({ uses, summary, kind }: StepType) {
  return { uses, summary, kind };
}

/** Everything that the page is made of. */
async function document(type: StepType) {
  const { outputRows, withRows } = await import('../reference/step-page.ts');
  const { factsOf } = await import('../reference/step-words.ts');
  const { needs, permissions, clusterRights, timeoutSeconds, example } = type;
  return {
    ...briefly(type),
    facts: factsOf(type),
    needs,
    with: withRows(type),
    output: outputRows(type),
    timeoutSeconds,
    undo: type.undo !== undefined,
    permissions,
    clusterRights: clusterRights ?? [],
    example,
  };
}

async function show(page: Page, { screen }: Call): Promise<void> {
  const { linesOf } = await import('../reference/terminal.ts');
  for (const line of linesOf(page, screen.paint, screen.columns())) screen.line(line);
}

/** What the pages say of one key, or of what the person most likely meant: BadInput with the nearest name. */
async function partOf(asked: string, all: readonly Page[]): Promise<Page> {
  const { keysOf, keyPage } = await import('../reference/key-page.ts');
  const found = keyPage(asked, all);
  if (found) return found;
  const [{ fail }, { nearest }] = await Promise.all([
    import('../../model/errors.ts'),
    import('../../model/nearest.ts'),
  ]);
  const close = nearest(asked, [...all.map(({ name }) => name), ...keysOf(all)]);
  return fail('BadInput', {
    what: `the reference has nothing of the name "${asked}"`,
    todo: close === undefined ? 'rebound reference lists what there is' : `did you mean "${close}"?`,
  });
}
