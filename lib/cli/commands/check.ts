import type { Mistake, Runbook } from '../../runbook/runbook.ts';
import type { Call, CommandFile } from '../command.ts';
import type { Read } from '../read-files.ts';

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
    const mistakes = [
      ...read.flatMap((one) => [
        ...one.mistakes,
        ...(one.runbook ? definitionMistakes(one.runbook, estate) : []),
      ]),
      ...(await claims(read, call)),
    ];
    const errors = mistakes.filter(({ severity }) => severity === 'error').length;
    if (call.settings.json)
      screen.document({ world: 'sandbox', files: read.map(({ file }) => file), mistakes });
    else {
      const colours = { error: 'red', warning: 'yellow', place: 'bold', frame: 'dim' } as const;
      // the number of the line and two ellipses stand beside it
      const room = Math.max(30, Math.min(100, (screen.columns() ?? 120) - 12));
      if (mistakes.length > 0)
        screen.line(formatMistakes(mistakes, (piece, as) => screen.paint(colours[as], piece), room));
      const count = `${read.length} runbook${read.length === 1 ? '' : 's'} checked (sandbox)`;
      screen.line(errors > 0 ? count : `${count}: nothing stands in its way`);
    }
    return errors > 0 ? 2 : 0;
  },
};

/** A name or an alarm that a checked runbook shares with another: of those that are checked, or that lie in the folder of runbooks. */
async function claims(read: readonly Read[], { io }: Call): Promise<Mistake[]> {
  const [{ alarmsClaimedTwice }, { neighbours }, { places }] = await Promise.all([
    import('../../runbook/read-triggers.ts'),
    import('../read-files.ts'),
    import('../session.ts'),
  ]);
  const checked = read.flatMap(({ runbook }) => runbook ?? []);
  const { runbooksFolder, estateFile } = places(io);
  const others = await neighbours(read, runbooksFolder, estateFile, io.cwd);
  return [...namedTwice(others, checked), ...alarmsClaimedTwice([...others, ...checked])];
}

function namedTwice(others: readonly Runbook[], checked: readonly Runbook[]): Mistake[] {
  return checked.flatMap(({ runbook, file }, index): Mistake[] => {
    const twin = [...others, ...checked.slice(0, index)].find((other) => other.runbook === runbook);
    if (!twin) return [];
    const message = `${twin.file} calls itself "${runbook}", too: give one of them another name`;
    const place = { line: 1, column: 1, path: 'runbook', source: '' };
    return [{ severity: 'error', code: 'name-twice', file, message, ...place }];
  });
}
