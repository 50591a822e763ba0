import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--as <name>', 'who takes it (default: your login name)')
      .option(...previewOption)
      .addHelpText(
        'after',
        '\nConfirms taking over what was offered to you, or takes the run from whoever has it.\n\nExample:\n  rebound brief k3f9 && rebound take k3f9',
      ),
  exits: { ...askExits, 3: 'refused: the run is over, no server runs, or somebody took it just before you' },
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'take', by })) return 0;
      const commander = await operations.take(run, by);
      if (call.settings.json) call.screen.document({ world: 'sandbox', run, commander });
      else call.screen.line(`sandbox · run ${run}: ${commander.by} has it in hand`);
      return 0;
    });
  },
};
