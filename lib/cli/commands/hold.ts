import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--as <name>', 'who holds it (default: your login name)')
      .option(...previewOption),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'hold', by })) return 0;
      await operations.hold(run, by);
      if (call.settings.json) call.screen.document(await operations.show(run));
      else
        call.screen.line(
          `sandbox · run ${run} is held before its next step: rebound continue ${run} lets it go on`,
        );
      return 0;
    });
  },
};
