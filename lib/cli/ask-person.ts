import { codeOf, explain } from '../model/errors.ts';
import type { AskReport } from '../operations/operations.ts';
import { patienceMs } from './attendance.ts';
import type { Io } from './io.ts';
import { forgetTyped, type Prompts } from './prompt.ts';
import { whoHasToSayYes } from './question-lines.ts';
import { type Given, readAnswer } from './read-answer.ts';
import type { Screen } from './screen.ts';
import type { Session } from './session.ts';

/** How often `typing` is said again. */
const typingMs = 3000;

export interface AskParts {
  io: Io;
  screen: Screen;
  session: Session;
  prompts: Prompts;
}

/**
 * Puts an open question to the person at the terminal. Ends when they answered, when nobody touched a key for five seconds
 * (then the scenario's people answer), or when `signal` says that it was decided elsewhere. `interrupted`: another question
 * took its place at the terminal. `which`: says which question it is, where another one was shown or asked meanwhile.
 */
export async function askPerson(
  ask: AskReport,
  parts: AskParts,
  signal: AbortSignal,
  which?: string,
): Promise<'over' | 'interrupted'> {
  const { io, screen, session, prompts } = parts;
  const seconds = patienceMs / 1000;
  await forgetTyped(io);
  if (which !== undefined) screen.line(screen.paint('bold', `  ${which}`));
  screen.line(
    screen.paint(
      'yellow',
      `  Sandbox time runs 1:1. Untouched for ${seconds} s, the scenario's people answer.`,
    ),
  );
  const patience = new AbortController();
  const either = AbortSignal.any([signal, patience.signal]);
  const typing = startTyping(io, session, either);
  const timer = io.clock
    .sleep(patienceMs, AbortSignal.any([either, typing.begun]))
    .then(() => patience.abort())
    .catch(() => undefined);
  try {
    const read = () =>
      readAnswer(ask, {
        prompt: (question) => prompts.line(`  ${question} > `, { signal: either, onKey: typing.key }),
        line: (text) => screen.line(text),
        login: io.login,
        now: io.clock.now(),
      });
    let given = await read();
    while (given && (await say(ask, given, parts)) === 'ask again') given = await read();
    if (given) return 'over';
    if (signal.aborted) return 'over';
    else if (!patience.signal.aborted) return 'interrupted';
    else
      screen.line(
        screen.paint(
          'yellow',
          `  Nobody answered for ${seconds} s: the scenario's people do, at their own time. Sandbox time is accelerated again.`,
        ),
      );
    return 'over';
  } finally {
    patience.abort();
    await timer;
  }
}

async function say(
  ask: AskReport,
  { answer, because, more }: Given,
  { io, screen, session }: AskParts,
): Promise<'said' | 'ask again'> {
  try {
    const decision = await session.operations.answer(ask.run, answer, io.login, because, {
      ...more,
      ask: ask.id,
    });
    screen.line(
      decision
        ? '  Sandbox time is accelerated again.'
        : `  Noted. ${whoHasToSayYes(ask)}: the question stays open.`,
    );
    return 'said';
  } catch (error) {
    screen.line(`  ${explain(error)}`);
    // the question is still open, and can be answered in another way
    return codeOf(error) === 'BadInput' ? 'ask again' : 'said';
  }
}

/** From the first key on, the question waits for as long as the person is at it. */
function startTyping(io: Io, session: Session, over: AbortSignal): { begun: AbortSignal; key: () => void } {
  const begun = new AbortController();
  const keep = async () => {
    while (!over.aborted) {
      await session.attendance.attend('typing');
      await io.clock.sleep(typingMs, over);
    }
  };
  return {
    begun: begun.signal,
    key: () => {
      if (begun.signal.aborted) return;
      begun.abort();
      keep().catch(() => undefined);
    },
  };
}
