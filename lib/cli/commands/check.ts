import type { CommandFile } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file...>', 'YAML files of runbooks')
      .addHelpText('after', '\nExample:\n  rebound check runbooks/*.yaml'),
  exits: {
    0: 'no mistakes; there may be warnings',
    1: 'something unexpected',
    2: 'mistakes, or a file that cannot be read',
  },
  run: async (call) => {
    const [{ definitionMistakes }, { estateOf, readFileOf }, { formatMistakes }, { places }] =
      await Promise.all([
        import('../definition-mistakes.ts'),
        import('../read-files.ts'),
        import('../../runbook/mistake.ts'),
        import('../session.ts'),
      ]);
    const { io, screen } = call;
    const [files] = call.args;
    const estate = await estateOf(places(io).estateFile, io.cwd);
    const read = await Promise.all(
      (Array.isArray(files) ? files : []).map((file) => readFileOf(file, io.cwd, estate)),
    );
    const mistakes = read.flatMap((one) => [
      ...one.mistakes,
      ...(one.runbook ? definitionMistakes(one.runbook, estate) : []),
    ]);
    const errors = mistakes.filter(({ severity }) => severity === 'error').length;
    if (call.settings.json)
      screen.document({ world: 'sandbox', files: read.map(({ file }) => file), mistakes });
    else {
      const colours = { error: 'red', warning: 'yellow', place: 'bold', frame: 'dim' } as const;
      if (mistakes.length > 0)
        screen.line(formatMistakes(mistakes, (piece, as) => screen.paint(colours[as], piece)));
      const count = `${read.length} runbook${read.length === 1 ? '' : 's'} checked (sandbox)`;
      screen.line(errors > 0 ? count : `${count}: nothing stands in its way`);
    }
    return errors > 0 ? 2 : 0;
  },
};
