import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';

/** What arrives from the state machine is checked here, once; inside, it is trusted. Shapes: lib/model/call.ts. */
const json = z.json();
const time = z
  .string()
  .check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'expected an ISO 8601 time'));
const place = {
  execution: z.string().check(z.minLength(1)),
  state: z.string(),
  entered_at: time,
  attempt: z.number(),
};
const step = {
  ...place,
  step: z.string().check(z.minLength(1)),
  title: z.string(),
  uses: z.string(),
  generation: z.number(),
  iteration: z.number(),
};
const level = z.object({ who: z.string(), for: z.number() });

export const openCall = z.object({ ...place, runbook: z.string(), started_at: time, inputs: json });
export const lockCall = z.object({
  ...place,
  target: z.object({
    cluster: z.optional(z.string()),
    namespace: z.optional(z.string()),
    database: z.optional(z.string()),
  }),
});
export const stepCall = z.object({
  ...step,
  timeout: z.number(),
  with: z.record(z.string(), json),
  approval: z.optional(z.string()),
});
export const approveCall = z.object({
  ...step,
  timeout: z.number(),
  with: z.record(z.string(), json),
  token: z.string(),
  level: z.number(),
  covers: z.array(
    z.object({ step: z.string(), title: z.string(), uses: z.string(), with: z.record(z.string(), json) }),
  ),
});
export const failureCall = z.object({
  ...step,
  token: z.string(),
  level: z.number(),
  ask: z.array(level).check(z.minLength(1)),
  failure: json,
});
const lockAnswer = z.object({ status: z.enum(['taken', 'joined', 'refused']), because: z.string() });
export const closeCall = z.object({
  ...place,
  result: z.optional(z.nullable(z.object({ outcome: z.string(), because: z.optional(json) }))),
  failure: z.optional(json),
  lock: z.optional(z.nullable(lockAnswer)),
  look: z.number(),
  handled: z.number(),
});

/** The call as its type, or BadInput naming each field that does not fit. */
export function parseCall<S extends z.ZodMiniType>(schema: S, call: unknown, who: string): z.output<S> {
  const parsed = z.safeParse(schema, call);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'payload'}: ${issue.message || issue.code}`,
  );
  return fail('BadInput', {
    what: `${who} was called with a payload that is not one`,
    why: why.join('; '),
    todo: 'it is called by a compiled runbook, with the fields of lib/model/call.ts',
  });
}
