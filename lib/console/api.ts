import { timingSafeEqual, createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import {
  codeOf,
  explain,
  fail,
  type ErrorCode,
  type ErrorFacts,
  type ReboundError,
} from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import { modes } from '../model/outcome.ts';
import type { Attendance } from '../operations/attendance.ts';
import { depthOf } from '../operations/inbound/body.ts';
import { bodyBytesMax, inboundPaths } from '../operations/inbound/handle-inbound.ts';
import type { InboundAnswer, InboundRequest } from '../operations/inbound/request.ts';
import type { Operations } from '../operations/operations.ts';
import { proofBody } from './proof-body.ts';

const text = z.string();
const named = z.string().check(z.minLength(1));
const inputs = z.record(z.string(), z.json());

/** What an answer brings, said or previewed. */
const answerDetails = {
  ask: z.exactOptional(named),
  step: z.exactOptional(named),
  for: z.exactOptional(named),
  to: z.exactOptional(named),
  values: z.exactOptional(inputs),
  record: z.exactOptional(inputs),
  breakGlass: z.exactOptional(named),
  plan: z.exactOptional(named),
  channel: z.exactOptional(named),
};
const by = z.exactOptional(named);
const steerAction = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['hold', 'continue', 'abort', 'take']), by }),
  z.object({ do: z.literal('step-by-step'), on: z.exactOptional(z.boolean()), by }),
  z.object({ do: z.literal('give'), to: named, by }),
  z.object({
    do: z.literal('answer'),
    answer: named,
    because: z.exactOptional(text),
    more: z.exactOptional(z.object(answerDetails)),
    by,
  }),
]);

/** Whoever checks, compares or keeps a value goes down into it: at some depth that ends the process's patience, not the value. */
const depthMax = 100;

/** One operation: takes the body as it came, BadInput naming each field that does not fit. */
type Operation = (body: unknown) => Promise<unknown>;

export interface ApiParts {
  operations: Operations;
  attendance: Attendance;
  /** Whoever has it may do everything. */
  token: string;
  /** What Slack and PagerDuty send: signed, so without the token. Absent: no door for it. */
  inbound?: (request: InboundRequest) => Promise<InboundAnswer>;
}

/** `POST /api/<operation>`, JSON in and out. Errors are `{code, facts}`. Only for whoever has the token, and only under a loopback name. */
export function makeApi(parts: ApiParts): Hono {
  const operations = operationsOf(parts);
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
    return next();
  });
  // Slack and PagerDuty have no token: they sign. A tunnel that brings their requests here has to call this server localhost.
  const { inbound } = parts;
  if (inbound) {
    for (const path of inboundPaths)
      app.all(path, bodyLimit({ maxSize: bodyBytesMax, onError: tooLarge }), (context) =>
        answerInbound(context, inbound),
      );
  }
  app.use(async (context, next) => {
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
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      return refuse(context, 404, 'NotFound', {
        what: `there is no operation ${name}`,
        todo: `there are ${Object.keys(operations).join(', ')}`,
      });
    }
    return context.json((await operation(await bodyOf(context))) ?? null);
  });
  // Alertmanager's way in, with the server's token as its credentials: only alerts, as the function in AWS has it.
  app.post('/webhook', bodyLimit({ maxSize: 1024 * 1024, onError: tooLarge }), async (context) => {
    const body = await bodyOf(context);
    if (isObject(body) && (Array.isArray(body['alerts']) || isObject(body['labels'])))
      return context.json(await parts.operations.alarm(body));
    return refuse(context, 400, 'NotAnAlarm', {
      what: 'the body holds no alerts',
      todo: 'send { "alerts": [{ "status", "labels", "startsAt" }] }, or one alert with labels and startsAt',
    });
  });
  app.notFound((context) =>
    refuse(context, 404, 'NotFound', {
      what: `nothing is at ${context.req.path}`,
      todo: 'POST /api/<operation>, or alerts to POST /webhook',
    }),
  );
  app.onError((error, context) => {
    const code = codeOf(error) ?? 'Broken';
    const facts = codeOf(error) ? (error as ReboundError).facts : { what: explain(error) };
    return refuse(context, statuses[code] ?? 409, code, facts);
  });
  return app;
}

/** The bytes as they were sent. What fails is told in words of ours alone: whoever sent it may be anybody. */
async function answerInbound(context: Context, inbound: NonNullable<ApiParts['inbound']>): Promise<Response> {
  const request: InboundRequest = {
    method: context.req.method,
    path: context.req.path,
    headers: context.req.header(),
    body: new Uint8Array(await context.req.arrayBuffer()),
  };
  try {
    const { status, headers, body } = await inbound(request);
    return new Response(body, { status, headers });
  } catch {
    return refuse(context, 503, 'Unavailable', {
      what: 'something that this needs did not answer',
      todo: 'send it again',
    });
  }
}

/** Every operation by its name in the path, with the body it takes. */
function operationsOf({ operations, attendance }: ApiParts): Record<string, Operation> {
  const o = operations;
  return {
    start: taking({ runbook: named, inputs, mode: z.enum(modes), by: named, because: text }, (body) =>
      o.start(body),
    ),
    alarm: taking({ event: z.unknown() }, ({ event }) => o.alarm(event)),
    runs: taking(
      { limit: z.number().check(z.gte(1), z.lte(1000)), runbook: z.optional(named) },
      ({ limit, runbook }) => o.runs(runbook === undefined ? { limit } : { limit, runbook }),
    ),
    show: taking({ run: named }, ({ run }) => o.show(run)),
    events: taking({ run: named, after: text }, ({ run, after }) => o.events(run, after)),
    answer: taking(
      { run: named, answer: named, by: named, because: text, ...answerDetails },
      ({ run, answer, by, because, ...more }) => o.answer(run, answer, by, because, more),
    ),
    hold: taking({ run: named, by: named }, ({ run, by }) => o.hold(run, by)),
    continue: taking({ run: named, by: named }, ({ run, by }) => o.continue(run, by)),
    abort: taking({ run: named, by: named, because: text }, ({ run, by, because }) =>
      o.abort(run, by, because),
    ),
    ack: taking(
      { run: named, by: named, ask: z.exactOptional(named), channel: z.exactOptional(named) },
      ({ run, by, ...more }) => o.ack(run, by, more),
    ),
    note: taking({ run: named, by: named, text, channel: z.exactOptional(named) }, ({ run, by, ...said }) =>
      o.note(run, by, said.text, said.channel),
    ),
    take: taking({ run: named, by: named }, ({ run, by }) => o.take(run, by)),
    give: taking({ run: named, by: named, to: named }, ({ run, by, to }) => o.give(run, by, to)),
    'step-by-step': taking({ run: named, by: named, on: z.boolean() }, ({ run, by, on }) =>
      o.stepByStep(run, by, on),
    ),
    preview: taking({ run: named, action: steerAction }, ({ run, action }) => o.preview(run, action)),
    brief: taking({ run: named }, ({ run }) => o.brief(run)),
    story: taking({ run: named }, ({ run }) => o.story(run)),
    oncall: taking({ who: z.exactOptional(named), at: z.exactOptional(z.number()) }, ({ who, at }) =>
      o.oncall(who, at),
    ),
    drafts: taking({ run: named }, ({ run }) => o.drafts(run)),
    announce: taking(
      { run: named, by: named, audience: named, text: z.exactOptional(named) },
      ({ run, by, audience, ...said }) => o.announce(run, by, audience, said.text),
    ),
    status: taking({ runbooks: z.array(named) }, ({ runbooks }) => o.status(runbooks)),
    'keep-proof': taking({ proof: proofBody }, ({ proof }) => o.keepProof(proof)),
    'stop-everything': taking({ by: named, because: named }, ({ by, because }) =>
      o.stopEverything(by, because),
    ),
    release: taking({ by: named }, ({ by }) => o.release(by)),
    stopped: taking({}, () => o.stopped()),
    attend: taking({ presence: z.enum(['watching', 'typing', 'gone']) }, ({ presence }) =>
      attendance.attend(presence),
    ),
    hello: taking({}, () => Promise.resolve({ rebound: true, world: 'sandbox' })),
  };
}

function taking<S extends Record<string, z.ZodMiniType>>(
  fields: S,
  work: (body: z.output<z.ZodMiniObject<S>>) => Promise<unknown>,
): Operation {
  const schema = z.object(fields);
  return (body) => {
    const parsed = z.safeParse(schema, body);
    if (parsed.success) return work(parsed.data);
    const why = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return fail('BadInput', { what: 'the body does not fit', why: why.join('; ') });
  };
}

async function bodyOf(context: Context): Promise<unknown> {
  const given = await context.req.text();
  if (depthOf(given) > depthMax)
    fail('BadInput', {
      what: `the body nests deeper than ${depthMax}`,
      todo: 'send what the operation takes: no value of a step is as deep as this',
    });
  try {
    return JSON.parse(given);
  } catch (error) {
    return fail('BadInput', { what: 'the body is not JSON', why: explain(error) }, error);
  }
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

/** What is refused for the state of things is a 409. */
const statuses: Partial<Record<ErrorCode, Status>> = {
  BadInput: 400,
  BadRunbook: 400,
  NotAnAlarm: 400,
  NoTrigger: 400,
  UnknownRun: 404,
  UnknownRunbook: 404,
  NotFound: 404,
  NothingToAnswer: 404,
  AccessDenied: 403,
  Throttled: 429,
  TooMany: 429,
  Unavailable: 503,
  Broken: 500,
  Malformed: 500,
};
