import type { Explanation } from '../../runbook/explanation.ts';
import { argument, type Call, type CommandFile } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[code]', 'code of a mistake, as check --json names it; without it, all of them')
      .addHelpText('after', '\nExample:\n  rebound explain impossible-value'),
  exits: { 0: 'explained', 1: 'something unexpected', 2: 'no mistake has this code' },
  run: async (call) => {
    const { explanations, explanationOf, isMistakeCode } = await import('../../runbook/explanations.ts');
    const { screen, settings } = call;
    const codes = Object.keys(explanations).filter(isMistakeCode);
    const asked = argument(call, 0);
    if (asked === '') {
      const all = codes.map((code) => ({ code, summary: explanationOf(code).summary }));
      if (settings.json) screen.document({ codes: all });
      else listAll(all, call);
      return 0;
    }
    if (!isMistakeCode(asked)) return unknownCode(asked, codes);
    const explanation = explanationOf(asked);
    if (settings.json) screen.document({ code: asked, ...explanation });
    else explainOne(asked, explanation, call);
    return 0;
  },
};

function listAll(all: { code: string; summary: string }[], { screen }: Call): void {
  const width = Math.max(...all.map(({ code }) => code.length));
  for (const { code, summary } of all) screen.line(`${screen.paint('bold', code.padEnd(width))}  ${summary}`);
  screen.line();
  screen.line('rebound explain CODE tells more about one, with an example.');
}

function explainOne(code: string, { summary, means, matters, example }: Explanation, { screen }: Call): void {
  screen.line(`${screen.paint('bold', code)}: ${summary}`);
  screen.line();
  screen.line(means);
  screen.line(`At night: ${matters}`);
  if (!example) return;
  const part = example.of?.endsWith('.yaml') === true ? ` (${example.of})` : '';
  const show = (title: string, text: string) => {
    screen.line();
    screen.line(`${title}${part}:`);
    for (const line of text.split('\n')) screen.line(screen.paint('dim', `    ${line}`));
  };
  show('Before', example.before);
  if (example.after !== '') show('After', example.after);
}

async function unknownCode(asked: string, codes: readonly string[]): Promise<never> {
  const [{ fail }, { nearest }] = await Promise.all([
    import('../../model/errors.ts'),
    import('../../model/nearest.ts'),
  ]);
  const close = nearest(asked, codes);
  return fail('BadInput', {
    what: `no mistake has the code "${asked}"`,
    todo: close === undefined ? 'rebound explain lists them all' : `did you mean "${close}"?`,
  });
}
