import { type CommandFile, option, runExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .option('--once', 'show the demonstration, then end with its exit code')
      .option('--port <n>', 'port on 127.0.0.1 (default: 7373, or a free one when that is in use)')
      .option('--scenario <name>', "rehearsal whose world it is (default: the runbook's first)")
      .addHelpText(
        'after',
        '\nThe demonstration: somebody deletes a namespace, an alarm fires, and the runbook for it runs to its end.\nIt is shown when the folder holds no run yet, and always with --once.',
      ),
  exits: {
    ...runExits,
    0: `with --once: ${runExits[0]}; otherwise: ended with Ctrl-C`,
    3: 'the folder is owned by another server, the port is in use, or the run is not over',
  },
  run: async (call) => {
    const [{ openServer }, { demonstrate, serve }] = await Promise.all([
      import('../open-server.ts'),
      import('../serve.ts'),
    ]);
    const once = call.options['once'] === true;
    const { session, demonstration, log } = await openServer(
      call,
      option(call, 'port'),
      option(call, 'scenario'),
      once,
    );
    const wanted = session.own.local.demonstrating;
    log.quiet = wanted;
    const shown = wanted ? await demonstrate(call, session, demonstration) : undefined;
    log.quiet = false;
    return serve(call, session, shown, once);
  },
};
