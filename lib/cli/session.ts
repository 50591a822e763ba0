import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiParts } from '../console/api.ts';
import { answers, clientOf } from '../local/client.ts';
import { findServer, type FolderParts, type Ownership, ownFolder } from '../local/folder.ts';
import type { Local, Pace } from '../local/local-contract.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Attendance } from '../operations/attendance.ts';
import type { Operations } from '../operations/operations.ts';
import type { Settings } from './command.ts';
import type { Io } from './io.ts';

/** Who a command talks to: the server that owns the folder, or itself. */
export interface Session {
  operations: Operations;
  attendance: Attendance;
  /** Port of the server; 0 when nobody listens. */
  port: number;
  /** Present when this process is the server. */
  own?: {
    local: Local;
    pace: (pace: Pace) => void;
    /** Ends a run because this process ends. */
    abandon: Local['abandon'];
  };
  close: () => Promise<void>;
}

export interface HostOptions {
  scenario?: Scenario;
  pace: Pace;
  /** The demonstration's deletion is still to come: always, or when the folder holds no run yet. */
  demonstration?: 'always' | 'when-new';
  /** Absent: nobody can talk to this process while it works. 0: a free port. */
  port?: number;
  log?: (line: string) => void;
  /** Shows what people are told by this terminal. */
  terminal?: (line: string) => void;
}

export interface Places {
  runbooksFolder: string;
  estateFile: string;
  /** It may be absent: then `who` is any name. */
  peopleFile: string;
}

/**
 * Where the runbooks, rebound.yaml and people.yaml are: the working folder's, or those that came with Rebound. The people who came with
 * it go with its runbooks: those of a team ask others.
 */
export function places({ cwd, home }: Pick<Io, 'cwd' | 'home'>): Places {
  const own = (name: string) => existsSync(join(cwd, name));
  const people = own('people.yaml') || own('rebound.yaml') || own('runbooks') ? cwd : home;
  return {
    runbooksFolder: join(own('runbooks') ? cwd : home, 'runbooks'),
    estateFile: join(own('rebound.yaml') ? cwd : home, 'rebound.yaml'),
    peopleFile: join(people, 'people.yaml'),
  };
}

/** The live server of the folder, or undefined. */
export async function connect(io: Io, settings: Settings): Promise<Session | undefined> {
  const server = await findServer(settings.folder, folderParts(io));
  if (!server) return undefined;
  const client = clientOf(server, io.fetch);
  return { operations: client, attendance: client, port: server.port, close: () => Promise.resolve() };
}

/** Makes this process the folder's server, until `close`. FolderInUse when another one is. */
export async function host(
  io: Io,
  settings: Settings,
  options: HostOptions,
): Promise<Session & Required<Pick<Session, 'own'>>> {
  const ownership = await ownFolder(settings.folder, folderParts(io));
  let local: Local | undefined;
  try {
    const opened = await io.openLocal({
      folder: settings.folder,
      ...places(io),
      ...(options.scenario ? { scenario: options.scenario } : {}),
      ...(options.demonstration ? { demonstration: options.demonstration } : {}),
      startAt: io.clock.now(),
      seed: io.seed(),
      pace: options.pace,
      ...(options.log ? { log: options.log } : {}),
      ...(options.terminal ? { terminal: options.terminal } : {}),
    });
    local = opened;
    return await serveLocal(io, opened, ownership, options);
  } catch (error) {
    await local?.close();
    await ownership.release();
    throw error;
  }
}

async function serveLocal(io: Io, local: Local, ownership: Ownership, options: HostOptions) {
  const { keepAttendance } = await import('./attendance.ts');
  let usual = options.pace;
  const attendance = keepAttendance(local, io.clock, () => usual);
  const operations: Operations = {
    ...local.operations,
    // an answer that is refused leaves the question with whoever gave it
    answer: async (...given) => {
      const decision = await local.operations.answer(...given);
      attendance.answered();
      return decision;
    },
    abort: async (...given) => {
      await local.operations.abort(...given);
      attendance.answered();
    },
  };
  const listening =
    options.port === undefined
      ? undefined
      : await serveApi(
          { operations, attendance, ...(local.inbound ? { inbound: local.inbound } : {}) },
          ownership,
          options.port,
        );
  return {
    operations,
    attendance,
    port: listening?.port ?? 0,
    own: {
      local,
      pace: (pace: Pace) => {
        usual = pace;
        local.clock.pace(pace);
      },
      abandon: async (...given: Parameters<Local['abandon']>) => {
        await local.abandon(...given);
        attendance.answered();
      },
    },
    close: async () => {
      await listening?.close();
      await local.close();
      await ownership.release();
    },
  };
}

async function serveApi(parts: Omit<ApiParts, 'token'>, ownership: Ownership, port: number) {
  const [{ makeApi }, { listen }] = await Promise.all([
    import('../console/api.ts'),
    import('../local/server.ts'),
  ]);
  const api = makeApi({ ...parts, token: ownership.token });
  const listening = await listen((request) => api.fetch(request), port);
  await ownership.listening(listening.port);
  return listening;
}

function folderParts(io: Io): FolderParts {
  return {
    pid: io.pid,
    token: io.secret,
    isAlive: io.isAlive,
    answers: (server) => answers(server, io.fetch),
    clock: io.clock,
  };
}
