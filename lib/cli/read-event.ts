import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { explain, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Trigger } from '../runbook/runbook.ts';
import type { Io } from './io.ts';
import { readText } from './read-text.ts';

/** A file (or `-`, standard input) as JSON. BadInput when it cannot be read or is none; what it says is checked by who uses it. */
export async function readEvent(io: Io, file: string): Promise<unknown> {
  const given = file === '-' ? await text(io.stdin) : await readText(resolve(io.cwd, file), file);
  try {
    return JSON.parse(given);
  } catch (error) {
    return fail(
      'NotAnAlarm',
      {
        what: `${file} is not JSON`,
        why: given.trim() === '' ? 'it is empty' : explain(error),
        todo: 'give a CloudWatch alarm state change, as EventBridge delivers it, or what Alertmanager sends',
      },
      error,
    );
  }
}

/** Whether a trigger fits the event: an alarm's, alerts', or a schedule's; only for choosing the sandbox's world. */
export function fitsEvent(event: unknown): (trigger: Trigger, runbook: string) => boolean {
  const alarm = alarmIn(event);
  const schedule = isObject(event) && isObject(event['rebound']) ? event['rebound'] : {};
  const alerts = isObject(event) && Array.isArray(event['alerts']) ? event['alerts'] : [event];
  return (trigger, runbook) => {
    switch (trigger.kind) {
      case 'alarm':
        return trigger.alarm === alarm;
      case 'webhook':
        return alerts.some((alert) => hasLabels(alert, trigger.labels));
      case 'schedule':
        return schedule['schedule'] === trigger.schedule && schedule['runbook'] === runbook;
    }
  };
}

/** The alarm's ARN, when the event names one. */
function alarmIn(event: unknown): string | undefined {
  const resources = isObject(event) ? event['resources'] : undefined;
  const first: unknown = Array.isArray(resources) ? resources[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

function hasLabels(alert: unknown, wanted: Record<string, string>): boolean {
  if (!isObject(alert) || !isObject(alert['labels']) || alert['status'] === 'resolved') return false;
  const { labels } = alert;
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
