import { bodyObject } from './body-object.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { hashOf, isObject, type Json } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { Message, Settled } from './channels.ts';
import { codeOfStatus, quoted, retryAfter } from './refusal.ts';
import { send } from './send.ts';
import { cutTo, harmless, minutesLeft, oneLine } from './shown-text.ts';
import type { Surroundings } from './surroundings.ts';

/** Source: PagerDuty, Events API v2, Send an alert event. */
export const pagerdutyLimits = { dedupKey: 255, summary: 1024, detail: 4000, lines: 40 } as const;

/** An account is of one service region, and known in no other. Source: support.pagerduty.com, Service Regions. */
const hosts = {
  us: { events: 'events.pagerduty.com', api: 'api.pagerduty.com' },
  eu: { events: 'events.eu.pagerduty.com', api: 'api.eu.pagerduty.com' },
} as const;
export type PagerDutyRegion = keyof typeof hosts;
/** PagerDuty gives at most 100 of a list at once; nobody has a thousand people on call in one schedule. */
const pageSize = 100;
const pagesMax = 10;

export interface PagerDutyKeys {
  /** Of a service of rebound.yaml, by its name there. */
  routingKey: (service: string) => Promise<string>;
  /** Of the REST API. */
  apiToken: () => Promise<string>;
  /** The account's service region; the United States by default. */
  region?: PagerDutyRegion;
}

export interface PagerDuty {
  /** What is sent is one alert of the service for each that is asked or told (`dedupKeyOf`). Gives back `<service>/<dedup_key>`. */
  send: (service: string, message: Message) => Promise<string>;
  settle: (id: string, settled: Settled) => Promise<void>;
  onCall: (schedule: string, at: number) => Promise<string[]>;
}

/** PagerDuty: Events API v2, where accepted is 202, and of the REST API the on-calls. */
export function makePagerDuty(surroundings: Surroundings, keys: PagerDutyKeys): PagerDuty {
  const { events, api } = hosts[keys.region ?? 'us'];

  async function enqueue(service: string, action: string, event: Record<string, Json>): Promise<void> {
    const key = await keys.routingKey(service);
    const what = `the ${action} event to PagerDuty's service ${service}`;
    const answer = await send(
      surroundings,
      {
        system: 'pagerduty',
        method: 'POST',
        url: `https://${events}/v2/enqueue`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ routing_key: key, event_action: action, ...event }),
      },
      what,
    );
    if (answer.status !== 202)
      fail(
        codeOfStatus(answer.status),
        refusalOf(answer, what, key, `look at the key of ${service} in rebound.yaml`),
      );
    if (bodyObject(answer)?.['status'] !== 'success')
      fail('Malformed', { what: `${what} was answered with something that is not of its documented shape` });
  }

  return {
    async send(service, message) {
      const dedupKey = dedupKeyOf(message);
      await enqueue(service, 'trigger', triggerOf(message, dedupKey, surroundings.clock.now()));
      return `${service}/${dedupKey}`;
    },

    async settle(id, { kind }) {
      const at = id.lastIndexOf('/');
      if (at <= 0) return;
      const action = kind === 'acknowledged' ? 'acknowledge' : 'resolve';
      await enqueue(id.slice(0, at), action, { dedup_key: id.slice(at + 1) });
    },

    async onCall(schedule, at) {
      const token = await keys.apiToken();
      const found: OnCall[] = [];
      for (let page = 0; page < pagesMax; page += 1) {
        const { oncalls, more } = await onCallPage(
          surroundings,
          { token, api },
          schedule,
          at,
          page * pageSize,
        );
        found.push(...oncalls);
        if (!more) return usersOf(found, at);
      }
      return fail('Malformed', { what: `PagerDuty's on-calls of the schedule ${schedule} do not end` });
    },
  };
}

/**
 * The run's id, and what it is about: `k3f9q2w7x5a4b6cd.5d41402abc4b`. By the run's id alone nobody would be woken twice in a run: an event
 * with the key of an open alert only adds to it, and an incident that is acknowledged notifies nobody, whatever comes (developer.pagerduty.com,
 * Events API v2, Send an alert event, Event Action Behavior). So each level, each time that it is asked, and each thing that is told is an
 * alert of its own; the same for whoever is told of it, and when it is sent again.
 */
function dedupKeyOf({ run, title, text, question }: Message): string {
  // When its time is over is not what it is about: an attempt that follows one that died gives the level its time anew.
  const about = question ? [question.ask, question.turn ?? question.endsAt] : [title, text];
  const whose = run.length <= 200 && !run.includes('/') ? run : hashOf(run);
  return `${whose}.${hashOf(about).slice(0, 12)}`;
}

function triggerOf(message: Message, dedupKey: string, now: number): Record<string, Json> {
  const { title, text, target, link, question, urgency, alarming, run, to, key } = message;
  const web = link !== undefined && /^https?:\/\//.test(link) && URL.canParse(link) ? link : undefined;
  const said = [title, target, question?.text ?? text]
    .map((part) => oneLine(part ?? ''))
    .filter((part) => part !== '');
  return {
    dedup_key: dedupKey,
    client: 'Rebound',
    ...(web === undefined ? {} : { client_url: web, links: [{ href: web, text: 'Open the run' }] }),
    payload: {
      summary: summaryOf(`${alarming ? '‼ ' : ''}${said.join(' – ')}`, run),
      source: oneLine(target ?? '') || 'rebound',
      severity: urgency === 'now' ? 'critical' : 'info',
      timestamp: iso(now),
      component: 'rebound',
      custom_details: {
        run,
        for: to,
        key,
        text: detail(text),
        ...(link === undefined ? {} : { link: detail(link) }),
        ...(question && {
          ask: question.ask,
          question: detail(question.text),
          will_do: question.lines.slice(0, pagerdutyLimits.lines).map(detail),
          answers: question.answers.map(({ answer }) => answer).join(', '),
          minutes_left: minutesLeft(question.endsAt, now),
          ...(question.then === undefined ? {} : { next: detail(question.then) }),
        }),
      },
    },
  };
}

/** It becomes the incident's title. The run's id at its end is how an event of a webhook is known to be of that run where it has no key. */
function summaryOf(said: string, run: string): string {
  const end = `[run ${oneLine(run).slice(0, 64)}]`;
  return `${cutTo(said, pagerdutyLimits.summary - end.length - 1)} ${end}`.trim();
}

function detail(text: string): string {
  return cutTo(harmless(text), pagerdutyLimits.detail);
}

/** An entry of the list: who is on call, from when to when; null is since ever, or for good. */
interface OnCall {
  user: string;
  level: number;
  start: number;
  end: number;
}

async function onCallPage(
  surroundings: Surroundings,
  { token, api }: { token: string; api: string },
  schedule: string,
  at: number,
  offset: number,
): Promise<{ oncalls: OnCall[]; more: boolean }> {
  const query = new URLSearchParams({
    'schedule_ids[]': schedule,
    since: iso(at),
    // The search wants a stretch of time; whoever is not on call at its beginning is left out afterwards.
    until: iso(at + 1000),
    limit: String(pageSize),
    offset: String(offset),
  });
  const what = `GET the on-calls of PagerDuty's schedule ${schedule}`;
  const answer = await send(
    surroundings,
    {
      system: 'pagerduty',
      method: 'GET',
      url: `https://${api}/oncalls?${query.toString()}`,
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        'content-type': 'application/json',
        authorization: `Token token=${token}`,
      },
      body: '',
    },
    what,
  );
  if (answer.status !== 200)
    fail(
      codeOfStatus(answer.status),
      refusalOf(answer, what, token, 'look at channels.pagerduty.api_token of rebound.yaml'),
    );
  const body = bodyObject(answer);
  const list = body?.['oncalls'];
  const oncalls = Array.isArray(list) ? list.map(onCallOf) : [undefined];
  const read = oncalls.filter((one) => one !== undefined);
  // A list that cannot be read is no proof that nobody is on call.
  if (read.length !== oncalls.length)
    fail('Malformed', { what: `${what} was answered with something that is not of its documented shape` });
  return { oncalls: read, more: body?.['more'] === true };
}

function onCallOf(entry: unknown): OnCall | undefined {
  if (!isObject(entry) || !isObject(entry['user']) || typeof entry['user']['id'] !== 'string')
    return undefined;
  const { start, end, escalation_level: level } = entry;
  const from = timeOr(start, Number.NEGATIVE_INFINITY);
  const to = timeOr(end, Number.POSITIVE_INFINITY);
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  return { user: entry['user']['id'], level: typeof level === 'number' ? level : 0, start: from, end: to };
}

function timeOr(value: unknown, otherwise: number): number {
  if (value === null || value === undefined) return otherwise;
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** Each once, the first to be woken first. A schedule stands in the list once for each escalation policy that it is in. */
function usersOf(oncalls: OnCall[], at: number): string[] {
  const now = oncalls.filter(({ start, end }) => start <= at && at < end);
  return [...new Set(now.toSorted((one, other) => one.level - other.level).map(({ user }) => user))];
}

function refusalOf(answer: WireAnswer, what: string, secret: string, todo: string) {
  const body = bodyObject(answer);
  const error = isObject(body?.['error']) ? body['error'] : (body ?? {});
  const errors = Array.isArray(error['errors']) ? error['errors'] : [];
  const said = [error['message'], ...errors].filter((part): part is string => typeof part === 'string');
  const seconds = retryAfter(answer.headers);
  const why = quoted(said.join('; '), [secret]);
  return {
    what: `${what} was not taken: PagerDuty answered ${answer.status}`,
    ...(why ? { why } : {}),
    ...(answer.status === 429 || answer.status >= 500 ? {} : { todo }),
    ...(seconds === undefined ? {} : { retry_after: seconds }),
    status: answer.status,
  };
}
