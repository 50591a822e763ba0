import type { Io } from '../io.ts';
import type { Screen } from '../screen.ts';

/** Ctrl-C (or a request to end) while something is rehearsed. */
export interface Stopping {
  /** True from the first on: what was played counts, nothing more is begun. */
  asked: () => boolean;
  /** Aborted by the first: what only waits ends. */
  first: AbortSignal;
  /** Aborted by the second: nothing is waited for any more. */
  atOnce: AbortSignal;
  end: () => void;
}

export function watchStop({ io, screen }: { io: Io; screen: Screen }, first: string): Stopping {
  const atFirst = new AbortController();
  const atOnce = new AbortController();
  let count = 0;
  const end = io.onInterrupt(() => {
    count += 1;
    if (count > 1) return atOnce.abort();
    // a prompt that is open ends before anything is said
    atFirst.abort();
    screen.trouble(first);
  });
  return { asked: () => count > 0, first: atFirst.signal, atOnce: atOnce.signal, end };
}

/** What comes of the work; undefined as soon as it shall end at once. */
export async function orAtOnce<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const aborted = () => resolve(undefined);
  if (signal.aborted) aborted();
  signal.addEventListener('abort', aborted, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', aborted);
  }
}
