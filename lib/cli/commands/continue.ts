import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--as <name>', 'who lets it go on (default: your login name)')
      .option(...previewOption)
      .addHelpText(
        'after',
        '\nA run that goes step by step goes one step: rebound step RUN --off ends that.',
      ),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'continue', by })) return 0;
      await operations.continue(run, by);
      if (call.settings.json) call.screen.document(await operations.show(run));
      else call.screen.line(`sandbox · run ${run} goes on`);
      return 0;
    });
  },
};
