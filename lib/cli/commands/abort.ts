import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--because <text>', 'why, for the history and for whoever is asked')
      .option('--as <name>', 'who aborts it (default: your login name)')
      .option(...previewOption)
      .addHelpText(
        'after',
        '\nWhat can be taken back is, the newest first. Once more, later, ends that: the rest stays.\n\nExample:\n  rebound abort k3f9 --preview',
      ),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'abort', by })) return 0;
      await operations.abort(run, by, option(call, 'because') ?? '');
      if (call.settings.json) call.screen.document(await operations.show(run));
      else
        call.screen.line(
          `sandbox · run ${run} is aborted: it changes nothing any more and is closed at its next step`,
        );
      return 0;
    });
  },
};
