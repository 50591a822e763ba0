import { codeOf, explain, ReboundError } from '../model/errors.ts';
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
  /** Who is at the terminal, once that is known to be somebody else than the login name. */
  speaker?: { name: string; known?: boolean };
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
        login: speakerOf(parts),
        now: io.clock.now(),
      });
    let given = await read();
    const whoElse = (question: string) =>
      prompts.line(`  ${question} > `, { signal: either, onKey: typing.key });
    while (given && (await say(ask, given, parts, whoElse)) === 'ask again') given = await read();
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

function speakerOf({ io, speaker }: AskParts): string {
  return speaker?.name ?? io.login;
}

async function say(
  ask: AskReport,
  { answer, because, more }: Given,
  parts: AskParts,
  whoElse: (question: string) => Promise<string | undefined>,
): Promise<'said' | 'ask again'> {
  const { screen, session } = parts;
  for (;;) {
    if (!(await introduced(ask, parts, whoElse))) return 'said';
    try {
      const decision = await session.operations.answer(ask.run, answer, speakerOf(parts), because, {
        ...more,
        channel: 'terminal',
        ask: ask.id,
      });
      screen.line(
        decision
          ? '  Sandbox time is accelerated again.'
          : `  Noted. ${whoHasToSayYes(ask)}: the question stays open.`,
      );
      return 'said';
    } catch (error) {
      if (isOfNobody(error) && parts.speaker) {
        // people.yaml was changed meanwhile
        delete parts.speaker.known;
        if (!(await askedWho(error, parts.speaker, parts, whoElse))) return 'said';
        continue;
      }
      screen.line(`  ${explain(error)}`);
      // the question is still open, and can be answered in another way
      return codeOf(error) === 'BadInput' ? 'ask again' : 'said';
    }
  }
}

/**
 * Before the first answer: the login name of this machine need not be who they are. They are asked until it is somebody, and what they
 * answered is not lost, nor refused under a name that is nobody's. False: the question was taken back.
 */
async function introduced(
  ask: AskReport,
  parts: AskParts,
  whoElse: (question: string) => Promise<string | undefined>,
): Promise<boolean> {
  const { session, speaker } = parts;
  if (!speaker) return true;
  while (!speaker.known) {
    try {
      await session.operations.preview(ask.run, { do: 'take', by: speaker.name });
      speaker.known = true;
    } catch (error) {
      // only who it is, is asked for here
      if (!isOfNobody(error)) speaker.known = true;
      else if (!(await askedWho(error, speaker, parts, whoElse))) return false;
    }
  }
  return true;
}

async function askedWho(
  error: unknown,
  speaker: { name: string },
  { screen }: AskParts,
  whoElse: (question: string) => Promise<string | undefined>,
): Promise<boolean> {
  // nobody writes --as at a prompt
  const there = explain(error)
    .replace(/; say who it is, with --as NAME.*?: /, '; it has ')
    .replace(/ Say so: --as \S+$/, '');
  screen.line(`  ${there}`);
  const name = (await whoElse('Who are you, by people.yaml?'))?.trim();
  if (name === undefined) return false;
  if (name !== '') speaker.name = name;
  return true;
}

/** That people.yaml does not have whoever said it. */
function isOfNobody(error: unknown): boolean {
  return error instanceof ReboundError && error.facts['nobody'] !== undefined;
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
