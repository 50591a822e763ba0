import type { Readable } from 'node:stream';
import type { Clock } from '../model/clock.ts';
import type { OpenLocal } from '../local/local-contract.ts';
import type { Fetch } from '../local/client.ts';

/** A stream of text to a person or a pipe. Writing to a closed pipe does nothing. */
export interface Output {
  write: (text: string) => void;
  isTTY: boolean;
  /** How wide the terminal is now; undefined when that is not known, or it is none. */
  columns?: () => number | undefined;
}

/** Everything that a command touches outside itself; bin/rebound.ts hands out the real one. */
export interface Io {
  stdout: Output;
  stderr: Output;
  stdin: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  env: Record<string, string | undefined>;
  cwd: string;
  /** Folder of this installation: its runbooks and rebound.yaml serve where the working folder has none. */
  home: string;
  /** Who a person is unless --as says another: REBOUND_AS where that is set, or else the login name. */
  login: string;
  pid: number;
  /** Real time. */
  clock: Clock;
  /** A new secret, 128 bits or more. */
  secret: () => string;
  seed: () => number;
  isAlive: (pid: number) => boolean;
  fetch: Fetch;
  openLocal: OpenLocal;
  /** What the JavaScript module of a file exports; rejects when it cannot be loaded. */
  importModule: (file: string) => Promise<Record<string, unknown>>;
  /** Calls the listener at Ctrl-C (or a request to end) instead of ending the process. Gives back how to stop listening. */
  onInterrupt: (listener: (kind: 'interrupt' | 'terminate') => void) => () => void;
  /** Says Ctrl-C on behalf of a prompt that reads keys itself. */
  interrupt: () => void;
}

/** A person can be asked: both directions are a terminal. */
export function isInteractive(io: Io): boolean {
  return io.stdin.isTTY === true && io.stdout.isTTY && io.env['TERM'] !== 'dumb';
}
