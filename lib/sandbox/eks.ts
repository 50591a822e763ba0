import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { json } from './answer.ts';
import type { ClusterWorld, World } from './world.ts';

/** EKS: DescribeCluster and ListClusters of the Region that the host names. */
export function answerEks(world: World, request: WireRequest): WireAnswer {
  const url = new URL(request.url);
  const region = /^eks\.([a-z0-9-]+)\./.exec(url.hostname)?.[1] ?? '';
  const there = Object.values(world.clusters).filter((one) => one.region === region && one.state !== 'gone');
  if (request.method === 'GET' && url.pathname === '/clusters') return list(there, url.searchParams);
  const name = /^\/clusters\/([^/]+)$/.exec(url.pathname)?.[1];
  if (request.method !== 'GET' || name === undefined)
    return failure(
      400,
      'InvalidRequestException',
      `the sandbox does not serve ${request.method} ${url.pathname}`,
    );
  const cluster = there.find((one) => one.name === decodeURIComponent(name));
  if (!cluster) return failure(404, 'ResourceNotFoundException', `No cluster found for name: ${name}.`);
  return json(200, { cluster: describe(cluster) });
}

function list(clusters: readonly ClusterWorld[], query: URLSearchParams): WireAnswer {
  const names = clusters.map((cluster) => cluster.name).sort();
  const from = Number(query.get('nextToken') ?? 0);
  const to = from + Number(query.get('maxResults') ?? 100);
  return json(200, { clusters: names.slice(from, to), nextToken: to < names.length ? String(to) : null });
}

function describe(cluster: ClusterWorld): object {
  const { account, region, name } = cluster;
  return {
    name,
    arn: cluster.arn,
    createdAt: cluster.createdAt / 1000,
    version: '1.33',
    platformVersion: 'eks.12',
    endpoint: cluster.endpoint,
    roleArn: `arn:aws:iam::${account}:role/eks-${name}`,
    resourcesVpcConfig: {
      subnetIds: ['subnet-0a1b2c3d4e5f60001', 'subnet-0a1b2c3d4e5f60002', 'subnet-0a1b2c3d4e5f60003'],
      securityGroupIds: [],
      clusterSecurityGroupId: 'sg-0a1b2c3d4e5f60001',
      vpcId: 'vpc-0a1b2c3d4e5f60001',
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
    status: cluster.state === 'updating' ? 'UPDATING' : 'ACTIVE',
    certificateAuthority: { data: Buffer.from(authority(region, name)).toString('base64') },
    health: { issues: [] },
    accessConfig: { authenticationMode: 'API' },
    tags: {},
  };
}

/** Looks like the PEM of a cluster's authority. */
function authority(region: string, name: string): string {
  const body = Buffer.from(`the simulated authority of ${name} in ${region}`).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

function failure(status: number, type: string, message: string): WireAnswer {
  return json(status, { message }, { 'x-amzn-errortype': type });
}
