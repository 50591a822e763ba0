import { answers, type Answer } from '../../model/ask.ts';
import { argument, askExits, type CommandFile, option } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .argument('<answer>', 'approve or reject an approval; retry or abort a step that failed')
      .option('--as <name>', 'who answers (default: your login name)')
      .option('--because <text>', 'why, for the history')
      .addHelpText('after', '\nExample:\n  rebound answer k3f9 approve --because "as drilled"'),
  exits: askExits,
  run: async (call) => {
    const [{ withServer }, { answerWord }, { stopLines }] = await Promise.all([
      import('../sessions.ts'),
      import('../answer-word.ts'),
      import('../stop-lines.ts'),
    ]);
    const run = argument(call, 0);
    const answer: Answer = answerWord(argument(call, 1), answers);
    const by = option(call, 'as') ?? call.io.login;
    return withServer(call, run, async ({ operations }) => {
      const decision = await operations.answer(run, answer, by, option(call, 'because') ?? '');
      if (call.settings.json) {
        call.screen.document({ world: 'sandbox', run, decision: decision ?? null });
        return decision ? 0 : 3;
      }
      // a yes changes nothing while the switch is on
      for (const line of stopLines(await operations.stopped(), call.screen.paint)) call.screen.line(line);
      if (decision) call.screen.line(`sandbox · run ${run}: ${decision.by} decided: ${decision.answer}`);
      else
        call.screen.line(`sandbox · run ${run}: noted; more people have to say yes, the question stays open`);
      return decision ? 0 : 3;
    });
  },
};
