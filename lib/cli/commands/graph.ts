import type { Compiled } from '../../compiler/compile.ts';
import type { PictureOptions } from '../../compiler/picture/picture.ts';
import { fail } from '../../model/errors.ts';
import { argument, type Call, type CommandFile, option } from '../command.ts';

const formats = ['svg', 'mermaid', 'text'] as const;
type Format = (typeof formats)[number];
const themes = ['auto', 'light', 'dark'] as const;

/** What a file's ending says about its format. */
const endings: Record<string, Format> = { svg: 'svg', mmd: 'mermaid', mermaid: 'mermaid', txt: 'text' };

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file>', 'YAML file of a runbook')
      .option(
        '--format <format>',
        "svg, mermaid or text; default: as FILE's ending says, else text on a terminal and svg in a pipe",
      )
      .option('--out <file>', 'write there instead of printing; .svg, .mmd and .txt say the format')
      .option('--theme <theme>', "svg: light, dark, or auto (default): as the reader's system has it")
      .option('--width <pixels>', 'svg: how wide it may be, 320 to 10000; default 1440')
      .option('--columns <n>', 'svg: columns for a long runbook, 1 to 9; default 1')
      .option('--asks', 'svg and text: who is asked when a step fails')
      .option('--frame', 'mermaid: the states that the compiler adds around the steps')
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          '  rebound graph runbooks/restore-namespace.yaml',
          '  rebound graph runbooks/restore-namespace.yaml --out restore.svg',
          '  rebound graph runbooks/restore-namespace.yaml --format mermaid > restore.mmd',
        ].join('\n'),
      ),
  exits: {
    0: 'drawn',
    1: 'something unexpected, or the file cannot be written',
    2: 'a wrong option, mistakes in the file, or it cannot be read',
  },
  run: async (call) => {
    const { io, screen, settings } = call;
    const format = formatOf(call);
    const picture = pictureOptions(call);
    const { compileFile } = await import('../compile-file.ts');
    const compiled = await compileFile(argument(call, 0), io);
    const text = await draw(compiled, format, picture, call);
    const { runbook } = compiled.manifest;
    const out = option(call, 'out');
    if (out !== undefined) {
      const file = await write(out, text, io.cwd);
      if (settings.json) screen.document({ world: 'sandbox', runbook, format, file });
      else screen.line(`sandbox · wrote ${file}`);
    } else if (settings.json) screen.document({ world: 'sandbox', runbook, format, [format]: text });
    else if (format === 'text') for (const line of text.trimEnd().split('\n')) screen.line(line);
    else io.stdout.write(text);
    return 0;
  },
};

function formatOf(call: Call): Format {
  const typed = option(call, 'format');
  const out = option(call, 'out');
  const frame = call.options['frame'] === true;
  const byEnding =
    out === undefined ? undefined : endings[/\.([a-z]+)$/i.exec(out)?.[1]?.toLowerCase() ?? ''];
  const terminal = call.io.stdout.isTTY && !call.settings.json && out === undefined;
  const otherwise = frame ? 'mermaid' : (byEnding ?? (terminal ? 'text' : 'svg'));
  const format = typed === undefined ? otherwise : oneOf('format', formats, typed);
  if (frame && format !== 'mermaid')
    fail('BadInput', {
      what: `--frame has no meaning for ${format}`,
      todo: 'take --format mermaid, or leave --frame out',
    });
  return format;
}

function pictureOptions(call: Call): PictureOptions {
  const theme = option(call, 'theme');
  const width = numberOf(call, 'width', 320, 10_000);
  const columns = numberOf(call, 'columns', 1, 9);
  return {
    asks: call.options['asks'] === true,
    ...(theme === undefined ? {} : { theme: oneOf('theme', themes, theme) }),
    ...(width === undefined ? {} : { width }),
    ...(columns === undefined ? {} : { columns }),
  };
}

function oneOf<T extends string>(name: string, known: readonly T[], typed: string): T {
  const found = known.find((one) => one === typed);
  return (
    found ?? fail('BadInput', { what: `--${name} is "${typed}"`, todo: `write one of ${known.join(', ')}` })
  );
}

function numberOf(call: Call, name: string, least: number, most: number): number | undefined {
  const typed = option(call, name);
  if (typed === undefined) return undefined;
  const value = /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= least && value <= most) return value;
  return fail('BadInput', {
    what: `--${name} is "${typed}"`,
    todo: `write a whole number from ${least} to ${most}`,
  });
}

async function draw(
  compiled: Compiled,
  format: Format,
  options: PictureOptions,
  call: Call,
): Promise<string> {
  if (format === 'mermaid') {
    const { graph } = await import('../../compiler/graph.ts');
    const mermaid = graph(compiled, { frame: call.options['frame'] === true });
    // a comment of mermaid's, so that the output stays a picture
    return `%% ${compiled.manifest.runbook}, compiled for the sandbox\n${mermaid}`;
  }
  const { picture, pictureText } = await import('../../compiler/picture/picture.ts');
  if (format === 'svg') return picture(compiled.manifest, options);
  const columns = option(call, 'out') === undefined ? call.screen.columns() : undefined;
  return `${pictureText(compiled.manifest, options, columns ?? 80).join('\n')}\n`;
}

async function write(out: string, text: string, cwd: string): Promise<string> {
  const [{ mkdir, writeFile }, path] = await Promise.all([import('node:fs/promises'), import('node:path')]);
  const file = path.resolve(cwd, out);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
