import type { Clock } from '../../lib/model/clock.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';

/** What may go wrong with one call, at the wire. */
export const faultKinds = [
  'request lost',
  'answer lost',
  'slow',
  'throttled',
  'server error',
  'access denied',
  'malformed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One call with a fault. `answer lost`, `slow` and `malformed` have had their effect. */
export async function withFault(
  kind: FaultKind,
  request: WireRequest,
  signal: AbortSignal | undefined,
  transport: Transport,
  clock: Clock,
): Promise<WireAnswer> {
  switch (kind) {
    case 'request lost':
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    case 'answer lost':
      await transport(request, signal);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    case 'slow': {
      const answer = await transport(request, signal);
      await clock.sleep(30_000, signal);
      return answer;
    }
    case 'throttled':
      return failed(request, 429, 'ThrottlingException', 'TooManyRequests', 'Rate exceeded');
    case 'server error':
      return failed(request, 500, 'ServerException', 'InternalError', 'an internal error');
    case 'access denied':
      return failed(request, 403, 'AccessDeniedException', 'Forbidden', 'User is not authorized');
    case 'malformed':
      break;
  }
  await transport(request, signal);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"half":') };
}

/** A failure in the words of the system that was asked. */
function failed(
  request: WireRequest,
  status: number,
  aws: string,
  reason: string,
  message: string,
): WireAnswer {
  const body =
    request.system === 'kubernetes'
      ? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code: status }
      : { message };
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': aws },
    body: Buffer.from(JSON.stringify(body)),
  };
}
