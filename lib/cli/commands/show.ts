import { argument, type Call, type CommandFile, readExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .option('--story', 'what happened, in sentences, from the first alarm to the end')
      .option('--follow', 'print what happens until an open run ends; at a terminal, answer its questions'),
  exits: {
    ...readExits,
    2: 'bad input: no such run, or several begin like this',
    3: `${readExits[3]}; with --follow the codes of run`,
  },
  run: async (call) => {
    const id = argument(call, 0);
    if (call.options['story'] === true) return story(call, id);
    if (call.options['follow'] === true) return follow(call, id);
    const [{ withHistory }, { reportLines }, { stopLines }] = await Promise.all([
      import('../sessions.ts'),
      import('../report-lines.ts'),
      import('../stop-lines.ts'),
    ]);
    const { screen, settings } = call;
    return withHistory(call, async ({ operations }) => {
      const report = await operations.show(id);
      if (settings.json) screen.document(report);
      else {
        const stopped = report.status === 'open' ? await operations.stopped() : null;
        for (const line of [...stopLines(stopped, screen.paint), ...reportLines(report, screen.paint)])
          screen.line(line);
      }
      return 0;
    });
  },
};

/** As the command that started it does. Without a server no run is open, and its events are told to the end. */
async function follow(call: Call, id: string): Promise<number> {
  const [{ withHistory }, { followAll, printFollowed }] = await Promise.all([
    import('../sessions.ts'),
    import('../follow-run.ts'),
  ]);
  return withHistory(call, async (session) => {
    const { run } = await session.operations.show(id);
    const followed = await followAll(call, session, () =>
      Promise.resolve({ started: [{ run, execution: '', fresh: true }], held: null }),
    );
    printFollowed(call, followed);
    return followed.code;
  });
}

/** One sentence a line; long ones are for the terminal to break. */
async function story(call: Call, id: string): Promise<number> {
  const { withHistory } = await import('../sessions.ts');
  const { screen, settings } = call;
  return withHistory(call, async ({ operations }) => {
    const lines = await operations.story(id);
    const { run, status } = await operations.show(id);
    if (settings.json) screen.document({ world: 'sandbox', run, status, story: lines });
    else
      for (const line of [screen.paint('dim', `sandbox · run ${run}, times are UTC`), ...lines])
        screen.line(line);
    return 0;
  });
}
