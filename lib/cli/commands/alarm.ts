import { argument, type CommandFile, option, runExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument(
        '<event.json>',
        'a CloudWatch alarm state change, as EventBridge delivers it, or what Alertmanager sends to a webhook; - reads standard input',
      )
      .option('--scenario <name>', "rehearsal whose world it is (default: the first of the alarm's runbook)"),
  exits: {
    ...runExits,
    2: 'bad input: no alarm and no alert, or no runbook is triggered by it',
    3: 'refused: suppressed alarm, too many targets alarm together, stop switch, lock; or the run is not over',
  },
  run: async (call) => {
    const [{ fitsEvent, readEvent }, { printFollowed, startAndFollow }, { openFor }] = await Promise.all([
      import('../read-event.ts'),
      import('../follow-run.ts'),
      import('../open-for.ts'),
    ]);
    const event = await readEvent(call.io, argument(call, 0));
    const session = await openFor(call, async (files) =>
      files.scenario(await files.triggeredBy(fitsEvent(event)), option(call, 'scenario')),
    );
    const followed = await startAndFollow(call, session, () => session.operations.alarm(event));
    printFollowed(call, followed);
    return followed.code;
  },
};
