import * as z from 'zod/mini';
import { oneLine } from './alert-event.ts';
import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** What we read of a CloudWatch alarm state change, as EventBridge delivers it. */
export interface AlarmEvent {
  arn: string;
  name: string;
  state: string;
  /** The state's own timestamp: the same change has the same one, however often it is delivered. */
  changedAt: string;
  reason: string;
  suppressedBy: string | null;
}

const alarmType = 'CloudWatch Alarm State Change';
const schema = z.object({
  'detail-type': z.literal(alarmType),
  source: z.literal('aws.cloudwatch'),
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.minLength(1)),
  detail: z.object({
    alarmName: z.string().check(z.minLength(1)),
    state: z.object({
      value: z.string(),
      reason: z.optional(z.string()),
      timestamp: z.string().check(z.minLength(1)),
      actionsSuppressedBy: z.optional(z.nullable(z.string())),
    }),
  }),
});

function notAnAlarm(raw: unknown): string {
  const type = isObject(raw) ? raw['detail-type'] : undefined;
  if (type === alarmType) return 'this event is called a CloudWatch alarm state change, but is not complete';
  if (typeof type === 'string') return `this is a "${type}" event, not a CloudWatch alarm state change`;
  return 'this is no event as EventBridge delivers them';
}

/** The event, checked. NotAnAlarm says what it is instead. The alarm's identity is built from account, Region and name. */
export function parseAlarmEvent(raw: unknown): AlarmEvent {
  const parsed = z.safeParse(schema, raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the whole'} is missing or wrong`,
    );
    return fail('NotAnAlarm', {
      what: notAnAlarm(raw),
      why: problems.slice(0, 3).join(', '),
      todo: 'give an event as EventBridge delivers it, with detail-type "CloudWatch Alarm State Change"',
    });
  }
  const { account, region, detail } = parsed.data;
  return {
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${detail.alarmName}`,
    name: detail.alarmName,
    state: detail.state.value,
    changedAt: detail.state.timestamp,
    reason: oneLine(detail.state.reason ?? ''),
    suppressedBy: detail.state.actionsSuppressedBy ?? null,
  };
}
