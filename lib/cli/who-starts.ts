import { personCalled } from '../model/on-call.ts';
import { type Call, option } from './command.ts';
import { places } from './session.ts';

/**
 * Who starts a run: as it is said (`--as`, REBOUND_AS), else the login. In the sandbox whoever is not in people.yaml starts it as somebody
 * who is: there it is a rehearsal. Says so; and of a name that was given, that one more has to say yes.
 */
export async function whoStarts(call: Call): Promise<string> {
  const { io, screen } = call;
  const given = option(call, 'as') ?? io.env['REBOUND_AS'];
  const by = given ?? io.login;
  const directory = await knownPeople(call);
  if (!directory || personCalled(directory, by)) return by;
  if (given !== undefined) {
    screen.line(`  people.yaml has nobody called "${by}": one more person has to say yes to a change.`);
    return by;
  }
  // The last one: the first are whom examples ask.
  const standIn = Object.keys(directory.people).at(-1) ?? by;
  screen.line(
    `  You start it as ${standIn} (sandbox): people.yaml has nobody called "${by}". --as NAME, or REBOUND_AS, says who you are.`,
  );
  return standIn;
}

/** Undefined where there is no people.yaml, or one with mistakes: those the session has told, or the server goes on with what it had. */
async function knownPeople({ io }: Call) {
  const [{ loadPeople }, { loadEstate }] = await Promise.all([
    import('../local/watch-people.ts'),
    import('../local/runbooks.ts'),
  ]);
  const { peopleFile, estateFile } = places(io);
  try {
    return await loadPeople(peopleFile, await loadEstate(estateFile));
  } catch {
    return undefined;
  }
}
