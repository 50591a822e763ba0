import * as z from 'zod/mini';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { canonical, isObject } from '../model/json.ts';

/** One alert of a webhook, as far as we read it. */
export interface Alert {
  firing: boolean;
  labels: Record<string, string>;
  /** Since when it fires, ISO 8601: the same alert has the same one, however often it is told of. */
  startsAt: string;
  /** Tells it from others that fire at the same time: the sender's, or its labels. */
  identity: string;
  /** What the sender says of it, one line. */
  summary: string;
}

export interface AlertBatch {
  alerts: Alert[];
  /** Alerts that the sender left out of this message. */
  truncated: number;
}

const alertsMax = 1000;
const labelsMax = 100;
const summaryLengthMax = 300;

const text = z.string().check(z.maxLength(4096));
const texts = z
  .record(z.string().check(z.minLength(1), z.maxLength(200)), text)
  .check(z.refine((labels) => Object.keys(labels).length <= labelsMax, `at most ${labelsMax} of them`));
const time = z
  .string()
  .check(
    z.refine((at) => /^\d{4}-\d\d-\d\dT/.test(at) && !Number.isNaN(Date.parse(at)), 'is no ISO 8601 time'),
  );
const alert = z.object({
  status: z.optional(z.enum(['firing', 'resolved'])),
  labels: texts,
  annotations: z.optional(texts),
  startsAt: time,
  fingerprint: z.optional(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
});
/**
 * Alertmanager's webhook, version 4 (its documentation, webhook_config; notify/webhook in its source), and whatever else sends a
 * list of alerts in that form. The group's own labels are not read: each alert has all of its own.
 */
const batch = z.object({
  version: z.optional(z.literal('4')),
  alerts: z.array(alert).check(z.minLength(1), z.maxLength(alertsMax)),
  truncatedAlerts: z.optional(z.number()),
});

/** Whether this is meant to be alerts, of Alertmanager or of anything else that sends labels. */
export function looksLikeAlerts(raw: unknown): boolean {
  return isObject(raw) && (Array.isArray(raw['alerts']) || isObject(raw['labels']));
}

/** Alertmanager's message, or one alert by itself (`{labels, startsAt}`), checked. NotAnAlarm says what is missing. */
export function parseAlerts(raw: unknown): AlertBatch {
  const single = isObject(raw) && !Array.isArray(raw['alerts']);
  const parsed = z.safeParse(batch, single ? { alerts: [raw] } : raw);
  if (!parsed.success) {
    const why = parsed.error.issues
      .slice(0, 3)
      .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
    return fail('NotAnAlarm', {
      what: 'these are no alerts as Alertmanager sends them (webhook, version 4)',
      why: why.join(', '),
      todo: 'send { "alerts": [{ "status", "labels", "startsAt" }] }, or one alert with labels and startsAt',
    });
  }
  const { alerts, truncatedAlerts = 0 } = parsed.data;
  return {
    alerts: alerts.map(({ status, labels, annotations = {}, startsAt, fingerprint }) => ({
      firing: status !== 'resolved',
      labels,
      startsAt: iso(Date.parse(startsAt)),
      identity: fingerprint ?? canonical(labels),
      summary: oneLine(annotations['summary'] ?? annotations['description'] ?? labels['alertname'] ?? ''),
    })),
    truncated: Math.max(0, truncatedAlerts),
  };
}

/** One line, without what a terminal would obey, and its beginning where it is long. */
export function oneLine(said: string): string {
  const line = said
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return line.length > summaryLengthMax ? `${line.slice(0, summaryLengthMax - 1)}…` : line;
}
