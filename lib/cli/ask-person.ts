import { answers, type Answer } from '../model/ask.ts';
import { explain } from '../model/errors.ts';
import type { AskReport } from '../operations/operations.ts';
import { patienceMs } from './attendance.ts';
import type { Io } from './io.ts';
import type { Prompts } from './prompt.ts';
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
 * took its place at the terminal.
 */
export async function askPerson(
  ask: AskReport,
  parts: AskParts,
  signal: AbortSignal,
): Promise<'over' | 'interrupted'> {
  const { io, screen, session } = parts;
  const seconds = patienceMs / 1000;
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
    const given = await readAnswer(ask, parts, either, typing.key);
    if (given) await say(ask, given, parts);
    else if (signal.aborted) return 'over';
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

interface Given {
  answer: Answer;
  because: string;
}

async function say(
  ask: AskReport,
  { answer, because }: Given,
  { io, screen, session }: AskParts,
): Promise<void> {
  try {
    const decision = await session.operations.answer(ask.run, answer, io.login, because);
    screen.line(
      decision
        ? '  Sandbox time is accelerated again.'
        : `  Noted. ${ask.quorum} people have to say yes: the question stays open.`,
    );
  } catch (error) {
    screen.line(`  ${explain(error)}`);
  }
}

async function readAnswer(
  ask: AskReport,
  { screen, prompts }: AskParts,
  signal: AbortSignal,
  onKey: () => void,
): Promise<Given | undefined> {
  const choices = ask.options.join(' or ');
  for (;;) {
    const line = await prompts.line(`  ${choices}, and why > `, { signal, onKey });
    if (line === undefined) return undefined;
    const [word = '', ...rest] = line.trim().split(/\s+/);
    const answer = answerOf(word, ask.options);
    if (answer) return { answer, because: rest.join(' ').replace(/^because\s+/i, '') };
    if (word !== '')
      screen.line(`  "${word}" is no answer to this question: write ${choices}, then your reason.`);
  }
}

/** The answer that a word begins: `a` is approve where only that fits. */
export function answerOf(word: string, options: readonly Answer[]): Answer | undefined {
  const fitting = answers.filter((known) => options.includes(known) && known.startsWith(word.toLowerCase()));
  return word !== '' && fitting.length === 1 ? fitting[0] : undefined;
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
