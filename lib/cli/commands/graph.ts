import { argument, type CommandFile } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<file>', 'YAML file of a runbook')
      .option('--frame', 'with the states that the compiler adds around the steps'),
  exits: { 0: 'drawn', 1: 'something unexpected', 2: 'mistakes in the file, or it cannot be read' },
  run: async (call) => {
    const [{ compileFile }, { graph }] = await Promise.all([
      import('../compile-file.ts'),
      import('../../compiler/graph.ts'),
    ]);
    const { io, screen, settings } = call;
    const compiled = await compileFile(argument(call, 0), io);
    const mermaid = graph(compiled, { frame: call.options['frame'] === true });
    if (settings.json) screen.document({ world: 'sandbox', runbook: compiled.manifest.runbook, mermaid });
    else {
      // a comment of mermaid's, so that the output stays a picture
      screen.line(`%% ${compiled.manifest.runbook}, compiled for the sandbox`);
      io.stdout.write(mermaid);
    }
    return 0;
  },
};
