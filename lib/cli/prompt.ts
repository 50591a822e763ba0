import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';
import type { Footer, Screen } from './screen.ts';

export interface PromptOptions {
  /** Takes the question back. */
  signal: AbortSignal;
  /** Hears of each key. */
  onKey?: () => void;
}

/** Questions at the terminal, one at a time: a new one takes the place of the one that is open. */
export interface Prompts {
  /** One line; undefined when it was taken back, another question took its place, or the input ended. */
  line: (question: string, options: PromptOptions) => Promise<string | undefined>;
  /** True while a question is open. */
  busy: () => boolean;
}

export function makePrompts(io: Io, screen: Pick<Screen, 'footer'>): Prompts {
  let open: AbortController | undefined;
  return {
    busy: () => open !== undefined,
    line: async (question, { signal, onKey }) => {
      open?.abort();
      const mine = new AbortController();
      open = mine;
      try {
        return await readLine(io, screen, question, AbortSignal.any([signal, mine.signal]), onKey);
      } finally {
        if (open === mine) open = undefined;
      }
    },
  };
}

/** How long what was typed before is on its way. */
const forgottenMs = 30;

/**
 * Throws away what was typed before a question was seen: it was meant for another one, or for none, and its first word may be an
 * answer here. Ctrl-C among it is heard.
 */
export async function forgetTyped(io: Pick<Io, 'stdin' | 'clock' | 'interrupt'>): Promise<void> {
  const { stdin } = io;
  const hear = (typed: Buffer | string) => {
    if (typed.toString().includes('\u0003')) io.interrupt();
  };
  // a line without its end is only given out in raw mode
  stdin.setRawMode?.(true);
  stdin.on('data', hear);
  stdin.resume();
  await io.clock.sleep(forgottenMs);
  stdin.removeListener('data', hear);
  stdin.pause();
  stdin.setRawMode?.(false);
}

function readLine(
  io: Io,
  screen: Pick<Screen, 'footer'>,
  question: string,
  signal: AbortSignal,
  onKey?: () => void,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        io.stdout.write(chunk.toString());
        done();
      },
    });
    // how far what is typed has wrapped
    Object.defineProperty(output, 'columns', { get: () => io.stdout.columns?.() });
    const lines = createInterface({ input: io.stdin, output, terminal: true });
    let over = false;
    const end = (answer: string | undefined) => {
      if (over) return;
      over = true;
      screen.footer(undefined);
      signal.removeEventListener('abort', takeBack);
      if (onKey) io.stdin.removeListener('keypress', onKey);
      lines.close();
      if (answer === undefined) io.stdout.write('\n');
      resolve(answer);
    };
    const takeBack = () => end(undefined);
    signal.addEventListener('abort', takeBack, { once: true });
    if (onKey) io.stdin.on('keypress', onKey);
    // in raw mode Ctrl-C is a key, not a signal
    lines.on('SIGINT', () => io.interrupt());
    lines.once('close', () => end(undefined));
    lines.question(question, (answer) => end(answer));
    screen.footer(below(io, lines));
  });
}

/** Keeps the question, and what was typed so far, below the lines that are printed meanwhile. */
function below(io: Io, lines: Interface): Footer {
  let rows = 0;
  return {
    hide: () => {
      rows = lines.getCursorPos().rows;
      io.stdout.write(`\r${rows > 0 ? `\u001b[${rows}A` : ''}\u001b[J`);
    },
    show: () => {
      // readline goes up by as many rows as it believes to be below the beginning of the question
      io.stdout.write('\n'.repeat(rows));
      lines.prompt(true);
    },
  };
}
