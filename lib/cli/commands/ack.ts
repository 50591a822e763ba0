import { argument, askExits, type CommandFile, option } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--as <name>', 'who looks at it (default: your login name)')
      .option('--ask <id>', 'the id of the question, or its beginning; without it all that are open')
      .addHelpText('after', '\nExample:\n  rebound ack k3f9 --as ana'),
  exits: { ...askExits, 3: 'refused: nothing is open, decided already, or no server runs' },
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    const by = option(call, 'as') ?? call.io.login;
    const ask = option(call, 'ask');
    return withServer(call, run, async ({ operations }) => {
      await operations.ack(run, by, { channel: 'cli', ...(ask === undefined ? {} : { ask }) });
      if (call.settings.json) call.screen.document(await operations.show(run));
      else
        call.screen.line(
          `sandbox · run ${run}: ${by} is looking at it; nobody is paged for this level any more, its time goes on`,
        );
      return 0;
    });
  },
};
