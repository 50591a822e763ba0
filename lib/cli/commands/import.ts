import { argument, type Call, type CommandFile, option } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file>', 'Markdown file: a page of a wiki')
      .option('--out <file>', 'where the runbook goes (default: runbooks/NAME.yaml); - prints it')
      .option('--name <name>', "the runbook's name (default: of the page's title)")
      .option(
        '--owner <who>',
        'who is asked when a step fails (default: of the front matter, or platform-oncall)',
      )
      .option('--force', 'write over a file that says something else')
      .addHelpText(
        'after',
        '\nEach heading becomes a step that a person does by hand: its text as it stands, its lists as a checklist, its commands to\ncopy. Comments name the step types that could do it. The result passes check.\n\nExamples:\n  rebound import wiki/restore-payments.md\n  rebound import wiki/restore-payments.md --name restore-payments --out -',
      ),
  exits: {
    0: 'written, or it was there already and says the same',
    1: 'something unexpected',
    2: 'bad input: nothing in the page, a name that is taken, or a file that is there already (see --force)',
  },
  run: async (call) => {
    const [
      { importedOf },
      { exampleInput, runbookYaml },
      { usualOwner },
      { ownPeople },
      { estateOf },
      { places },
    ] = await Promise.all([
      import('../import/imported.ts'),
      import('../import/runbook-yaml.ts'),
      import('../new/whom-to-ask.ts'),
      import('../people-file.ts'),
      import('../read-files.ts'),
      import('../session.ts'),
    ]);
    const { io, screen, settings } = call;
    const page = await importedOf(
      argument(call, 0),
      {
        name: option(call, 'name'),
        owner: option(call, 'owner'),
        usualOwner: usualOwner(await ownPeople(io)),
      },
      io,
    );
    const out = option(call, 'out') ?? `runbooks/${page.name}.yaml`;
    const { inOneFormat, nextLines, writeRunbook } = await import('../write-runbook.ts');
    const estate = await estateOf(places(io).estateFile, io.cwd);
    const yaml = inOneFormat(runbookYaml(page, estate), out);
    if (out === '-') return print(yaml, page.name, call);

    const { written, warnings } = await writeRunbook(
      { yaml, file: out, force: call.options['force'] === true },
      io,
    );
    const suggestions = page.steps.flatMap(({ title, hints }) =>
      hints.map(({ uses }) => ({ step: title, uses })),
    );
    if (settings.json) {
      screen.document({
        world: 'sandbox',
        runbook: page.name,
        file: out,
        written: written !== 'unchanged',
        steps: page.steps.length,
        suggestions,
        warnings,
      });
      return 0;
    }
    const steps = `${page.steps.length} step${page.steps.length === 1 ? '' : 's'}`;
    screen.line(
      written === 'unchanged'
        ? `${out} says the same already: nothing was written`
        : `${written === 'written' ? 'wrote' : 'wrote over'} ${out}: ${steps} by hand`,
    );
    if (suggestions.length > 0) screen.line('What a step type could do, as comments in the file say, too:');
    for (const [step, uses] of byStep(suggestions)) screen.line(`  ${step}: ${uses.join(', ')}`);
    const [only, more] = page.steps;
    if (only && !more && only.text.length > longMax)
      screen.line(
        'All of it is one step: give the page a heading for each thing to do, and import it again with --force.',
      );
    screen.line('Read it from the top; then:');
    for (const line of nextLines(page.name, out, exampleInput(estate))) screen.line(`  ${line}`);
    return 0;
  },
};

/** More than this is no step, but a page. */
const longMax = 1500;

/** The step types for each step, in the page's order. */
function byStep(suggestions: { step: string; uses: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { step, uses } of suggestions) found.set(step, [...(found.get(step) ?? []), uses]);
  return found;
}

async function print(yaml: string, name: string, { io, screen, settings }: Call): Promise<number> {
  const { mistakesOf } = await import('../write-runbook.ts');
  const mistakes = await mistakesOf({ yaml, file: `${name}.yaml` }, io);
  if (settings.json) screen.document({ world: 'sandbox', runbook: name, yaml, mistakes });
  // as it is: no line of it may be broken
  else io.stdout.write(yaml);
  return mistakes.some(({ severity }) => severity === 'error') ? 2 : 0;
}
