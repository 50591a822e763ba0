import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Mistake } from '../../runbook/runbook.ts';
import type { Call, CommandFile } from '../command.ts';

interface Result {
  file: string;
  /** It was, or with --check would be, written in another way. */
  changed: boolean;
  mistakes: Mistake[];
}

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument(
        '[file...]',
        'YAML files; without them, all runbooks of the folder, rebound.yaml and people.yaml',
      )
      .option('--check', 'write nothing: say which files are not in the one format')
      .addHelpText(
        'after',
        '\nOrder of keys, quotes and indentation become the same everywhere; comments and meaning stay.\n\nExamples:\n  rebound fmt\n  rebound fmt --check runbooks/*.yaml',
      ),
  exits: {
    0: 'all files are in the one format, or are now',
    1: 'with --check: some files are not; or something unexpected',
    2: 'a file is no YAML: it is left as it is, the others are written; or one cannot be read: nothing is written',
  },
  run: async (call) => {
    const { io } = call;
    const check = call.options['check'] === true;
    const files = await filesOf(call);
    const { readText } = await import('../read-text.ts');
    // one that cannot be read is said before anything is written
    const texts = await Promise.all(files.map((file) => readText(resolve(io.cwd, file), file)));
    const results: Result[] = [];
    for (const [index, file] of files.entries())
      results.push(await formatOne(file, texts[index] ?? '', check, io));
    await tell(results, check, call);
    if (results.some(({ mistakes }) => mistakes.length > 0)) return 2;
    return check && results.some(({ changed }) => changed) ? 1 : 0;
  },
};

async function filesOf({ args, io }: Call): Promise<string[]> {
  const [given] = args;
  if (Array.isArray(given) && given.length > 0) return given;
  const folder = join(io.cwd, 'runbooks');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const beside = ['rebound.yaml', 'people.yaml'].map((name) => join(io.cwd, name));
  const files = [
    ...names.sort().map((name) => join(folder, name)),
    ...beside.filter((file) => existsSync(file)),
  ];
  if (files.length > 0) return files.map((file) => relative(io.cwd, file));
  const { fail } = await import('../../model/errors.ts');
  return fail('BadInput', {
    what: 'there is nothing to format',
    why: 'this folder has neither a folder runbooks nor a rebound.yaml or people.yaml',
    todo: 'give the paths of files',
  });
}

async function formatOne(
  file: string,
  text: string,
  check: boolean,
  { cwd, pid }: Call['io'],
): Promise<Result> {
  const [{ formatText }, { replaceFile }] = await Promise.all([
    import('../../runbook/format/format-text.ts'),
    import('../replace-file.ts'),
  ]);
  const formatted = formatText(text, file);
  if ('mistakes' in formatted) return { file, changed: false, mistakes: formatted.mistakes };
  const changed = formatted.text !== text;
  if (changed && !check) await replaceFile(resolve(cwd, file), file, formatted.text, pid);
  return { file, changed, mistakes: [] };
}

async function tell(results: Result[], check: boolean, { screen }: Call): Promise<void> {
  const mistakes = results.flatMap((result) => result.mistakes);
  const changed = results.filter((result) => result.changed).map(({ file }) => file);
  if (screen.json)
    return screen.document({ world: 'sandbox', files: results.map(({ file }) => file), changed, mistakes });
  if (mistakes.length > 0) {
    const { formatMistakes } = await import('../../runbook/mistake.ts');
    screen.line(formatMistakes(mistakes));
  }
  for (const file of changed) screen.line(`${file} ${check ? 'is not in the one format' : 'formatted'}`);
  const count = `${results.length} file${results.length === 1 ? '' : 's'}`;
  if (changed.length === 0 && mistakes.length === 0) screen.line(`${count}: nothing to change`);
  else if (check && changed.length > 0) screen.line('rebound fmt writes them');
}
