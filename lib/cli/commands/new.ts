import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { argument, type Call, type CommandFile, option } from '../command.ts';
import type { Question } from '../new/answers.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[name]', 'name of the runbook, such as restore-payments')
      .option('--title <text>', 'what it does, in one line')
      .option('--owner <who>', 'who is asked when a step fails: a person or a group')
      .option('--target <what>', 'what it recovers: cluster, namespace or database')
      .option('--alarm <name>', 'the CloudWatch alarm that finds it, name or ARN; by-hand: nothing does')
      .option('--rto <duration>', 'how long it may take until all is well again, such as 1h')
      .option('--yes', 'take what is usual for what no option says, and ask nothing')
      .option('--out <file>', 'where it goes (default: runbooks/NAME.yaml)')
      .option('--force', 'write over a file that says something else')
      .addHelpText(
        'after',
        '\nAt a terminal it asks for what no option says. The runbook passes check, and explains itself in comments.\n\nExamples:\n  rebound new\n  rebound new restore-payments --title "Restore payments" --owner payments-oncall --target namespace --alarm payments-gone --rto 1h\n  rebound new restore-payments --yes',
      ),
  exits: {
    0: 'written, or it was there already and says the same',
    1: 'something unexpected',
    2: 'bad input: an option that is missing or wrong, a name that is taken, or a file that is there already (see --force)',
  },
  run: async (call) => {
    const [
      { answersOf },
      { firstRunbook },
      { said },
      { ownPeople },
      { estateOf },
      { places },
      { inOneFormat, nextLines, writeRunbook },
      { exampleInputs },
    ] = await Promise.all([
      import('../new/answers.ts'),
      import('../new/first-runbook.ts'),
      import('../new/ask.ts'),
      import('../people-file.ts'),
      import('../read-files.ts'),
      import('../session.ts'),
      import('../write-runbook.ts'),
      import('../new/example-inputs.ts'),
    ]);
    const { io, screen, settings } = call;
    const estate = await estateOf(places(io).estateFile, io.cwd);
    const out = option(call, 'out');
    const force = call.options['force'] === true;
    const given = givenBy(call);
    const fileOf = (name: string) => out ?? `runbooks/${name}.yaml`;
    // whoever answers questions hears of it at once, and not behind the last one
    const taken = (name: string) =>
      !force && existsSync(resolve(io.cwd, fileOf(name)))
        ? `${fileOf(name)} is there already: another name, or --force to write over it`
        : undefined;
    const yes = call.options['yes'] === true;
    const directory = await ownPeople(io);
    const answers = answersOf(await said(given, { yes, estate, directory, call, taken }), directory);
    const file = fileOf(answers.name);
    const yaml = inOneFormat(firstRunbook(answers, estate), file);
    const { written, warnings } = await writeRunbook({ yaml, file, force }, io);
    if (settings.json) {
      screen.document({
        world: 'sandbox',
        runbook: answers.name,
        file,
        written: written !== 'unchanged',
        warnings,
      });
      return 0;
    }
    screen.line(
      written === 'unchanged'
        ? `${file} says the same already: nothing was written`
        : `${written === 'written' ? 'wrote' : 'wrote over'} ${file}`,
    );
    screen.line('Read it from the top; then:');
    for (const line of nextLines(answers.name, file, exampleInputs(answers, estate)))
      screen.line(`  ${line}`);
    return 0;
  },
};

function givenBy(call: Call): Partial<Record<Question['flag'], string>> {
  const name = argument(call, 0);
  const flags = ['title', 'owner', 'target', 'alarm', 'rto'] as const;
  const options = flags.flatMap((flag) => {
    const value = option(call, flag);
    return value === undefined ? [] : [[flag, value.trim()] as const];
  });
  return { ...(name === '' ? {} : { name }), ...Object.fromEntries(options) };
}
