import type { Mistake, Runbook } from '../../runbook/runbook.ts';
import { type Call, type CommandFile, option } from '../command.ts';
import type { Read } from '../read-files.ts';

const formats = ['text', 'json', 'github', 'sarif'] as const;
type Format = (typeof formats)[number];

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file...>', 'YAML files of runbooks')
      .addOption(
        command
          .createOption('--format <format>', 'how mistakes are written: for people, or for a CI system')
          .choices(formats),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  rebound check runbooks/*.yaml\n  rebound check --format github runbooks/*.yaml',
      ),
  exits: {
    0: 'no mistakes; there may be warnings',
    1: 'something unexpected',
    2: 'mistakes, or a file that cannot be read',
  },
  run: async (call) => {
    const format = await formatOf(call);
    const [{ definitionMistakes }, { estateOf, readFileOf }, { places }] = await Promise.all([
      import('../definition-mistakes.ts'),
      import('../read-files.ts'),
      import('../session.ts'),
    ]);
    const { io } = call;
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
    await write(
      format,
      read.map(({ file }) => file),
      mistakes,
      errors,
      call,
    );
    return errors > 0 ? 2 : 0;
  },
};

/** `--json` is `--format json`; asking for both and meaning two things is a mistake. */
async function formatOf(call: Call): Promise<Format> {
  const asked = formats.find((format) => format === option(call, 'format'));
  if (!call.settings.json) return asked ?? 'text';
  if (asked === undefined || asked === 'json') return 'json';
  const { fail } = await import('../../model/errors.ts');
  return fail('BadInput', { what: `found --json and --format ${asked}`, todo: 'leave one of them out' });
}

async function write(
  format: Format,
  files: string[],
  mistakes: Mistake[],
  errors: number,
  { screen }: Call,
): Promise<void> {
  if (format === 'json') return screen.document({ world: 'sandbox', files, mistakes });
  if (format === 'sarif') return screen.document((await import('../../runbook/sarif.ts')).sarifOf(mistakes));
  const count = `${files.length} runbook${files.length === 1 ? '' : 's'} checked (sandbox)`;
  const ending = errors > 0 ? count : `${count}: nothing stands in its way`;
  if (format === 'github') {
    const { githubCommands } = await import('../../runbook/github-commands.ts');
    for (const line of githubCommands(mistakes)) screen.line(line);
    return screen.line(ending);
  }
  const { formatMistakes } = await import('../../runbook/mistake.ts');
  const colours = { error: 'red', warning: 'yellow', place: 'bold', frame: 'dim' } as const;
  // the number of the line and two ellipses stand beside it
  const room = Math.max(30, Math.min(100, (screen.columns() ?? 120) - 12));
  if (mistakes.length > 0) {
    screen.line(formatMistakes(mistakes, (piece, as) => screen.paint(colours[as], piece), room));
    const codes = [...new Set(mistakes.map(({ code }) => code))];
    screen.line(screen.paint('dim', `rebound explain CODE tells more: ${codes.join(', ')}`));
  }
  screen.line(ending);
}

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
