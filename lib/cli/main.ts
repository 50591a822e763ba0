import { isAbsolute, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { codeOf, explain, fail, ReboundError } from '../model/errors.ts';
import { commands } from './commands.ts';
import type { CommandFile } from './command.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { Io } from './io.ts';
import { makeScreen } from './screen.ts';

/** Words that make a command line without a command a whole one. */
const asks = new Set(['--help', '-h', '--version', 'help']);

/** Runs the command line `typed` (without node and script); gives the exit code. Nothing is thrown: whatever goes wrong is one sentence. */
export async function main(typed: string[], io: Io): Promise<number> {
  let code = 0;
  // known before commander has read the options, so that its own complaints are JSON, too
  const json = typed.includes('--json');
  const called = calledCommand(typed);
  const more =
    called !== undefined && Object.hasOwn(commands, called)
      ? `rebound ${called} --help says how`
      : 'rebound --help lists everything';
  try {
    const nothing = called === undefined && !typed.some((word) => asks.has(word));
    if (nothing && json) fail('BadInput', { what: 'no command is given', todo: more });
    const argv = nothing ? [...typed, '--help'] : typed;
    const program = programOf(io, json, more);
    for (const [name, entry] of Object.entries(commands)) {
      const command = program.command(name).description(entry.summary);
      if (name !== called) continue;
      const file = (await entry.load()).command;
      describe(
        command,
        file,
        async (call) => {
          code = await file.run(call);
        },
        io,
      );
    }
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return complain(error, io, json, more);
  }
}

function programOf(io: Io, json: boolean, more: string): Command {
  return new Command('rebound')
    .description(
      'Outage-recovery runbooks, proven before they are needed. This version acts in the sandbox only.',
    )
    .version('0.1.0', '--version')
    .option('--json', 'one JSON document on standard output, nothing else there')
    .option('--world <world>', 'in which world: sandbox, the simulated one', 'sandbox')
    .addOption(folderOption())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => json || io.stderr.write(text),
      outputError: (text, write) =>
        write(
          `rebound (sandbox): ${text
            .replace(/^error: /, '')
            .replaceAll('\n', ' ')
            .trim()}: ${more}\n`,
        ),
    })
    .showSuggestionAfterError(true)
    .helpCommand('help [command]', 'more about a command')
    .addHelpText(
      'after',
      exits({
        0: 'done, or the run recovered',
        1: 'failed or aborted',
        2: 'bad input',
        3: 'refused otherwise, or still open',
      }),
    )
    .exitOverride();
}

function folderOption() {
  return new Command()
    .createOption('--folder <folder>', 'where the history is')
    .default('.rebound')
    .hideHelp();
}

function describe(
  command: Command,
  file: CommandFile,
  action: (call: Parameters<CommandFile['run']>[0]) => Promise<void>,
  io: Io,
): void {
  file.describe(command);
  command.addHelpText('after', exits(file.exits)).exitOverride();
  command.action(async (...given: unknown[]) => {
    const all = command.optsWithGlobals<Record<string, unknown>>();
    const world = String(all['world']);
    if (world !== 'sandbox') {
      throw new ReboundError('BadInput', {
        what: `there is no world "${world}"`,
        why: 'this version acts in the sandbox only, never on real systems',
        todo: 'leave --world out, or write --world sandbox',
      });
    }
    command.registeredArguments.forEach((argument, position) => {
      // a variable of a script that was not set
      if (argument.required && given[position] === '')
        fail('BadInput', {
          what: `${argument.name().toUpperCase()} is an empty text`,
          todo: `give ${argument.description}`,
        });
    });
    const folder = String(all['folder']);
    const json = all['json'] === true;
    await action({
      io,
      screen: makeScreen(io, json),
      settings: { json, folder: isAbsolute(folder) ? folder : join(io.cwd, folder) },
      args: given.slice(0, command.registeredArguments.length) as (string | string[] | undefined)[],
      options: all,
    });
  });
}

/** The first word that is neither an option nor an option's value; after `help`, the word that it is about. */
function calledCommand(argv: string[]): string | undefined {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--folder' || word === '--world') i += 1;
    else if (!word.startsWith('-')) words.push(word);
  }
  return words[0] === 'help' ? words[1] : words[0];
}

function exits(codes: Record<number, string>): string {
  const lines = Object.entries(codes).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}`;
}

function complain(error: unknown, io: Io, json: boolean, more: string): number {
  const { trouble } = makeScreen(io, json);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const what = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    if (json) write(io, 'BadInput', { what, todo: more });
    if (json) trouble(`rebound (sandbox): ${what}: ${more}`);
    return error.code === 'commander.help' ? 0 : 2;
  }
  const code = codeOf(error);
  // of a stranger's error the first line: some put a stack into their message
  const text = code ? explain(error) : (explain(error).split('\n')[0] ?? '');
  if (json) write(io, code ?? 'Broken', code ? (error as ReboundError).facts : { what: text });
  trouble(`rebound (sandbox): ${text.trimEnd()}`);
  return exitCodeOfError(error);
}

function write(io: Io, code: string, facts: unknown): void {
  io.stdout.write(`${JSON.stringify({ world: 'sandbox', error: { code, facts } }, null, 2)}\n`);
}
