import { codeOf, type ErrorCode, type ErrorFacts, fail, type ReboundError } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import type { Parts } from './parts.ts';
import { handleAlerts, type StarterAnswer } from './starter.ts';
import { looksLikeAlerts } from './alert-event.ts';
import { type HttpRequest, parseHttpRequest } from './http-request.ts';
import { isSignedBy } from './webhook-secret.ts';

/** What Lambda makes an HTTP answer of (function URLs, payload format 2.0). */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** As much as the local server takes. */
export const bodyBytesMax = 1024 * 1024;

/** What another try would not change. Anything else is an error, so that the function fails, people are told, and the sender tries again. */
const statuses: Partial<Record<ErrorCode, number>> = {
  BadInput: 400,
  NotAnAlarm: 400,
  NoTrigger: 400,
  AlarmSuppressed: 409,
};

/**
 * Alerts over HTTP, from whoever has the shared secret: as `Authorization: Bearer <secret>` (Alertmanager: http_config, authorization,
 * credentials), or as `X-Hub-Signature-256: sha256=<HMAC-SHA256 of the body>`. `secret` reads it; it is asked for only when the request
 * could be one. The URL is public: nothing else is looked at before, and nothing is said to who has it not.
 */
export async function handleWebhook(
  raw: unknown,
  parts: Parts,
  secret: () => Promise<string>,
): Promise<HttpAnswer> {
  try {
    const request = parseHttpRequest(raw);
    if (request.method !== 'POST')
      return refusal(405, 'BadInput', { what: 'alerts are sent by POST' }, { allow: 'POST' });
    if (request.body.length > bodyBytesMax)
      return refusal(413, 'BadInput', {
        what: `the body is larger than ${bodyBytesMax / 1024 / 1024} MiB`,
        todo: 'send fewer alerts at once',
      });
    if (!(await isSignedBy(request, secret)))
      return refusal(401, 'AccessDenied', notSigned, { 'www-authenticate': 'Bearer' });
    return answerOf(await handleAlerts(alertsOf(request), parts));
  } catch (error) {
    const code = codeOf(error);
    const status = code && statuses[code];
    if (code === undefined || status === undefined) throw error;
    return refusal(status, code, (error as ReboundError).facts);
  }
}

const notSigned: ErrorFacts = {
  what: 'the secret is missing or is not the one of this webhook',
  todo: 'send it as `Authorization: Bearer …`; in AWS it is the secret rebound-webhook',
};

/** Only alerts: what an alarm or a schedule starts comes from AWS itself. */
function alertsOf({ body }: HttpRequest): unknown {
  const value = parsed(body);
  if (looksLikeAlerts(value)) return value;
  return fail('NotAnAlarm', {
    what: 'the body holds no alerts',
    todo: 'send { "alerts": [{ "status", "labels", "startsAt" }] }, or one alert with labels and startsAt',
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's own words would repeat the body.
    return fail('BadInput', { what: 'the body is not JSON', todo: 'send JSON in UTF-8' });
  }
}

function answerOf(answer: StarterAnswer): HttpAnswer {
  return { statusCode: 200, headers: json, body: canonical(answer) };
}

function refusal(
  statusCode: number,
  code: ErrorCode,
  facts: ErrorFacts,
  more: Record<string, string> = {},
): HttpAnswer {
  return { statusCode, headers: { ...json, ...more }, body: canonical({ code, facts }) };
}

const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };
