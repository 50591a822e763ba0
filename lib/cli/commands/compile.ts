import { argument, type CommandFile, option } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file>', 'YAML file of a runbook')
      .option('--out <folder>', 'write NAME.asl.json and NAME.manifest.json there instead of printing'),
  exits: {
    0: 'compiled',
    1: 'something unexpected, or the folder cannot be written',
    2: 'mistakes in the file, or it cannot be read',
  },
  run: async (call) => {
    const [{ compileFile }, { peopleFor }, { mkdir, writeFile }, path] = await Promise.all([
      import('../compile-file.ts'),
      import('../people-file.ts'),
      import('node:fs/promises'),
      import('node:path'),
    ]);
    const { io, screen, settings } = call;
    const { definition, manifest } = await compileFile(argument(call, 0), io, await peopleFor(io));
    const out = option(call, 'out');
    if (out === undefined) {
      if (settings.json) screen.document({ world: 'sandbox', definition, manifest });
      else {
        screen.trouble(
          'sandbox · the state machine; functions and topic get their ARNs last. --out writes it with its manifest',
        );
        screen.line(JSON.stringify(definition, null, 2));
      }
      return 0;
    }
    const folder = path.resolve(io.cwd, out);
    await mkdir(folder, { recursive: true });
    const files = [
      { file: path.join(folder, `${manifest.runbook}.asl.json`), value: definition },
      { file: path.join(folder, `${manifest.runbook}.manifest.json`), value: manifest },
    ];
    for (const { file, value } of files) await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
    if (settings.json) screen.document({ world: 'sandbox', files: files.map(({ file }) => file) });
    else for (const { file } of files) screen.line(`sandbox · wrote ${file}`);
    return 0;
  },
};
