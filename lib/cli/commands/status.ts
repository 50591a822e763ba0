import { type CommandFile, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[runbook...]', 'names of runbooks; without them, all')
      .addHelpText(
        'after',
        '\nLevels: checked, planned (a dry-run), simulated (a rehearsal), restored, drilled, used. Only the last three are called proven.\n\nExamples:\n  rebound status\n  rebound status restore-namespace --json',
      ),
  exits: readExits,
  run: async (call) => {
    const [{ withHistory }, { statusLines }] = await Promise.all([
      import('../sessions.ts'),
      import('../status-lines.ts'),
    ]);
    const names = Array.isArray(call.args[0]) ? call.args[0].map(String) : [];
    return withHistory(call, async ({ operations }) => {
      const runbooks = await operations.status(names);
      if (call.settings.json) call.screen.document({ world: 'sandbox', runbooks });
      else {
        const { paint, line } = call.screen;
        for (const one of statusLines(runbooks, call.io.clock.now(), paint)) line(one);
      }
      return 0;
    });
  },
};
