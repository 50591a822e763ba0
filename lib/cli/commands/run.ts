import { argument, type Call, type CommandFile, option, runExits } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<runbook>', 'name of a runbook in runbooks/')
      .option('-i, --input <name=value...>', 'inputs of the runbook')
      .option('--mode <mode>', 'dry-run: every step only plans; real: it acts (in the sandbox)', 'real')
      .option('--scenario <name>', "rehearsal whose world it is (default: the runbook's first)")
      .option('--because <text>', 'why you start it, for the history')
      .option('--as <name>', 'who starts it (default: REBOUND_AS, or else your login name)')
      .addHelpText(
        'after',
        '\nExample:\n  rebound run restore-namespace --input cluster=prod-blue namespace=payments',
      ),
  exits: runExits,
  run: async (call) => {
    const [{ parseInputs }, { printFollowed, startAndFollow }, { openFor }, { whyUnknown }] =
      await Promise.all([
        import('../inputs.ts'),
        import('../follow-run.ts'),
        import('../open-for.ts'),
        import('../unknown-runbook.ts'),
      ]);
    const runbook = argument(call, 0);
    const inputs = parseInputs(list(call, 'input'));
    const mode = await modeOf(call);
    const session = await openFor(call, async (files) => files.scenario(runbook, option(call, 'scenario')));
    const because = option(call, 'because') ?? '';
    const by = await (await import('../who-starts.ts')).whoStarts(call);
    const followed = await startAndFollow(call, session, async () => ({
      started: [
        await session.operations
          .start({ runbook, inputs, mode, by, because })
          .catch((error: unknown) => whyUnknown(error, runbook, call.io)),
      ],
      held: null,
    }));
    printFollowed(call, followed);
    return followed.code;
  },
};

function list(call: Call, name: string): string[] {
  const value = call.options[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

async function modeOf(call: Call): Promise<'dry-run' | 'real'> {
  const mode = option(call, 'mode') ?? 'real';
  if (mode === 'dry-run' || mode === 'real') return mode;
  const { fail } = await import('../../model/errors.ts');
  return fail('BadInput', {
    what: `there is no mode "${mode}"`,
    ...(mode === 'drill'
      ? { why: 'drills need real clusters, and this version acts in the sandbox only' }
      : {}),
    todo: 'write --mode dry-run or --mode real',
  });
}
