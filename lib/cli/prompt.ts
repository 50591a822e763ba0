import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

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

export function makePrompts(io: Io): Prompts {
  let open: AbortController | undefined;
  return {
    busy: () => open !== undefined,
    line: async (question, { signal, onKey }) => {
      open?.abort();
      const mine = new AbortController();
      open = mine;
      try {
        return await readLine(io, question, AbortSignal.any([signal, mine.signal]), onKey);
      } finally {
        if (open === mine) open = undefined;
      }
    },
  };
}

function readLine(
  io: Io,
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
    const lines = createInterface({ input: io.stdin, output, terminal: true });
    let over = false;
    const end = (answer: string | undefined) => {
      if (over) return;
      over = true;
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
  });
}
