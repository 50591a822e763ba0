import { timingSafeEqual, createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { answers } from '../model/ask.ts';
import {
  codeOf,
  explain,
  fail,
  type ErrorCode,
  type ErrorFacts,
  type ReboundError,
} from '../model/errors.ts';
import { modes } from '../model/outcome.ts';
import type { Attendance } from '../operations/attendance.ts';
import type { Operations } from '../operations/operations.ts';

const text = z.string();
const named = z.string().check(z.minLength(1));
const inputs = z.record(z.string(), z.json());

/** Body of each operation, by its name in the path. */
const bodies = {
  start: z.object({ runbook: named, inputs, mode: z.enum(modes), by: named, because: text }),
  alarm: z.object({ event: z.unknown() }),
  runs: z.object({ limit: z.number().check(z.gte(1), z.lte(1000)), runbook: z.optional(named) }),
  show: z.object({ run: named }),
  events: z.object({ run: named, after: text }),
  answer: z.object({ run: named, answer: z.enum(answers), by: named, because: text }),
  hold: z.object({ run: named, by: named }),
  continue: z.object({ run: named, by: named }),
  abort: z.object({ run: named, by: named, because: text }),
  'stop-everything': z.object({ by: named, because: named }),
  release: z.object({ by: named }),
  stopped: z.object({}),
  attend: z.object({ presence: z.enum(['watching', 'typing', 'gone']) }),
  hello: z.object({}),
} as const;
type Name = keyof typeof bodies;
type Handlers = { [N in Name]: (body: z.output<(typeof bodies)[N]>) => Promise<unknown> };

export interface ApiParts {
  operations: Operations;
  attendance: Attendance;
  /** Whoever has it may do everything. */
  token: string;
}

/** `POST /api/<operation>`, JSON in and out. Errors are `{code, facts}`. Only for whoever has the token, and only under a loopback name. */
export function makeApi(parts: ApiParts): Hono {
  const handlers = handlersOf(parts);
  const app = new Hono();
  app.use(async (context, next) => {
    // a page of another site, whose name was made to point here (DNS rebinding), sends its own name
    const host = context.req.header('host')?.replace(/:\d+$/, '');
    if (host !== '127.0.0.1' && host !== 'localhost') {
      return refuse(context, 421, 'AccessDenied', {
        what: 'this server answers only to 127.0.0.1 and localhost',
        todo: 'use one of these names',
      });
    }
    if (!sameSecret(context.req.header('authorization') ?? '', `Bearer ${parts.token}`)) {
      return refuse(context, 401, 'AccessDenied', {
        what: 'the token is missing or is not the one of this server',
        todo: 'it stands in .rebound/server.json',
      });
    }
    return next();
  });
  app.post('/api/:operation', bodyLimit({ maxSize: 1024 * 1024, onError: tooLarge }), async (context) => {
    const name = context.req.param('operation');
    if (!isName(name)) {
      return refuse(context, 404, 'NotFound', {
        what: `there is no operation ${name}`,
        todo: `there are ${Object.keys(bodies).join(', ')}`,
      });
    }
    return context.json((await call(handlers, name, await bodyOf(context))) ?? null);
  });
  app.notFound((context) =>
    refuse(context, 404, 'NotFound', {
      what: `nothing is at ${context.req.path}`,
      todo: 'POST /api/<operation>',
    }),
  );
  app.onError((error, context) => {
    const code = codeOf(error) ?? 'Broken';
    const facts = codeOf(error) ? (error as ReboundError).facts : { what: explain(error) };
    return refuse(context, statusOf(code), code, facts);
  });
  return app;
}

function handlersOf({ operations, attendance }: ApiParts): Handlers {
  return {
    start: (body) => operations.start(body),
    alarm: (body) => operations.alarm(body.event),
    runs: ({ limit, runbook }) => operations.runs(runbook === undefined ? { limit } : { limit, runbook }),
    show: (body) => operations.show(body.run),
    events: (body) => operations.events(body.run, body.after),
    answer: (body) => operations.answer(body.run, body.answer, body.by, body.because),
    hold: (body) => operations.hold(body.run, body.by),
    continue: (body) => operations.continue(body.run, body.by),
    abort: (body) => operations.abort(body.run, body.by, body.because),
    'stop-everything': (body) => operations.stopEverything(body.by, body.because),
    release: (body) => operations.release(body.by),
    stopped: () => operations.stopped(),
    attend: (body) => attendance.attend(body.presence),
    hello: () => Promise.resolve({ rebound: true, world: 'sandbox' }),
  };
}

function call<N extends Name>(handlers: Handlers, name: N, body: unknown): Promise<unknown> {
  const parsed = z.safeParse(bodies[name], body);
  if (!parsed.success) {
    const why = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return fail('BadInput', { what: `the body of ${name} does not fit`, why: why.join('; ') });
  }
  return handlers[name](parsed.data as z.output<(typeof bodies)[N]>);
}

async function bodyOf(context: Context): Promise<unknown> {
  const given = await context.req.text();
  try {
    return JSON.parse(given);
  } catch (error) {
    return fail('BadInput', { what: 'the body is not JSON', why: explain(error) }, error);
  }
}

function isName(name: string): name is Name {
  return Object.hasOwn(bodies, name);
}

/** Compared by hash: equal length, and the time says nothing about where they differ. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function tooLarge(context: Context) {
  return refuse(context, 413, 'BadInput', { what: 'the body is larger than 1 MiB', todo: 'send less' });
}

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 421 | 429 | 500 | 503;

function refuse(context: Context, status: Status, code: ErrorCode, facts: ErrorFacts) {
  return context.json({ code, facts }, status);
}

function statusOf(code: ErrorCode): Status {
  switch (code) {
    case 'BadInput':
    case 'BadRunbook':
    case 'NotAnAlarm':
    case 'NoTrigger':
      return 400;
    case 'UnknownRun':
    case 'UnknownRunbook':
    case 'NotFound':
    case 'NothingToAnswer':
      return 404;
    case 'AccessDenied':
      return 403;
    case 'Throttled':
    case 'TooMany':
      return 429;
    case 'Unavailable':
      return 503;
    case 'Broken':
    case 'Malformed':
      return 500;
    default:
      return 409;
  }
}
