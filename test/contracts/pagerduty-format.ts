import { isObject } from '../../lib/model/json.ts';

/*
 * What an event for PagerDuty's Events API v2 may be. Sources: PagerDuty/api-schema, reference/events-v2/openapiv3.json (members, required
 * ones, enumerations) and developer.pagerduty.com, Events API v2, Send an alert event (routing_key 32 characters, dedup_key at most 255,
 * summary at most 1,024, severity, 512 KB).
 */

const members = [
  'payload',
  'routing_key',
  'event_action',
  'dedup_key',
  'client',
  'client_url',
  'links',
  'images',
];
const payloadMembers = [
  'summary',
  'timestamp',
  'severity',
  'source',
  'component',
  'group',
  'class',
  'custom_details',
];

/** What of the event is not so. */
export function pagerdutyProblems(event: unknown): string[] {
  if (!isObject(event)) return ['the event is no object'];
  const { routing_key: key, event_action: action, dedup_key: dedup, payload, links, client_url: url } = event;
  const problems = Object.keys(event)
    .filter((name) => !members.includes(name))
    .map((name) => `${name} is not known`);
  if (typeof key !== 'string' || key.length !== 32) problems.push('routing_key');
  if (!['trigger', 'acknowledge', 'resolve'].includes(String(action))) problems.push('event_action');
  if (typeof dedup !== 'string' || dedup.length < 1 || dedup.length > 255) problems.push('dedup_key');
  if (Buffer.byteLength(JSON.stringify(event)) > 512 * 1024) problems.push('larger than 512 KB');
  if (url !== undefined && !isUrl(url)) problems.push('client_url');
  if (
    links !== undefined &&
    !(Array.isArray(links) && links.every((link: unknown) => isObject(link) && isUrl(link['href'])))
  )
    problems.push('links');
  if (action !== 'trigger') return payload === undefined ? problems : [...problems, 'payload'];
  if (!isObject(payload)) return [...problems, 'payload'];
  const { summary, timestamp, severity, source, custom_details: details } = payload;
  problems.push(...Object.keys(payload).filter((name) => !payloadMembers.includes(name)));
  if (typeof summary !== 'string' || summary.length < 1 || summary.length > 1024)
    problems.push('payload.summary');
  if (typeof source !== 'string' || source.length < 1) problems.push('payload.source');
  if (!['critical', 'warning', 'error', 'info'].includes(String(severity))) problems.push('payload.severity');
  if (typeof timestamp !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(timestamp))
    problems.push('payload.timestamp');
  if (!isObject(details)) problems.push('payload.custom_details');
  return problems;
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value);
}
