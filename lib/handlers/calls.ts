import * as z from 'zod/mini';
import type {
  ApproveCall,
  AskingCall,
  CloseCall,
  FailureCall,
  HandOnCall,
  LockCall,
  NestedCall,
  OpenCall,
  StepCall,
  UndoCall,
} from '../model/call.ts';
import { fail } from '../model/errors.ts';
import type { TargetValue } from '../model/target.ts';

/*
 * What arrives from the state machine is checked here, once; inside, it is trusted. Shapes: lib/model/call.ts. What an older release's
 * definition does not send yet, while its executions go on, has its empty value.
 */
type Schema<T> = z.ZodMiniType<T>;

const json = z.json();
const fields = z.record(z.string(), json);
const text = z.string();
const named = text.check(z.minLength(1));
const time = text.check(z.refine((at) => !Number.isNaN(Date.parse(at)), 'expected an ISO 8601 time'));
const count = z.number().check(z.int(), z.gte(0));
const yes = z.literal(true);

const place = { execution: named, state: text, entered_at: time, attempt: z.number() };
const step = {
  ...place,
  step: named,
  title: text,
  uses: text,
  generation: z.number(),
  iteration: z.number(),
};
const acting = {
  ...step,
  timeout: z.number(),
  with: fields,
  approval: z.exactOptional(text),
  values: z.exactOptional(z.nullable(fields)),
  since: z.exactOptional(z.nullable(time)),
  undoable: z.exactOptional(z.object({ reads: fields })),
  phase: z.exactOptional(z.enum(['always', 'undo'])),
  round: z.exactOptional(count),
};
const asking = { ...acting, token: named, level: count };
const level = z.object({ who: text, for: z.number() });
const covered = z.object({
  step: text,
  title: text,
  uses: text,
  iteration: z._default(z.number(), 0),
  with: fields,
});
const target: Schema<TargetValue> = z.object({
  account: z.exactOptional(text),
  region: z.exactOptional(text),
  cluster: z.exactOptional(text),
  namespace: z.exactOptional(text),
  database: z.exactOptional(text),
  also: z.exactOptional(z.array(z.lazy((): Schema<TargetValue> => target))),
});

export const openCall: Schema<OpenCall> = z.object({
  ...place,
  runbook: text,
  started_at: time,
  inputs: json,
});
export const lockCall: Schema<LockCall> = z.object({ ...place, target });
export const stepCall: Schema<StepCall> = z.object(acting);
/** Before a nested run is started, and after it ended. */
export const nestedCall: Schema<NestedCall> = z.object({
  ...acting,
  part: z.enum(['prepare', 'result']),
  execution_arn: z.exactOptional(named),
});
export const handOnCall: Schema<HandOnCall> = z.object({
  ...place,
  runbook: named,
  inputs: json,
  because: json,
});
const undone = z.object({ step: named, iteration: z.number(), generation: z.number() });
export const undoCall: Schema<UndoCall> = z.object({
  ...place,
  runbook: named,
  left: z.exactOptional(z.nullable(z.extend(undone, { by: text }))),
  done: z.exactOptional(z.nullable(undone)),
});
/** `decide`, `manual`, `wait`. */
export const peopleCall: Schema<AskingCall> = z.object(asking);
export const approveCall: Schema<ApproveCall> = z.object({
  ...asking,
  covers: z.array(covered),
  unattended: z.exactOptional(yes),
});
export const failureCall: Schema<FailureCall> = z.object({
  ...step,
  token: named,
  level: count,
  ask: z.array(level).check(z.minLength(1)),
  failure: json,
  offers: z._default(z.array(z.enum(['values', 'skip', 'back', 'by-hand'])), []),
  with: z.exactOptional(fields),
  phase: z.exactOptional(z.enum(['undo'])),
  round: z.exactOptional(count),
});
const lockAnswer = z.object({ status: z.enum(['taken', 'joined', 'refused']), because: text });
const result = z.object({
  outcome: text,
  because: z.exactOptional(json),
  to: z.exactOptional(z.object({ run: z.exactOptional(text), runbook: text })),
});
export const closeCall: Schema<CloseCall> = z.object({
  ...place,
  part: z.exactOptional(z.enum(['judge', 'last'])),
  result: z.exactOptional(z.nullable(result)),
  failure: z.exactOptional(json),
  lock: z.exactOptional(z.nullable(lockAnswer)),
  look: z.number(),
  handled: z.number(),
});

/** The call as its type, or BadInput naming each field that does not fit. */
export function parseCall<T>(schema: Schema<T>, call: unknown, who: string): T {
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
