import { argument, askExits, type CommandFile } from '../command.ts';

export const command: CommandFile = {
  describe: (command) => command.argument('<run>', 'id of the run, or its beginning'),
  exits: askExits,
  run: async (call) => {
    const { withServer } = await import('../sessions.ts');
    const run = argument(call, 0);
    return withServer(call, run, async ({ operations }) => {
      await operations.continue(run, call.io.login);
      if (call.settings.json) call.screen.document(await operations.show(run));
      else call.screen.line(`sandbox · run ${run} goes on`);
      return 0;
    });
  },
};
