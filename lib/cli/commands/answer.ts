import type { Json } from '../../model/json.ts';
import type { AnswerDetails, Operations } from '../../operations/operations.ts';
import { argument, askExits, type Call, type CommandFile, option } from '../command.ts';
import { previewOption, printPreview } from '../print-preview.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('<run>', 'id of the run, or its beginning')
      .argument(
        '<answer>',
        'approve or reject an approval; retry, skip, back, by-hand or abort where a step failed; done or cannot for work by hand; go-on for a wait; or one of the options of a decision',
      )
      .option('--as <name>', 'who answers (default: your login name)')
      .option('--because <text>', 'why, for the history; skip wants it')
      .option('--note <text>', 'the same as --because')
      .option('--to <step>', 'back: the id of the step to go back to')
      .option('--set <name=value...>', 'retry: other values for the step; done: what is to be written down')
      .option('--for <group>', 'approve: the group that you speak for, where several have to say yes')
      .option(
        '--plan <hash>',
        'approve: the plan that you saw, as it is shown; refused when it is another by now',
      )
      .option(
        '--break-glass <target>',
        'approve alone, when everybody who was asked had their time and was silent: the target, typed; wants --because, everybody is paged',
      )
      .option(...previewOption)
      .option('--step <id>', 'the step whose question it is, where several are open')
      .option('--ask <id>', 'the id of the question, or its beginning, where several are open')
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          '  rebound answer k3f9 approve --because "as drilled"',
          '  rebound answer k3f9 skip --because "restored from the console"',
          '  rebound answer k3f9 retry --set backup=nightly-0010',
          '  rebound answer k3f9 done --set case_id=4711',
          '  rebound answer k3f9 approve --break-glass "payments @ prod-blue" --because "nobody answers, payments is down"',
        ].join('\n'),
      ),
  exits: askExits,
  run: async (call) => {
    const [{ withServer }, { stopLines }] = await Promise.all([
      import('../sessions.ts'),
      import('../stop-lines.ts'),
    ]);
    const run = argument(call, 0);
    const answer = argument(call, 1).toLowerCase();
    const by = option(call, 'as') ?? call.io.login;
    const because = option(call, 'because') ?? option(call, 'note') ?? '';
    return withServer(call, run, async ({ operations }) => {
      const details = await detailsOf(call, run, answer, operations);
      const action = { do: 'answer' as const, answer, by, because, more: details };
      if (await printPreview(call, operations, run, action)) return 0;
      const decision = await operations.answer(run, answer, by, because, details);
      if (call.settings.json) {
        call.screen.document({ world: 'sandbox', run, decision: decision ?? null });
        return decision ? 0 : 3;
      }
      // a yes changes nothing while the switch is on
      for (const line of stopLines(await operations.stopped(), call.screen.paint)) call.screen.line(line);
      const to = decision?.to === undefined ? '' : ` to ${decision.to}`;
      const alone = decision?.breakGlass === undefined ? '' : ', alone, by break-glass: everybody is told';
      if (decision)
        call.screen.line(`sandbox · run ${run}: ${decision.by} decided: ${decision.answer}${to}${alone}`);
      else
        call.screen.line(`sandbox · run ${run}: noted; more people have to say yes, the question stays open`);
      return decision ? 0 : 3;
    });
  },
};

async function detailsOf(
  call: Call,
  run: string,
  answer: string,
  operations: Operations,
): Promise<AnswerDetails> {
  const { parseSet, valuesFor } = await import('../answer-values.ts');
  const set = parseSet(list(call.options['set']));
  const ask = option(call, 'ask');
  const step = option(call, 'step');
  const group = option(call, 'for');
  const to = option(call, 'to');
  const plan = option(call, 'plan');
  const breakGlass = option(call, 'breakGlass');
  const wanted = { ...(ask === undefined ? {} : { ask }), ...(step === undefined ? {} : { step }) };
  const given =
    answer === 'retry' && Object.keys(set).length > 0 ? await givenTo(run, wanted, operations) : {};
  return {
    ...wanted,
    ...(group === undefined ? {} : { for: group }),
    ...(to === undefined ? {} : { to }),
    ...(plan === undefined ? {} : { plan }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
    channel: 'cli',
    ...valuesFor(answer, set, given),
  };
}

/** What the failed step was given: a value that replaces a text stays a text. */
async function givenTo(
  run: string,
  { ask, step }: Pick<AnswerDetails, 'ask' | 'step'>,
  operations: Operations,
): Promise<Record<string, Json>> {
  const { asks } = await operations.show(run);
  const meant = asks.find(
    (one) =>
      one.decision === undefined &&
      one.given !== undefined &&
      (ask === undefined || one.id.startsWith(ask)) &&
      (step === undefined || one.step === step),
  );
  return meant?.given ?? {};
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
