import { argument, type CommandFile, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) => command.argument('<run>', 'id of the run, or its beginning'),
  exits: { ...readExits, 2: 'bad input: no such run, or several begin like this' },
  run: async (call) => {
    const [{ withHistory }, { reportLines }] = await Promise.all([
      import('../sessions.ts'),
      import('../report-lines.ts'),
    ]);
    return withHistory(call, async ({ operations }) => {
      const report = await operations.show(argument(call, 0));
      if (call.settings.json) call.screen.document(report);
      else for (const line of reportLines(report, call.screen.paint)) call.screen.line(line);
      return 0;
    });
  },
};
