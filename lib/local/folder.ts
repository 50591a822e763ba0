import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** `.rebound/server.json`, mode 0600: who owns the folder and how to talk to them. `port` is 0 until the owner listens. */
export interface ServerFile {
  pid: number;
  port: number;
  token: string;
}

/** What finding out about a process needs; handed in. */
export interface FolderParts {
  pid: number;
  /** A new secret, 128 bits or more. */
  token: () => string;
  /** Whether a process with this id lives. */
  isAlive: (pid: number) => boolean;
  /** Whether a Rebound server answers there and takes the token. */
  answers: (server: ServerFile) => Promise<boolean>;
  /** Real time. */
  clock: Clock;
}

/** The folder is ours until `release`. */
export interface Ownership {
  token: string;
  /** Says where we listen, so that other commands find us. */
  listening: (port: number) => Promise<void>;
  release: () => Promise<void>;
}

/** How long a live owner may take between claiming the folder and listening. */
const startingMs = 10_000;

/** The live server that owns the folder, or undefined: nobody does, or the owner died. Waits for one that is just starting; FolderInUse when it never listens. */
export async function findServer(folder: string, parts: FolderParts): Promise<ServerFile | undefined> {
  const givenUpAt = parts.clock.now() + startingMs;
  for (;;) {
    const server = await readServer(folder);
    if (!server || !parts.isAlive(server.pid)) return undefined;
    // a process id may have been given to another process since: only an answer with our token counts
    if (server.port !== 0) return (await parts.answers(server)) ? server : undefined;
    if (server.pid === parts.pid) return undefined;
    if (parts.clock.now() >= givenUpAt) return inUse(folder, server);
    await parts.clock.sleep(50);
  }
}

/** Makes this process the owner; FolderInUse when a live one is. A dead one's claim is replaced. */
export async function ownFolder(folder: string, parts: FolderParts): Promise<Ownership> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const token = parts.token();
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await createExclusively(folder, { pid: parts.pid, port: 0, token }))
      return ownership(folder, parts.pid, token);
    const live = await findServer(folder, parts);
    if (live) return inUse(folder, live);
    await removeStale(folder, await readText(folder), token);
  }
  return fail('FolderInUse', {
    what: `several processes want ${folder} at the same moment`,
    todo: 'run the command again',
  });
}

export function inUse(folder: string, server: ServerFile): never {
  return fail('FolderInUse', {
    what: `${folder} is owned by a running server (process ${server.pid}${server.port === 0 ? '' : `, http://127.0.0.1:${server.port}`})`,
    todo: 'every other command talks to it by itself; end it with Ctrl-C where it runs, or work in another folder',
    pid: server.pid,
    port: server.port,
  });
}

function ownership(folder: string, pid: number, token: string): Ownership {
  return {
    token,
    listening: async (port) => {
      // renamed into place, so that nobody reads half a file
      const next = join(folder, `server.json.${pid}`);
      await writeFile(next, text({ pid, port, token }), { mode: 0o600 });
      await chmod(next, 0o600);
      await rename(next, join(folder, 'server.json'));
    },
    release: async () => {
      const now = await readServer(folder);
      if (now?.token === token) await rm(join(folder, 'server.json'), { force: true });
    },
  };
}

async function createExclusively(folder: string, server: ServerFile): Promise<boolean> {
  try {
    await writeFile(join(folder, 'server.json'), text(server), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (isObject(error) && error['code'] === 'EEXIST') return false;
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead owner's file away; puts it back when it turns out to be somebody's who was quicker. */
async function removeStale(folder: string, seen: string | undefined, unique: string): Promise<void> {
  const file = join(folder, 'server.json');
  const aside = join(folder, `server.json.stale-${unique.slice(0, 12)}`);
  try {
    await rename(file, aside);
  } catch {
    return; // another process took it away already
  }
  const taken = await readFile(aside, 'utf8');
  if (taken !== seen) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readText(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, 'server.json'), 'utf8');
  } catch {
    return undefined;
  }
}

/** undefined: no file, or one that a dying process left half written. */
async function readServer(folder: string): Promise<ServerFile | undefined> {
  try {
    const value: unknown = JSON.parse((await readText(folder)) ?? '');
    if (!isObject(value)) return undefined;
    const { pid, port, token } = value;
    return typeof pid === 'number' && typeof port === 'number' && typeof token === 'string'
      ? { pid, port, token }
      : undefined;
  } catch {
    return undefined;
  }
}

function text(server: ServerFile): string {
  return `${JSON.stringify(server)}\n`;
}
