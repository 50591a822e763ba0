import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  const claim: ServerFile = { pid: parts.pid, port: 0, token };
  const givenUpAt = parts.clock.now() + startingMs;
  for (;;) {
    if (await createExclusively(join(folder, 'server.json'), claim)) break;
    const seen = await readText(folder);
    const live = await findServer(folder, parts);
    if (live) return inUse(folder, live);
    if (seen !== undefined && (await replaceStale(folder, seen, claim, parts))) break;
    if (parts.clock.now() >= givenUpAt) {
      return fail('FolderInUse', {
        what: `several processes want ${folder} at the same moment`,
        todo: `run the command again; if it stays so, remove ${join(folder, 'server.json.taking')}`,
      });
    }
    await parts.clock.sleep(20);
  }
  return ownership(folder, parts.pid, token);
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
    listening: (port) => putInPlace(folder, { pid, port, token }),
    release: async () => {
      const now = await readServer(folder);
      if (now?.token === token) await rm(join(folder, 'server.json'), { force: true });
    },
  };
}

async function createExclusively(file: string, server: ServerFile): Promise<boolean> {
  try {
    await writeFile(file, text(server), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (isObject(error) && error['code'] === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts our claim in the place of a dead owner's. One process at a time does this, and only while the file still says what was
 * seen: another one may have been quicker.
 */
async function replaceStale(
  folder: string,
  seen: string,
  claim: ServerFile,
  parts: FolderParts,
): Promise<boolean> {
  const taking = join(folder, 'server.json.taking');
  if (!(await createExclusively(taking, claim))) {
    const other = parse(await readFile(taking, 'utf8').catch(() => ''));
    // it died in between, which takes a kill within a millisecond
    if (other && !parts.isAlive(other.pid)) await rm(taking, { force: true });
    return false;
  }
  try {
    if ((await readText(folder)) !== seen) return false;
    await putInPlace(folder, claim);
    return true;
  } finally {
    await rm(taking, { force: true });
  }
}

/** Renamed into place, so that nobody reads half a file. */
async function putInPlace(folder: string, server: ServerFile): Promise<void> {
  const next = join(folder, `server.json.${server.token.slice(0, 16)}`);
  await writeFile(next, text(server), { mode: 0o600 });
  await rename(next, join(folder, 'server.json'));
}

async function readText(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, 'server.json'), 'utf8');
  } catch {
    return undefined;
  }
}

async function readServer(folder: string): Promise<ServerFile | undefined> {
  return parse((await readText(folder)) ?? '');
}

/** undefined: no file, or one that a dying process left half written. */
function parse(content: string): ServerFile | undefined {
  try {
    const value: unknown = JSON.parse(content);
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
