import { lasts } from './chance.ts';
import { timeOf } from './s3.ts';
import type { ClusterWorld } from './world.ts';

/** What EKS would find wrong with a bearer token; undefined when it takes it. The signature is not looked at: nobody here has keys. */
export function tokenProblem(
  cluster: Pick<ClusterWorld, 'name'>,
  authorization: string | undefined,
  now: number,
): string | undefined {
  const [, encoded] = /^Bearer k8s-aws-v1\.([\w-]+)$/.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return 'no token of EKS';
  const decoded = Buffer.from(encoded, 'base64url').toString('utf8');
  if (!URL.canParse(decoded)) return 'not a link';
  const url = new URL(decoded);
  if (!/^sts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(url.hostname)) return 'not a link to STS';
  const query = url.searchParams;
  if (query.get('Action') !== 'GetCallerIdentity') return 'not GetCallerIdentity';
  if (!(query.get('X-Amz-SignedHeaders') ?? '').split(';').includes('x-k8s-aws-id'))
    return `not bound to ${cluster.name}`;
  const signedAt = timeOf(query.get('X-Amz-Date') ?? '');
  return now - signedAt <= lasts('tokenLife', '') ? undefined : 'too old';
}
