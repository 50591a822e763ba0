import { type CommandFile, option, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .option('--limit <n>', 'how many, newest first', '20')
      .option('--runbook <name>', 'only runs of this runbook'),
  exits: readExits,
  run: async (call) => {
    const [{ withHistory }, { runLines }, { stopLines }, { fail }] = await Promise.all([
      import('../sessions.ts'),
      import('../run-lines.ts'),
      import('../stop-lines.ts'),
      import('../../model/errors.ts'),
    ]);
    const typed = option(call, 'limit') ?? '';
    const limit = Number(typed);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
      fail('BadInput', { what: `--limit is "${typed}"`, todo: 'write a whole number from 1 to 1000' });
    }
    const runbook = option(call, 'runbook');
    return withHistory(call, async ({ operations }) => {
      const runs = await operations.runs({ limit, ...(runbook === undefined ? {} : { runbook }) });
      const stopped = await operations.stopped();
      if (call.settings.json) call.screen.document({ world: 'sandbox', stopped, runs });
      else {
        const { paint, columns, line } = call.screen;
        for (const one of [...stopLines(stopped, paint), ...runLines(runs, paint, columns())]) line(one);
      }
      return 0;
    });
  },
};
