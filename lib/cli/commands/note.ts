import { type CommandFile, argument, option, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .argument('<text...>', 'what is to be written down, at most 2,000 characters')
      .option('--as <name>', 'who writes it (default: your login name)')
      .addHelpText('after', '\nExample:\n  rebound note k3f9 "case 4711 is open with the cloud provider"'),
  exits: { ...readExits, 2: 'bad input: no such run, an empty note, or one that is too long' },
  run: async (call) => {
    const { withHistory } = await import('../sessions.ts');
    const run = argument(call, 0);
    const words = call.args[1];
    const text = Array.isArray(words) ? words.join(' ') : (words ?? '');
    const by = option(call, 'as') ?? call.io.login;
    return withHistory(call, async ({ operations }) => {
      if (!call.settings.json)
        call.screen.line(
          "  It stands in the run's story and its brief. The run goes on as it is, and nobody is woken.",
        );
      await operations.note(run, by, text, 'cli');
      if (call.settings.json) call.screen.document({ world: 'sandbox', run, noted: text, by });
      else call.screen.line(`sandbox · run ${run}: noted by ${by}`);
      return 0;
    });
  },
};
