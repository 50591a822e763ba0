import { argument, askExits, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .argument('<name>', 'the person who is to take it over')
      .option('--as <name>', 'who gives it (default: your login name)')
      .option(...previewOption)
      .addHelpText(
        'after',
        '\nThey are paged, and confirm with rebound take RUN; until then whoever has it keeps it.\n\nExample:\n  rebound give k3f9 ben',
      ),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const to = argument(call, 1);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      if (await printPreview(call, operations, run, { do: 'give', to, by })) return 0;
      const commander = await operations.give(run, by, to);
      const { offered } = commander;
      if (call.settings.json) call.screen.document({ world: 'sandbox', run, commander });
      else if (offered)
        call.screen.line(
          `sandbox · run ${run} is offered to ${offered.to}; until they take it, ${commander.by} has it`,
        );
      else call.screen.line(`sandbox · run ${run}: ${commander.by} has it in hand`);
      return 0;
    });
  },
};
