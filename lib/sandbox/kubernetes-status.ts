import type { WireAnswer } from '../model/transport.ts';
import { json } from './answer.ts';

const reasons = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
} as const;

/** A failure as the Kubernetes API tells it. `reason` where it is not the usual one of the code (`AlreadyExists`). */
export function failure(
  code: keyof typeof reasons,
  message: string,
  reason: string = reasons[code],
): WireAnswer {
  return json(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}

export function notFound(qualified: string, name: string): WireAnswer {
  return failure(404, `${qualified} "${name}" not found`);
}
