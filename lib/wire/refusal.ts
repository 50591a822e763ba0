import type { ErrorCode } from '../model/errors.ts';
import { oneLine } from './shown-text.ts';

/** What an HTTP status that is no success means, where the service says no more. */
export function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'AccessDenied';
  if (status === 429) return 'Throttled';
  if (status >= 500) return 'Unavailable';
  return status >= 300 ? 'Rejected4xx' : 'Malformed';
}

/** Seconds of a Retry-After header; undefined when there is none, or a date. */
export function retryAfter(headers: Record<string, string>): number | undefined {
  const text = headers['retry-after'];
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** What a service said, short, on one line, without the secrets that were sent to it: it may quote them. */
export function quoted(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret !== '');
  const clean = known.reduce((said, secret) => said.replaceAll(secret, '(secret)'), text);
  return oneLine(clean).slice(0, 200);
}
