import { type ErrorCode, type ErrorFacts, fail } from '../model/errors.ts';
import type { WireAnswer } from '../model/transport.ts';
import { bodyObject } from './body-object.ts';

/** The API's own words for a failure (`kind: Status`). */
export interface Status {
  reason: string;
  message: string;
}

/** The Status of an answer; undefined when the body is none: then something else than the API server may have answered. */
export function statusOf(answer: WireAnswer): Status | undefined {
  const body = bodyObject(answer);
  if (body?.['kind'] !== 'Status') return undefined;
  const { reason, message } = body;
  return {
    reason: typeof reason === 'string' ? reason : '',
    message: typeof message === 'string' ? message : '',
  };
}

/**
 * A failed answer of the Kubernetes API as our error. A 404 is NotFound only when the API itself says so of the object:
 * a proxy's 404, or an API group that is not served, proves nothing.
 */
export function failAsKubernetes(answer: WireAnswer, what: string, cluster: string): never {
  const status = statusOf(answer);
  const facts: ErrorFacts = {
    what: `${what} failed with ${answer.status}${status?.reason ? ` ${status.reason}` : ''}`,
    why: status?.message || bodyStart(answer),
    status: answer.status,
    cluster,
    ...(status?.reason && { reason: status.reason }),
  };
  return fail(codeFor(answer.status, status), { ...facts, ...remedyFor(answer.status, cluster) });
}

function codeFor(httpStatus: number, status: Status | undefined): ErrorCode {
  switch (httpStatus) {
    case 401:
    case 403:
      return 'AccessDenied';
    case 404:
      return status?.reason === 'NotFound' ? 'NotFound' : 'Malformed';
    case 409:
      return status?.reason === 'AlreadyExists' ? 'AlreadyExists' : 'Conflict';
    case 410:
      return 'Conflict';
    case 429:
      return 'Throttled';
    default:
      if (httpStatus >= 500) return 'Unavailable';
      return status && httpStatus >= 400 ? 'Rejected4xx' : 'Malformed';
  }
}

function remedyFor(httpStatus: number, cluster: string): { todo?: string } {
  if (httpStatus === 401)
    return {
      todo: `give the function's role an access entry on ${cluster}; the API does not know who is calling`,
    };
  if (httpStatus === 403)
    return {
      todo: `add the missing rule to the Kubernetes role that the function's access entry on ${cluster} maps to`,
    };
  return {};
}

function bodyStart(answer: WireAnswer): string {
  const text = Buffer.from(answer.body.subarray(0, 200)).toString('utf8').trim();
  return text === '' ? 'an empty answer' : `it answered "${text}"`;
}
