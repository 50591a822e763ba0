import type { Statement } from '../../model/permission.ts';

/** The way to the API of the cluster: where it is and whom to trust. Its token needs no permission: sts:GetCallerIdentity has none. */
export const reachCluster: Statement = {
  actions: ['eks:DescribeCluster'],
  resources: ['arn:aws:eks:${region}:${account}:cluster/${cluster}'],
};
