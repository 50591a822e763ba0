import * as z from 'zod/mini';
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

const schema = z.object({
  'detail-type': z.literal('CloudWatch Alarm State Change'),
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

/** The event, checked. NotAnAlarm says what it is instead. The alarm's identity is built from account, Region and name. */
export function parseAlarmEvent(raw: unknown): AlarmEvent {
  const parsed = z.safeParse(schema, raw);
  if (!parsed.success) {
    const type =
      isObject(raw) && typeof raw['detail-type'] === 'string'
        ? `a "${raw['detail-type']}" event`
        : 'no event';
    const first = parsed.error.issues[0];
    return fail('NotAnAlarm', {
      what: `this is ${type}, not a CloudWatch alarm state change`,
      why: first ? `${first.path.join('.') || 'the whole'}: ${first.message}` : '',
      todo: 'give an event as EventBridge delivers it, with detail-type "CloudWatch Alarm State Change"',
    });
  }
  const { account, region, detail } = parsed.data;
  return {
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${detail.alarmName}`,
    name: detail.alarmName,
    state: detail.state.value,
    changedAt: detail.state.timestamp,
    reason: detail.state.reason ?? '',
    suppressedBy: detail.state.actionsSuppressedBy ?? null,
  };
}
