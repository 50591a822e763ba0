import { argument, type CommandFile, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .addHelpText(
        'after',
        '\nFor whoever takes over: what broke, what is done, what is asked until when, who is awake.',
      ),
  exits: { ...readExits, 2: 'bad input: no such run, or several begin like this' },
  run: async (call) => {
    const { withHistory } = await import('../sessions.ts');
    const run = argument(call, 0);
    return withHistory(call, async ({ operations }) => {
      const lines = await operations.brief(run);
      if (call.settings.json) call.screen.document({ world: 'sandbox', run, brief: lines });
      else for (const line of lines) call.screen.line(line);
      return 0;
    });
  },
};
