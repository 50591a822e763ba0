import type { Cluster } from '../model/estate.ts';
import type { Surroundings } from './surroundings.ts';
import { presignUrl, sha256, timestamp } from './sigv4.ts';

/** How long the cluster takes a token, from the time it was signed; the 60 s in the URL are not heeded by it. Source: aws-iam-authenticator, `pkg/token`. */
export const tokenLifeMs = 15 * 60_000;
const urlSeconds = 60;

/**
 * The bearer token of an EKS cluster's API: a signed STS GetCallerIdentity URL that is bound to the cluster's name by the header x-k8s-aws-id.
 * Not signed in a rehearsal; it then carries the same URL without credentials.
 */
export async function eksToken(
  cluster: Pick<Cluster, 'name' | 'region'>,
  surroundings: Pick<Surroundings, 'clock' | 'credentials' | 'unsigned'>,
): Promise<string> {
  const url = `https://${stsHost(cluster.region)}/?Action=GetCallerIdentity&Version=2011-06-15`;
  const now = surroundings.clock.now();
  if (surroundings.unsigned)
    return tokenOf(
      `${url}&X-Amz-Date=${timestamp(now)}&X-Amz-Expires=${urlSeconds}&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id`,
    );
  return tokenOf(
    presignUrl(
      { method: 'GET', url, headers: { 'x-k8s-aws-id': cluster.name } },
      {
        credentials: await surroundings.credentials(),
        region: cluster.region,
        service: 'sts',
        now,
        expiresSeconds: urlSeconds,
        payload: sha256(''),
      },
    ),
  );
}

function tokenOf(url: string): string {
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

function stsHost(region: string): string {
  return `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
