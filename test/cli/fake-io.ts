import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Io } from '../../lib/cli/io.ts';
import { main } from '../../lib/cli/main.ts';
import type { OpenLocal } from '../../lib/local/local-contract.ts';
import type { Clock } from '../../lib/model/clock.ts';

/** Time that jumps to whoever sleeps the shortest, as soon as nothing else is left to do. */
export function jumpingClock(): Clock {
  let now = Date.parse('2026-11-24T03:12:44Z');
  let pumping = false;
  const sleepers: { due: number; wake: () => void }[] = [];
  const pump = () => {
    sleepers.sort((a, b) => a.due - b.due);
    const next = sleepers.shift();
    if (!next) {
      pumping = false;
      return;
    }
    now = Math.max(now, next.due);
    next.wake();
    setImmediate(pump);
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new Error('aborted'));
        const sleeper = { due: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          const at = sleepers.indexOf(sleeper);
          if (at >= 0) sleepers.splice(at, 1);
          reject(new Error('aborted'));
        });
        if (!pumping) setImmediate(pump);
        pumping = true;
      }),
  };
}

export interface FakeIo extends Io {
  out: () => string;
  err: () => string;
  keys: PassThrough;
}

export interface FakeIoOptions {
  openLocal?: OpenLocal;
  cwd?: string;
  terminal?: boolean;
  importModule?: Io['importModule'];
  pid?: number;
  /** Processes that live. */
  alive?: number[];
}

/** The outside of a command, kept in memory; its working folder is a new one unless given. */
export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const written = { out: '', err: '' };
  const listeners = new Set<(kind: 'interrupt' | 'terminate') => void>();
  const keys = new PassThrough();
  const terminal = options.terminal ?? false;
  const pid = options.pid ?? 4711;
  let secrets = 0;
  return {
    stdout: { isTTY: terminal, write: (text) => (written.out += text) },
    stderr: { isTTY: terminal, write: (text) => (written.err += text) },
    stdin: Object.assign(keys, { isTTY: terminal }),
    env: { TERM: 'xterm', NO_COLOR: '1' },
    cwd: options.cwd ?? mkdtempSync(join(tmpdir(), 'rebound-test-')),
    home: join(import.meta.dirname, '..', '..'),
    login: 'ana',
    pid,
    clock: jumpingClock(),
    secret: () => `secret-${pid}-${++secrets}`.padEnd(32, 'x'),
    seed: () => 7,
    isAlive: (other) => other === pid || (options.alive ?? []).includes(other),
    fetch: (url, init) => fetch(url, init),
    openLocal: options.openLocal ?? (() => Promise.reject(new Error('this test opens nothing'))),
    importModule: options.importModule ?? (() => Promise.reject(new Error('this test loads nothing'))),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt: () => {
      for (const listener of listeners) listener('interrupt');
    },
    out: () => written.out,
    err: () => written.err,
    keys,
  };
}

/** Runs a command line; gives exit code and what was printed. */
export async function run(
  line: string | string[],
  io: FakeIo,
): Promise<{ code: number; out: string; err: string }> {
  const code = await main(typeof line === 'string' ? line.split(' ') : line, io);
  return { code, out: io.out(), err: io.err() };
}
