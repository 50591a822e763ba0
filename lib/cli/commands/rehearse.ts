import type { CommandFile } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[runbook...]', 'names of runbooks, or paths of their files')
      .option('--all', 'every runbook of the folder')
      .option('--seed <number>', 'another seed samples other paths in another world (default: 1)')
      .option('--max <number>', 'at most so many paths of each runbook (default: 1000)')
      .option('--workers <number>', 'on so many processors (default: up to 4); what comes of it is the same')
      .option('--report <folder>', 'writes <runbook>.json, .md and .html there')
      .option('--replay <id>', 'plays one path again and tells what happened; 1 is the first rehearsal')
      .option('--live', 'with --replay: as it goes, 60 simulated seconds a second')
      .option('--speed <number>', 'with --replay: as it goes, so many simulated seconds a second')
      .option('--step', 'with --replay: waits for Enter after each thing that happens; q ends')
      .option('--draft', 'drafts rehearsals for a runbook that has none, and plays each of them')
      .option('--write', 'with --draft: puts them into the file')
      .addHelpText(
        'after',
        "\nPlays the runbook's own rehearsals, then what can go wrong around them: each\ncall, person and clock that can fail it, singly and in pairs, in simulated time.\nNothing real is touched. Ctrl-C ends it with the report so far; a second one\nends it at once. With --replay nothing is explored: give it the --seed of the\nreport that the path is from.\n\nExamples:\n  rebound rehearse restore-namespace\n  rebound rehearse --all --max 200 --report reports\n  rebound rehearse restore-namespace --replay '1+change.1=answer-lost'\n  rebound rehearse restore-namespace --replay 1 --speed 120\n  rebound rehearse --draft my-runbook",
      ),
  exits: {
    0: 'all paths ended well, and every expectation holds; of a replay: it ended well',
    1: 'some did not; of a draft: something is left out of it',
    2: 'bad input: no such runbook, path or option, a runbook with mistakes, or without rehearsals',
    3: 'stopped half-way (Ctrl-C): the report is partial; of a replay: it was ended before its end',
  },
  run: async (call) => {
    const { optionsOf } = await import('../rehearse/options.ts');
    const options = optionsOf(call);
    if (options.what === 'draft') return (await import('../rehearse/draft.ts')).draft(call, options);
    if (options.what === 'replay') return (await import('../rehearse/replay.ts')).replay(call, options);
    return (await import('../rehearse/rehearse.ts')).rehearse(call, options);
  },
};
