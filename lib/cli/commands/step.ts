import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--off', 'end it: the run is not held after each step any more, and goes on')
      .option('--as <name>', 'who says so (default: your login name)')
      .option(...previewOption)
      .addHelpText(
        'after',
        '\nThe run is held now and after each step; rebound continue RUN lets one step go.\n\nExamples:\n  rebound step k3f9\n  rebound step k3f9 --off',
      ),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    const on = call.options['off'] !== true;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'step-by-step', on, by })) return 0;
      await operations.stepByStep(run, by, on);
      if (call.settings.json) call.screen.document(await operations.show(run));
      else if (on)
        call.screen.line(`sandbox · run ${run} goes step by step: rebound continue ${run} lets one step go`);
      else call.screen.line(`sandbox · run ${run} goes on, and is not held after each step any more`);
      return 0;
    });
  },
};
