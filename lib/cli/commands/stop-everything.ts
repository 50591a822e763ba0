import { type CommandFile, option, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .requiredOption('--because <text>', 'why, for everybody who finds their run stopped')
      .option('--as <name>', 'who stops it (default: your login name)'),
  exits: readExits,
  run: async (call) => {
    const { withHistory } = await import('../sessions.ts');
    const because = option(call, 'because')?.trim() ?? '';
    const by = option(call, 'as') ?? call.io.login;
    if (because === '') {
      const { fail } = await import('../../model/errors.ts');
      fail('BadInput', {
        what: '--because is empty',
        todo: 'say why: it is what others read when their run is stopped',
      });
    }
    return withHistory(call, async ({ operations }) => {
      await operations.stopEverything(by, because);
      if (call.settings.json) call.screen.document({ world: 'sandbox', stopped: await operations.stopped() });
      else
        call.screen.line(
          'sandbox · stopped: no run begins a new change, questions stay open. rebound release takes it back',
        );
      return 0;
    });
  },
};
