import type { Clock } from '../model/clock.ts';
import type { GivenFault } from '../model/given-fault.ts';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText } from './answer.ts';
import { connectionLost, malformed, refused, serverError, throttled } from './fault-answers.ts';
import { notFound } from './not-found.ts';

/** How much later a slow call is: within a client's own time-out. */
const slowMs = 10_000;

/** The world of a rehearsal in which calls fail as it says. All that goes through one transport of these is counted together. */
export function withGivenFaults(
  faults: readonly GivenFault[],
  clock: Clock,
): (inner: Transport) => Transport {
  if (faults.length === 0) return (inner) => inner;
  const beganAt = clock.now();
  const counts = faults.map(() => 0);
  const faultOf = (request: WireRequest): GivenFault | undefined => {
    const seconds = (clock.now() - beganAt) / 1000;
    const fitting = faults.filter((fault, n) => {
      if (fault.system !== request.system || !isOf(request, fault.operation)) return false;
      counts[n] = (counts[n] ?? 0) + 1;
      if (fault.nth !== undefined && fault.nth !== counts[n]) return false;
      return (fault.from ?? 0) <= seconds && seconds < (fault.to ?? Number.POSITIVE_INFINITY);
    });
    return fitting[0];
  };
  return (inner) => (request, signal) => {
    const fault = faultOf(request);
    return fault ? happens(fault.does, inner, request, clock, signal) : inner(request, signal);
  };
}

function isOf(request: WireRequest, operation: string | undefined): boolean {
  return operation === undefined || operation === request.method || operation === operationOf(request);
}

/** By the name that the system's API has for it (lib/model/given-fault.ts, callsOf); undefined where it has none. */
export function operationOf({ system, method, url, headers, body }: WireRequest): string | undefined {
  const { pathname } = new URL(url);
  if (system === 'eks') return pathname === '/clusters' ? 'ListClusters' : 'DescribeCluster';
  if (system === 's3') return { GET: 'GetObject', PUT: 'PutObject' }[method];
  if (system === 'sts' || system === 'sns')
    return new URLSearchParams(bodyText({ body })).get('Action') ?? undefined;
  if (system === 'slack') return pathname.replace('/api/', '');
  return headers['x-amz-target']?.split('.').pop();
}

async function happens(
  does: GivenFault['does'],
  inner: Transport,
  request: WireRequest,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<WireAnswer> {
  switch (does) {
    case 'request-lost':
      throw connectionLost();
    case 'answer-lost':
      await inner(request, signal);
      throw connectionLost();
    case 'throttled':
      return throttled(request.system);
    case 'server-error':
      return serverError(request.system);
    case 'refused':
      return refused(request.system);
    case 'not-found':
      // where a system has no such answer, it does not happen
      return notFound(request) ?? inner(request, signal);
    case 'malformed':
      await inner(request, signal);
      return malformed;
    case 'slow':
      await clock.sleep(slowMs, signal);
      return inner(request, signal);
  }
}
