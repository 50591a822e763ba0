import { type CommandFile, option, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) => command.option('--as <name>', 'who releases it (default: your login name)'),
  exits: readExits,
  run: async (call) => {
    const [{ withHistory }, { formatTime }] = await Promise.all([
      import('../sessions.ts'),
      import('../../model/duration.ts'),
    ]);
    const by = option(call, 'as') ?? call.io.login;
    return withHistory(call, async ({ operations }) => {
      const before = await operations.stopped();
      await operations.release(by);
      const text = before
        ? `released: ${before.by} had stopped everything at ${formatTime(Date.parse(before.at))} (${before.because})`
        : 'nothing was stopped';
      if (call.settings.json) call.screen.document({ world: 'sandbox', stopped: null, before });
      else call.screen.line(`sandbox · ${text}`);
      return 0;
    });
  },
};
