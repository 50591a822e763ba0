import * as z from 'zod/mini';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** What a schedule hands to the starter: which schedule, of which runbook, and the moment that it stands for. */
export interface ScheduleEvent {
  schedule: string;
  runbook: string;
  /** ISO 8601: the same moment has the same one, however often it is delivered. */
  at: string;
}

const schema = z.object({
  rebound: z.object({
    schedule: z.string().check(z.minLength(1)),
    runbook: z.string().check(z.minLength(1)),
    /** EventBridge Scheduler puts it in (`<aws.scheduler.scheduled-time>`). */
    at: z.optional(z.string().check(z.refine((at) => !Number.isNaN(Date.parse(at)), 'is no time'))),
  }),
  /** A rule of EventBridge has it beside. */
  time: z.optional(z.string().check(z.refine((at) => !Number.isNaN(Date.parse(at)), 'is no time'))),
});

export function looksLikeSchedule(raw: unknown): boolean {
  return isObject(raw) && isObject(raw['rebound']);
}

/** The event, checked. `now`, milliseconds since the epoch, is its moment, to the minute, where the event has none. NotAnAlarm when it is none. */
export function parseScheduleEvent(raw: unknown, now: number): ScheduleEvent {
  const parsed = z.safeParse(schema, raw);
  if (!parsed.success) {
    const why = parsed.error.issues.map((issue) => `${issue.path.join('.')} is missing or wrong`);
    return fail('NotAnAlarm', {
      what: 'this event of a schedule is not complete',
      why: why.slice(0, 3).join(', '),
      todo: 'give { "rebound": { "schedule": "rate(7 days)", "runbook": "…", "at": "…" } }',
    });
  }
  const { rebound, time } = parsed.data;
  const at = rebound.at ?? time;
  const moment = at === undefined ? Math.floor(now / 60_000) * 60_000 : Date.parse(at);
  return {
    schedule: rebound.schedule,
    runbook: rebound.runbook,
    at: iso(moment),
  };
}
