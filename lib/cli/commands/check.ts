import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Estate } from '../../model/estate.ts';
import type { Directory } from '../../model/people.ts';
import type { Mistake, Runbook } from '../../runbook/runbook.ts';
import { type Call, type CommandFile, option } from '../command.ts';
import type { Read } from '../read-files.ts';
import type { Places } from '../session.ts';

const formats = ['text', 'json', 'github', 'sarif'] as const;
type Format = (typeof formats)[number];

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[file...]', 'YAML files of runbooks, and people.yaml; without them, all of the folder')
      .addOption(
        command
          .createOption('--format <format>', 'how mistakes are written: for people, or for a CI system')
          .choices(formats),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  rebound check\n  rebound check runbooks/restore-namespace.yaml\n  rebound check people.yaml\n  rebound check --format github runbooks/*.yaml',
      ),
  exits: {
    0: 'no mistakes; there may be warnings',
    1: 'something unexpected',
    2: 'mistakes, or a file that cannot be read',
  },
  run: async (call) => {
    const format = await formatOf(call);
    const [{ definitionMistakes }, { estateOf, neighbours, readFileOf, startable, withOthers }, { places }] =
      await Promise.all([
        import('../definition-mistakes.ts'),
        import('../read-files.ts'),
        import('../session.ts'),
      ]);
    const { io } = call;
    const where = places(io);
    const { runbooksFolder, estateFile } = where;
    // its mistakes are told first, whatever is asked for
    const estate = await estateOf(estateFile, io.cwd);
    const { files, people } = await filesOf(call, where);
    const asked = await peopleOf(people ?? where.peopleFile, people !== undefined, estate, io.cwd);
    const { directory } = asked;
    const alone = await Promise.all(files.map((file) => readFileOf(file, io.cwd, estate, directory)));
    const beside = await neighbours(alone, runbooksFolder, estateFile, io.cwd);
    const others = beside.length > 0 ? beside : await startable(alone, runbooksFolder, io.cwd, estate);
    const read = withOthers(alone, others, estate, directory);
    const mistakes = [
      ...asked.mistakes,
      ...read.flatMap((one) => [
        ...one.mistakes,
        ...(one.runbook ? definitionMistakes(one.runbook, one.text) : []),
      ]),
      ...(await claims(read, beside)),
    ];
    const errors = mistakes.filter(({ severity }) => severity === 'error').length;
    await write(
      format,
      { people: asked.file, runbooks: read.map(({ file }) => file) },
      mistakes,
      errors,
      call,
    );
    return errors > 0 ? 2 : 0;
  },
};

interface Asked {
  files: string[];
  /** people.yaml, when it is to be checked itself. */
  people: string | undefined;
}

/** What is given, or everything. The estate is no runbook, and is checked with each of them. */
async function filesOf(
  { args, io }: Call,
  { runbooksFolder, estateFile, peopleFile }: Places,
): Promise<Asked> {
  const given = Array.isArray(args[0]) ? args[0] : [];
  const { runbooksIn } = await import('../read-files.ts');
  const all = existsSync(peopleFile)
    ? [...runbooksIn(runbooksFolder), peopleFile]
    : runbooksIn(runbooksFolder);
  const files = (given.length > 0 ? given : all).map((file) => ({ file, path: resolve(io.cwd, file) }));
  const isPeople = ({ path }: { path: string }) => path === peopleFile || basename(path) === 'people.yaml';
  const runbooks = files.filter((one) => one.path !== estateFile && !isPeople(one)).map(({ file }) => file);
  if (files.length > 0) return { files: runbooks, people: files.find(isPeople)?.path };
  const { fail } = await import('../../model/errors.ts');
  return fail('BadInput', {
    what: 'there is nothing to check',
    why: `${runbooksFolder} has no runbook`,
    todo: 'rebound new writes a first one; or give the paths of files',
  });
}

/** Whom runbooks may ask, where there is a people.yaml. Its mistakes are those of the check where it is asked for, and else end it. */
async function peopleOf(
  path: string,
  isAsked: boolean,
  estate: Estate,
  cwd: string,
): Promise<{ file?: string; directory?: Directory; mistakes: Mistake[] }> {
  const { directoryOf, readPeopleFile } = await import('../people-file.ts');
  if (isAsked) {
    const read = await readPeopleFile(path, cwd, estate);
    if (read) return read;
    const { fail } = await import('../../model/errors.ts');
    return fail('BadInput', { what: `there is no ${path}`, todo: 'look at the path' });
  }
  const directory = await directoryOf(path, cwd, estate);
  return { ...(directory ? { directory } : {}), mistakes: [] };
}

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
  checked: { people: string | undefined; runbooks: string[] },
  mistakes: Mistake[],
  errors: number,
  { screen }: Call,
): Promise<void> {
  const { people, runbooks } = checked;
  const files = [...(people === undefined ? [] : [people]), ...runbooks];
  if (format === 'json') return screen.document({ world: 'sandbox', files, mistakes });
  if (format === 'sarif') return screen.document((await import('../../runbook/sarif.ts')).sarifOf(mistakes));
  const { length } = runbooks;
  const parts = [
    ...(length === 0 ? [] : [`${length} runbook${length === 1 ? '' : 's'}`]),
    ...(people === undefined ? [] : ['people.yaml']),
  ];
  const count = `${parts.length === 0 ? 'rebound.yaml' : parts.join(' and ')} checked (sandbox)`;
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
async function claims(read: readonly Read[], beside: readonly Read[]): Promise<Mistake[]> {
  const { alarmsClaimedTwice } = await import('../../runbook/read-triggers.ts');
  const whole = (files: readonly Read[]) => files.flatMap(({ runbook }) => runbook ?? []);
  const claimed = alarmsClaimedTwice([...whole(beside), ...whole(read)]);
  // what two others share is nothing that these files could mend
  return [...namedTwice(whole(beside), read), ...claimed].flatMap((mistake) => {
    const text = read.find(({ file }) => file === mistake.file)?.text;
    return text === undefined ? [] : [{ ...mistake, source: text.split(/\r?\n/)[mistake.line - 1] ?? '' }];
  });
}

function namedTwice(others: readonly Runbook[], checked: readonly Read[]): Mistake[] {
  return checked.flatMap(({ runbook, file, text }, index): Mistake[] => {
    const before = [...others, ...checked.slice(0, index).flatMap((one) => one.runbook ?? [])];
    const twin = runbook && before.find((other) => other.runbook === runbook.runbook);
    if (!twin) return [];
    const message = `${twin.file} calls itself "${runbook.runbook}", too: give one of them another name`;
    const line = Math.max(1, text.split(/\r?\n/).findIndex((one) => one.startsWith('runbook:')) + 1);
    const place = { line, column: 1, path: 'runbook', source: '' };
    return [{ severity: 'error', code: 'name-twice', file, message, ...place }];
  });
}
