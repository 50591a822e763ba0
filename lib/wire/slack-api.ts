import { bodyObject } from './body-object.ts';
import { codeOf, type ErrorCode, type ErrorFacts, fail, ReboundError } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import { codeOfStatus, retryAfter } from './refusal.ts';
import { send } from './send.ts';
import type { Surroundings } from './surroundings.ts';

/** The methods of Slack's Web API that we call; those that only read take their arguments in the query. */
const methods = {
  'chat.postMessage': 'POST',
  'chat.update': 'POST',
  'conversations.create': 'POST',
  'conversations.open': 'POST',
  'conversations.setTopic': 'POST',
  'conversations.history': 'GET',
  'conversations.list': 'GET',
} as const;
export type SlackMethod = keyof typeof methods;
export type SlackArguments = Record<string, Json | undefined>;

/** A call of a method: its answer, of which `ok` is true. Errors: AccessDenied, NotFound, AlreadyExists, Throttled, Unavailable, Rejected4xx, Malformed, with Slack's own word in the fact `reason`. */
export type SlackCall = (method: SlackMethod, given: SlackArguments) => Promise<Record<string, unknown>>;

/** Slack's Web API with a bot's token. One attempt for each call; nothing that it answers is repeated but its error's name. */
export function slackCaller(surroundings: Surroundings, token: () => Promise<string>): SlackCall {
  return async (method, given) => {
    const authorization = `Bearer ${await token()}`;
    const known = Object.entries(given).filter(([, value]) => value !== undefined);
    const what = `Slack ${method}`;
    const base = `https://slack.com/api/${method}`;
    const answer = await send(
      surroundings,
      methods[method] === 'GET'
        ? {
            system: 'slack',
            method: 'GET',
            url: `${base}?${queryOf(known)}`,
            headers: { authorization },
            body: '',
          }
        : {
            system: 'slack',
            method: 'POST',
            url: base,
            headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
            body: JSON.stringify(Object.fromEntries(known)),
          },
      what,
    );
    return contentOf(answer, what);
  };
}

function queryOf(given: [string, Json | undefined][]): string {
  const query = new URLSearchParams();
  for (const [name, value] of given)
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return query.toString();
}

function contentOf(answer: WireAnswer, what: string): Record<string, unknown> {
  const body = bodyObject(answer);
  if (answer.status !== 200) {
    const code = codeOfStatus(answer.status);
    const seconds = retryAfter(answer.headers);
    return fail(code, {
      what: `${what} was answered with ${answer.status}`,
      ...(code === 'Throttled'
        ? { todo: 'it is tried again; Slack takes about one message a second in a channel' }
        : {}),
      ...(seconds === undefined ? {} : { retry_after: seconds }),
      status: answer.status,
    });
  }
  if (body?.['ok'] === true) return body;
  const reason = body?.['ok'] === false ? body['error'] : undefined;
  // Only Slack's own words: anything else may be ours, given back.
  if (typeof reason !== 'string' || !/^[a-z][a-z0-9_]{1,63}$/.test(reason))
    return fail('Malformed', {
      what: `${what} was answered with something that is not of its documented shape`,
    });
  throw new ReboundError(meaning[reason] ?? 'Rejected4xx', factsOf(what, reason, body ?? {}));
}

/** Errors by Slack's name for them. Source: the lists of errors of the methods' reference pages. What is not here is a wrong request. */
const meaning: Record<string, ErrorCode> = {
  not_authed: 'AccessDenied',
  invalid_auth: 'AccessDenied',
  account_inactive: 'AccessDenied',
  token_revoked: 'AccessDenied',
  token_expired: 'AccessDenied',
  not_allowed_token_type: 'AccessDenied',
  missing_scope: 'AccessDenied',
  no_permission: 'AccessDenied',
  access_denied: 'AccessDenied',
  accesslimited: 'AccessDenied',
  ekm_access_denied: 'AccessDenied',
  org_login_required: 'AccessDenied',
  team_access_not_granted: 'AccessDenied',
  restricted_action: 'AccessDenied',
  not_in_channel: 'AccessDenied',
  messages_tab_disabled: 'AccessDenied',
  user_disabled: 'NotFound',
  user_not_visible: 'NotFound',
  channel_not_found: 'NotFound',
  user_not_found: 'NotFound',
  message_not_found: 'NotFound',
  is_archived: 'NotFound',
  name_taken: 'AlreadyExists',
  ratelimited: 'Throttled',
  rate_limited: 'Throttled',
  message_limit_exceeded: 'Throttled',
  internal_error: 'Unavailable',
  fatal_error: 'Unavailable',
  service_unavailable: 'Unavailable',
  request_timeout: 'Unavailable',
  team_added_to_org: 'Unavailable',
};

function factsOf(what: string, reason: string, body: Record<string, unknown>): ErrorFacts {
  const todo = todos[reason];
  const needed = body['needed'];
  const scope = typeof needed === 'string' && /^[a-z:.,_-]{1,200}$/.test(needed) ? ` (${needed})` : '';
  return {
    what: `${what} was refused: ${reason}`,
    ...(todo === undefined ? {} : { todo: `${todo}${reason === 'missing_scope' ? scope : ''}` }),
    reason,
    status: 200,
  };
}

const todos: Record<string, string> = {
  not_authed: "keep the app's bot token where channels.slack.token of rebound.yaml says",
  invalid_auth: "keep the app's bot token where channels.slack.token of rebound.yaml says",
  account_inactive: 'install the app in the workspace again, and keep its new token',
  token_revoked: 'install the app in the workspace again, and keep its new token',
  token_expired: 'keep a token that does not expire, or a new one',
  missing_scope: 'give the app the scope that is missing, and install it again',
  not_in_channel: 'invite the app into that channel',
  messages_tab_disabled:
    "switch the Messages tab on (the app's settings, App Home, Show Tabs): nobody gets a direct message without it",
  user_disabled: 'take who left the workspace out of people.yaml, or correct their Slack id',
  channel_not_found: "correct the person's Slack id in people.yaml, or invite the app into that channel",
  user_not_found: "correct the person's Slack id in people.yaml",
  is_archived: 'use a channel that is not archived',
};

/** Whether Slack refused it with one of these words. */
export function saysSlack(error: unknown, ...reasons: string[]): boolean {
  if (codeOf(error) === undefined || !isObject((error as ReboundError).facts)) return false;
  const reason = (error as ReboundError).facts['reason'];
  return typeof reason === 'string' && reasons.includes(reason);
}
