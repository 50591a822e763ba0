import type { Command } from 'commander';
import type { Io } from './io.ts';
import type { Screen } from './screen.ts';

/** The options that every command takes. */
export interface Settings {
  json: boolean;
  /** Folder of the history, absolute. */
  folder: string;
}

export interface Call {
  io: Io;
  screen: Screen;
  settings: Settings;
  /** Arguments by position; a variadic one is a list. */
  args: (string | string[] | undefined)[];
  options: Record<string, unknown>;
}

/** A command is one file that exports this value, and one line in commands.ts. Imports what is heavy inside `run`. */
export interface CommandFile {
  /** Adds arguments, options and examples. */
  describe: (command: Command) => void;
  /** Exit codes, for --help: code and what it means. */
  exits: Record<number, string>;
  /** Gives the exit code. */
  run: (call: Call) => Promise<number>;
}

/** The argument at a position that commander has made sure of. */
export function argument(call: Call, position: number): string {
  const value = call.args[position];
  return typeof value === 'string' ? value : '';
}

/** An option's text, or undefined. */
export function option(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

export const runExits: Record<number, string> = {
  0: 'recovered, recovered-with-skips, nothing-to-do, handed-on, joined, planned',
  1: 'failed, aborted',
  2: 'bad input: nothing was started, or the run was refused for its inputs',
  3: 'refused otherwise (held by other work, stop switch), or the run goes on and is not over',
};
export const askExits: Record<number, string> = {
  0: 'done',
  1: 'something outside failed',
  2: 'bad input: no such run, or a wrong argument',
  3: 'refused (nothing is open, decided already, no server runs), or the question is still open',
};
export const readExits: Record<number, string> = {
  0: 'done',
  1: 'something outside failed',
  2: 'bad input',
  3: 'refused: the folder is owned by a process that does not answer',
};
