import { type Cluster, DescribeClusterCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { fail } from '../model/errors.ts';
import { awsConfig, wrapAwsError } from './aws.ts';
import type { Surroundings } from './surroundings.ts';
import type { EksClient, EksCluster } from './eks.ts';

/** EKS; the Region is the call's. */
export function makeEks(surroundings: Surroundings): EksClient {
  const clients = new Map<string, EKSClient>();
  function clientOf(region: string): EKSClient {
    const client = clients.get(region) ?? new EKSClient(awsConfig({ ...surroundings, region }, 'eks'));
    clients.set(region, client);
    return client;
  }
  return {
    async describeCluster(name, region) {
      const on = `cluster ${name} in ${region}`;
      const answer = await clientOf(region)
        .send(new DescribeClusterCommand({ name }))
        .catch((error: unknown) => {
          throw wrapAwsError(error, { action: 'eks:DescribeCluster', on });
        });
      return clusterOf(answer.cluster, name, on);
    },
    async listClusters(region) {
      const names: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await clientOf(region)
          .send(new ListClustersCommand({ maxResults: 100, ...(nextToken && { nextToken }) }))
          .catch((error: unknown) => {
            throw wrapAwsError(error, { action: 'eks:ListClusters', on: `the clusters of ${region}` });
          });
        // A list that is not there is no proof that a cluster is not in it.
        if (!Array.isArray(page.clusters))
          return fail('Malformed', {
            what: `eks:ListClusters in ${region} answered without a list of clusters`,
          });
        names.push(...page.clusters);
        nextToken = page.nextToken;
      } while (nextToken);
      return names;
    },
  };
}

function clusterOf(cluster: Cluster | undefined, name: string, on: string): EksCluster {
  if (!cluster?.name || !cluster.arn || !cluster.status || cluster.name !== name)
    return fail('Malformed', {
      what: `eks:DescribeCluster on ${on} answered without its name, ARN and status`,
    });
  const authority = cluster.certificateAuthority?.data;
  return {
    name: cluster.name,
    arn: cluster.arn,
    status: cluster.status,
    ...(cluster.endpoint && { endpoint: cluster.endpoint }),
    ...(authority && { certificateAuthority: Buffer.from(authority, 'base64').toString('utf8') }),
    ...(cluster.version && { version: cluster.version }),
  };
}
