import { explain } from '../model/errors.ts';
import { type Io, isInteractive } from './io.ts';
import type { Prompts } from './prompt.ts';
import type { Screen } from './screen.ts';
import type { Session } from './session.ts';

export interface Interrupts {
  /** Aborted when the person leaves the run to the server, or when nothing more may be waited for. */
  leave: AbortSignal;
  /** True after a second Ctrl-C: the process ends with the run open. */
  killed: () => boolean;
  /** True when this process was asked to end, not only the run that it follows. */
  ending: () => boolean;
  stop: () => void;
}

export interface InterruptParts {
  io: Io;
  screen: Screen;
  session: Session;
  prompts: Prompts;
}

/**
 * Ctrl-C while a run is followed. With a server the run goes on there, or is aborted, as the person chooses. When this process
 * is the server: abort it, or stay; a second Ctrl-C ends the process, and the run goes on with its next start.
 */
export function watchInterrupts(run: () => string | undefined, parts: InterruptParts): Interrupts {
  const { io, screen, session, prompts } = parts;
  const leave = new AbortController();
  const asking = new AbortController();
  let killed = false;
  let ending = false;
  let count = 0;

  const abort = async () => {
    const id = run();
    if (id === undefined) return leave.abort();
    screen.line('  Aborting: the run changes nothing any more, and is closed at its next step.');
    await (session.own?.abandon ?? session.operations.abort)(id, io.login, 'Ctrl-C');
    // the run notices at its next call; nobody has to sit through a wait of the sandbox for it
    session.own?.pace('virtual');
  };
  const goOn = () => {
    screen.line(
      `  The run goes on in the server (sandbox): rebound show ${run()?.slice(0, 6) ?? 'RUN'} --follow follows it again, rebound abort ends it.`,
    );
    leave.abort();
  };
  const choose = async (question: string, words: Record<string, () => Promise<void> | void>) => {
    const names = Object.keys(words);
    for (;;) {
      const line = await prompts.line(`  ${question} (${names.join(' or ')}) > `, { signal: asking.signal });
      if (line === undefined) return;
      const word = names.find((name) => line.trim() !== '' && name.startsWith(line.trim().toLowerCase()));
      if (word) return words[word]?.();
    }
  };
  const first = async (kind: 'interrupt' | 'terminate') => {
    const person = isInteractive(io) && kind === 'interrupt';
    ending = !person;
    if (session.own)
      return person ? choose('Abort the run, or stay?', { abort, stay: () => again() }) : abort();
    return person
      ? choose('The run goes on in the server, or do you abort it?', { 'go on': goOn, abort })
      : goOn();
  };
  const again = () => {
    count = 0;
  };
  const stop = io.onInterrupt((kind) => {
    count += 1;
    if (count === 1) {
      first(kind).catch((error: unknown) => screen.trouble(`  ${explain(error)}`));
      return;
    }
    asking.abort();
    killed = true;
    screen.trouble(
      session.own
        ? '  Ended. Nothing is changed until the next start here; a run that is still open goes on then, where it is now.'
        : '  Left. The run goes on in the server.',
    );
    leave.abort();
  });
  return { leave: leave.signal, killed: () => killed, ending: () => ending || killed, stop };
}
