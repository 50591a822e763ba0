import { iso } from '../model/clock.ts';
import { isObject } from '../model/json.ts';
import type { Directory } from '../model/people.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, json } from './answer.ts';
import { textOfReference } from './channel-secrets.ts';
import { isDown, personAt, settle, type Taken, take } from './messages.ts';
import { parseJson, textOf } from './read.ts';
import type { ChannelMessage, World } from './world.ts';

const week = 7 * 86_400_000;

/** PagerDuty: `POST /v2/enqueue` of the Events API, and `GET /oncalls` of the REST API, of the account's service region. */
export function answerPagerDuty(
  world: World,
  request: WireRequest,
  now: number,
  directory: Directory | undefined,
): Taken {
  if (isDown(world, 'pagerduty')) return { world, answer: json(503, { message: 'Service Unavailable' }) };
  const { host, pathname } = new URL(request.url);
  // Another region's account: there nobody knows its keys.
  const [, region] = /^(?:events|api)(\.eu)?\.pagerduty\.com$/.exec(host) ?? [];
  const isHere = (region === undefined ? 'us' : 'eu') === (directory?.channels.pagerduty?.region ?? 'us');
  const known = isHere ? directory : undefined;
  if (host.startsWith('events.') && pathname === '/v2/enqueue' && request.method === 'POST')
    return enqueue(world, request, now, known);
  if (host.startsWith('api.') && pathname === '/oncalls' && request.method === 'GET')
    return { world, answer: onCalls(world, request, known) };
  return { world, answer: json(404, { error: { message: 'Not Found', code: 2100 } }) };
}

function enqueue(world: World, request: WireRequest, now: number, directory: Directory | undefined): Taken {
  const event = parseJson(bodyText(request));
  const problems = isObject(event) ? eventProblems(event) : ['JSON parse error'];
  const service = isObject(event) ? serviceOf(world, textOf(event['routing_key']), directory) : undefined;
  if (problems.length === 0 && service === undefined) problems.push("'routing_key' is invalid");
  if (problems.length > 0 || !isObject(event) || service === undefined)
    return {
      world,
      answer: json(400, { status: 'invalid event', message: 'Event object is invalid', errors: problems }),
    };
  const key = textOf(event['dedup_key']);
  const answer = json(202, { status: 'success', message: 'Event processed', dedup_key: key });
  const id = `${service}/${key}`;
  const action = textOf(event['event_action']);
  if (action === 'trigger') return { ...trigger(world, event, service, id, now, directory), answer };
  // An event for an alert that is not open is accepted, and changes nothing.
  const kind = action === 'acknowledge' ? ('acknowledged' as const) : ('decided' as const);
  return { world: isOpen(world, id) ? settle(world, id, { kind, text: action, at: now }) : world, answer };
}

function trigger(
  world: World,
  event: Record<string, unknown>,
  service: string,
  id: string,
  now: number,
  directory: Directory | undefined,
): Omit<Taken, 'answer'> {
  const payload = isObject(event['payload']) ? event['payload'] : {};
  const details = isObject(payload['custom_details']) ? payload['custom_details'] : {};
  const { run, for: named, key, ask, text } = details;
  const person = personAt(directory, 'pagerduty', service, textOf(named));
  const message: ChannelMessage = {
    channel: 'pagerduty',
    id,
    to: service,
    title: textOf(payload['summary']),
    text: textOf(text),
    ...(typeof run === 'string' ? { run } : {}),
    ...(typeof ask === 'string' ? { ask } : {}),
    ...(typeof key === 'string' ? { key } : {}),
    at: now,
  };
  const open = world.messages.filter((one) => one.id === id && !isResolved(one));
  const seen = open.some((one) => one.key === message.key);
  // The alert is there already: whoever was woken by it is not woken again, and one that somebody acknowledged notifies nobody any more.
  const woken = open.some((one) => one.person === person) || isAcknowledged(open);
  const wakes = person !== undefined && !woken;
  if (seen) return { world };
  return take(
    world,
    wakes ? { ...message, person } : message,
    payload['severity'] === 'info' ? 'info' : undefined,
  );
}

function isOpen(world: World, id: string): boolean {
  return world.messages.some((one) => one.id === id && !isResolved(one));
}

function isAcknowledged(open: ChannelMessage[]): boolean {
  return open.some(({ settled }) => settled?.kind === 'acknowledged');
}

function isResolved({ settled }: ChannelMessage): boolean {
  return settled?.kind === 'decided';
}

function serviceOf(world: World, key: string, directory: Directory | undefined): string | undefined {
  const services = Object.entries(directory?.channels.pagerduty?.services ?? {});
  return services.find(([, { routingKey }]) => textOfReference(world, routingKey) === key)?.[0];
}

/** Source: PagerDuty/api-schema, reference/events-v2; Events API v2, Send an alert event. */
function eventProblems(event: Record<string, unknown>): string[] {
  const { routing_key: key, event_action: action, dedup_key: dedup, payload } = event;
  const problems: string[] = [];
  if (typeof key !== 'string') problems.push("'routing_key' is missing or blank");
  else if (key.length !== 32) problems.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  if (!['trigger', 'acknowledge', 'resolve'].includes(textOf(action)))
    problems.push("'event_action' is missing or unknown");
  if (action !== 'trigger' && textOf(dedup) === '') problems.push("'dedup_key' is missing or blank");
  if (textOf(dedup).length > 255) problems.push("'dedup_key' is longer than 255 characters");
  if (action === 'trigger')
    problems.push(...(isObject(payload) ? payloadProblems(payload) : ["'payload' is missing or blank"]));
  return problems;
}

function payloadProblems(payload: Record<string, unknown>): string[] {
  const { summary, source, severity, timestamp, custom_details: details } = payload;
  return [
    ...(textOf(summary) === '' ? ["'payload.summary' is missing or blank"] : []),
    ...(textOf(summary).length > 1024 ? ["'payload.summary' is longer than 1024 characters"] : []),
    ...(textOf(source) === '' ? ["'payload.source' is missing or blank"] : []),
    ...(['critical', 'error', 'warning', 'info'].includes(textOf(severity))
      ? []
      : ["'payload.severity' is invalid"]),
    ...(timestamp === undefined || !Number.isNaN(Date.parse(textOf(timestamp)))
      ? []
      : ["'payload.timestamp' is invalid"]),
    ...(details === undefined || isObject(details) ? [] : ["'payload.custom_details' is invalid"]),
  ];
}

/** Who is on call: the people of people.yaml whose group has that schedule, each for a week, counted from 1970. */
function onCalls(world: World, request: WireRequest, directory: Directory | undefined): WireAnswer {
  const settings = directory?.channels.pagerduty;
  const token = settings?.apiToken && textOfReference(world, settings.apiToken);
  if (token === undefined || request.headers['authorization'] !== `Token token=${token}`)
    return json(401, { error: { message: 'Unauthorized', code: 2006 } });
  if (request.headers['accept'] !== 'application/vnd.pagerduty+json;version=2')
    return json(400, { error: { message: 'Unsupported API version', code: 2001 } });
  const query = new URL(request.url).searchParams;
  const since = Date.parse(query.get('since') ?? '');
  const until = Date.parse(query.get('until') ?? '');
  if (Number.isNaN(since) || Number.isNaN(until) || until < since)
    return json(400, {
      error: { message: 'Invalid Input Provided', code: 2001, errors: ['since and until are no range'] },
    });
  const limit = Math.min(Number(query.get('limit') ?? 25), 100);
  const offset = Number(query.get('offset') ?? 0);
  const all = query.getAll('schedule_ids[]').flatMap((schedule) => shifts(schedule, since, until, directory));
  const oncalls = all.slice(offset, offset + limit);
  return json(200, { oncalls, limit, offset, more: offset + limit < all.length, total: null });
}

function shifts(schedule: string, since: number, until: number, directory: Directory | undefined): object[] {
  const users = usersOf(schedule, directory);
  const first = Math.floor(since / week);
  const weeks = users.length === 0 ? 0 : Math.floor(until / week) - first + 1;
  return Array.from({ length: weeks }, (_, n) => {
    const id = users[(first + n) % users.length];
    return {
      user: { id, type: 'user_reference' },
      schedule: { id: schedule, type: 'schedule_reference' },
      escalation_policy: { id: 'PSANDBOX', type: 'escalation_policy_reference' },
      escalation_level: 1,
      start: iso((first + n) * week),
      end: iso((first + n + 1) * week),
    };
  });
}

function usersOf(schedule: string, directory: Directory | undefined): string[] {
  const { rotations = {}, groups = {}, people = {} } = directory ?? {};
  const names = Object.values(rotations).flatMap((rotation) =>
    rotation.kind === 'pagerduty' && rotation.schedule === schedule ? [rotation.name] : [],
  );
  const members = Object.values(groups)
    .filter(({ rotation }) => rotation !== undefined && names.includes(rotation))
    .flatMap((group) => group.members);
  return [...new Set(members)].flatMap((id) => people[id]?.pagerdutyUser ?? []);
}
