// The command line, with everything real handed to it: streams, time, chance, processes. Started by bin/rebound.
import { randomBytes, randomInt } from 'node:crypto';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Io, Output } from '../lib/cli/io.ts';
import { main } from '../lib/cli/main.ts';
import { explain } from '../lib/model/errors.ts';

/** Ctrl-C reaches this process by the terminal, by npm and by the launcher: within this time it is one. */
const sameInterruptMs = 400;
const listeners = new Set<(kind: 'interrupt' | 'terminate') => void>();
let interruptedAt = 0;

function outputOf(stream: NodeJS.WriteStream): Output {
  let broken = false;
  // a reader that has seen enough (`| head`) ends no recovery
  stream.on('error', () => {
    broken = true;
  });
  return {
    isTTY: stream.isTTY,
    columns: () => stream.columns,
    write: (text) => {
      if (!broken) stream.write(text);
    },
  };
}

function interrupt(kind: 'interrupt' | 'terminate', exitCode: number): void {
  if (listeners.size === 0) process.exit(exitCode);
  for (const listener of listeners) listener(kind);
}

function onSignal(kind: 'interrupt' | 'terminate', exitCode: number): () => void {
  return () => {
    if (Date.now() - interruptedAt < sameInterruptMs) return;
    interruptedAt = Date.now();
    interrupt(kind, exitCode);
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Who a person is: by people.yaml, not always who they are on this machine. */
function login(): string {
  const named = process.env['REBOUND_AS'];
  if (named !== undefined && named.trim() !== '') return named;
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? 'somebody';
  }
}

/** Whatever nobody caught ends in one sentence. */
function lastResort(error: unknown): void {
  process.stderr.write(`rebound (sandbox): something went wrong that nobody expected: ${explain(error)}\n`);
  process.exit(1);
}
process.on('uncaughtException', lastResort);
process.on('unhandledRejection', lastResort);
process.on('SIGINT', onSignal('interrupt', 130));
process.on('SIGTERM', onSignal('terminate', 143));
process.on('SIGHUP', onSignal('terminate', 129));

const io: Io = {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  home: dirname(dirname(fileURLToPath(import.meta.url))),
  login: login(),
  pid: process.pid,
  clock: { now: () => Date.now(), sleep },
  secret: () => randomBytes(24).toString('hex'),
  seed: () => randomInt(2 ** 31),
  isAlive,
  fetch: (url, init) => fetch(url, init),
  openLocal: async (options) => {
    // the history names clusters and people, and holds what answers a question: for its owner only
    process.umask(0o077);
    return (await import('../lib/local/local.ts')).openLocal(options);
  },
  importModule: (file) => import(pathToFileURL(file).href),
  onInterrupt: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  interrupt: () => interrupt('interrupt', 130),
};

const code = await main(process.argv.slice(2), io);
// written before the process ends: a pipe takes its time
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
