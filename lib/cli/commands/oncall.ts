import { iso } from '../../model/clock.ts';
import type { OnCall } from '../../operations/operations.ts';
import { argument, type Call, type CommandFile, option } from '../command.ts';

export const command: CommandFile = {
  describe: (command) =>
    command
      .argument('[group]', 'a group or a person; without it, all groups')
      .option('--at <time>', 'then instead of now: 2026-11-24T03:05Z')
      .addHelpText(
        'after',
        '\nA running server asks PagerDuty for the schedules that are kept there; without one, people.yaml says who is woken.\n\nExamples:\n  rebound oncall\n  rebound oncall platform-oncall --at 2026-12-24T22:00Z',
      ),
  exits: {
    0: 'done, also where nobody is on call',
    1: 'something unexpected',
    2: 'bad input: no people.yaml, one with mistakes, a name that it does not have, or a time that is none',
  },
  run: async (call) => {
    const { screen } = call;
    const at = await timeOf(call);
    const { found, server } = await ask(call, argument(call, 0) || undefined, at);
    if (call.settings.json) {
      screen.document({ world: 'sandbox', at: at === undefined ? null : iso(at), oncall: found });
      return 0;
    }
    const [{ onCallLines }, { formatTime }] = await Promise.all([
      import('../on-call-lines.ts'),
      import('../../model/duration.ts'),
    ]);
    screen.line(`on call ${at === undefined ? 'now' : `at ${formatTime(at)}`}`);
    for (const line of onCallLines(found, screen.paint)) screen.line(line);
    if (!server && found.some(({ nobody }) => nobody?.includes('PagerDuty') === true))
      screen.line(screen.paint('dim', 'A running server asks PagerDuty: rebound start, then this again.'));
    return 0;
  },
};

/** From the folder's server, whose clock is the world's; without one from people.yaml by itself. */
async function ask(
  call: Call,
  who: string | undefined,
  at: number | undefined,
): Promise<{ found: OnCall[]; server: boolean }> {
  const { connect, places } = await import('../session.ts');
  const session = await connect(call.io, call.settings);
  if (session) return { found: await session.operations.oncall(who, at), server: true };
  const [{ estateOf }, { directoryOf }, { makeOnCall }] = await Promise.all([
    import('../read-files.ts'),
    import('../people-file.ts'),
    import('../../operations/on-call.ts'),
  ]);
  const { io } = call;
  const { estateFile, peopleFile } = places(io);
  const directory = await directoryOf(peopleFile, io.cwd, await estateOf(estateFile, io.cwd));
  const operations = makeOnCall({ clock: io.clock, ...(directory ? { directory } : {}) });
  return { found: await operations.oncall(who, at), server: false };
}

async function timeOf(call: Call): Promise<number | undefined> {
  const text = option(call, 'at');
  if (text === undefined) return undefined;
  const { parseTime, timeForm } = await import('../../model/time.ts');
  const time = parseTime(text, call.io.clock.now());
  if (time !== undefined) return Date.parse(time);
  const { fail } = await import('../../model/errors.ts');
  return fail('BadInput', { what: `found --at ${text}`, todo: `write ${timeForm}` });
}
