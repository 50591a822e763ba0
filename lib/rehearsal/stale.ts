import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { answerEks } from '../sandbox/eks.ts';
import { answerKubernetes } from '../sandbox/kubernetes.ts';
import type { World } from '../sandbox/world.ts';
import type { CallFacts } from './calls.ts';
import { notFound } from '../sandbox/not-found.ts';

/**
 * Whether a system can answer a call with what was so before. Step Functions: its reads are eventually consistent (API reference of
 * DescribeExecution). EKS and Kubernetes: what they tell of a cluster and of objects was found some time ago by somebody else (a control plane,
 * a controller, a kubelet); that the API servers themselves read the newest (Kubernetes API concepts, resource versions) does not help then.
 * DynamoDB is read consistently, always; S3 is consistent by itself (its user guide, data consistency model); of the others we read nothing that changes.
 */
export function canBeStale({ system, method, url }: WireRequest, { operation = '' }: CallFacts): boolean {
  if (system === 'states') return operation.startsWith('Describe');
  if (system === 'eks') return method === 'GET';
  return system === 'kubernetes' && method === 'GET' && /^\/apis?\//.test(new URL(url).pathname);
}

export interface StaleParts {
  /** The last answer that the same request had; undefined when it was never made before. */
  earlier: (request: WireRequest) => WireAnswer | undefined;
  /** The world as it was at the beginning. */
  first: () => World;
  now: () => number;
}

/** Gives the answers of an earlier state; undefined for calls that have none. */
export function staleAnswers({ earlier, first, now }: StaleParts) {
  return (request: WireRequest, facts: CallFacts): WireAnswer | undefined => {
    if (!canBeStale(request, facts)) return undefined;
    return earlier(request) ?? atFirst(request, first(), now());
  };
}

/** As the world would be now if nobody had changed anything since the beginning: no execution was known then. */
function atFirst(request: WireRequest, world: World, now: number): WireAnswer | undefined {
  if (request.system === 'states') return notFound(request);
  if (request.system === 'eks') return answerEks(world, request);
  const { host } = new URL(request.url);
  const cluster = Object.values(world.clusters).find(
    (one) => new URL(one.endpoint).host === host && one.state !== 'gone' && one.api === 'healthy',
  );
  const answer = cluster && answerKubernetes(cluster, request, now).answer;
  return answer instanceof Error ? undefined : answer;
}

/** Whether two requests ask the same, whoever makes them. */
export function sameRequest(one: WireRequest, other: WireRequest): boolean {
  return (
    one.system === other.system &&
    one.method === other.method &&
    one.url === other.url &&
    String(one.body) === String(other.body) &&
    one.headers['x-amz-target'] === other.headers['x-amz-target']
  );
}
