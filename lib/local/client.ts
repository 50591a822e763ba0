import { errorCodes, fail, ReboundError, type ErrorFacts } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Attendance } from '../operations/attendance.ts';
import type { Operations } from '../operations/operations.ts';
import type { ServerFile } from './folder.ts';

/** Sends an HTTP request and waits for its answer, as the global `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The operations of the server that owns the folder, over HTTP. Errors come back as they were there; Unavailable when it does not answer. */
export function clientOf(server: ServerFile, fetch: Fetch): Operations & Attendance {
  const call = <T>(operation: string, body: unknown) => post<T>(server, fetch, operation, body);
  return {
    start: (request) => call('start', request),
    alarm: (event) => call('alarm', { event }),
    runs: (query) => call('runs', query),
    show: (run) => call('show', { run }),
    events: (run, after) => call('events', { run, after }),
    answer: (run, answer, by, because, more = {}) => call('answer', { run, answer, by, because, ...more }),
    hold: (run, by) => call('hold', { run, by }),
    continue: (run, by) => call('continue', { run, by }),
    abort: (run, by, because) => call('abort', { run, by, because }),
    ack: (run, by, more = {}) => call('ack', { run, by, ...more }),
    note: (run, by, text, channel) => call('note', { run, by, text, ...(channel ? { channel } : {}) }),
    take: (run, by) => call('take', { run, by }),
    give: (run, by, to) => call('give', { run, by, to }),
    stepByStep: (run, by, on) => call('step-by-step', { run, by, on }),
    preview: (run, action) => call('preview', { run, action }),
    brief: (run) => call('brief', { run }),
    story: (run) => call('story', { run }),
    oncall: (who, at) =>
      call('oncall', { ...(who === undefined ? {} : { who }), ...(at === undefined ? {} : { at }) }),
    drafts: (run) => call('drafts', { run }),
    announce: (run, by, audience, text) =>
      call('announce', { run, by, audience, ...(text === undefined ? {} : { text }) }),
    status: (runbooks = []) => call('status', { runbooks: [...runbooks] }),
    keepProof: (proof) => call('keep-proof', { proof }),
    stopEverything: (by, because) => call('stop-everything', { by, because }),
    release: (by) => call('release', { by }),
    stopped: () => call('stopped', {}),
    attend: (presence) => call('attend', { presence }),
  };
}

/** Whether a Rebound server answers there and takes the token. */
export async function answers(server: ServerFile, fetch: Fetch): Promise<boolean> {
  try {
    const response = await send(server, fetch, 'hello', {});
    return response.status === 200;
  } catch {
    return false;
  }
}

// What the server sends is trusted: it is this code, proven by the token, and checked its own input at the edge.
async function post<T>(server: ServerFile, fetch: Fetch, operation: string, body: unknown): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await send(server, fetch, operation, body);
    text = await response.text();
  } catch (error) {
    return fail(
      'Unavailable',
      {
        what: `the server on 127.0.0.1:${server.port} (process ${server.pid}) does not answer`,
        todo: 'see whether it still runs; a run that a dead server left open goes on when the next one starts',
      },
      error,
    );
  }
  const answer = parse(text);
  if (response.ok) return answer as T;
  throw errorOf(answer, response.status, operation);
}

function send(server: ServerFile, fetch: Fetch, operation: string, body: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}/api/${operation}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(answer: unknown, status: number, operation: string): ReboundError {
  if (isObject(answer) && isObject(answer['facts']) && typeof answer['facts']['what'] === 'string') {
    const code = errorCodes.find((known) => known === answer['code']) ?? 'Broken';
    return new ReboundError(code, answer['facts'] as ErrorFacts);
  }
  return new ReboundError('Malformed', {
    what: `the server answered ${operation} with status ${status} and no error of ours`,
  });
}
