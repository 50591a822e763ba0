/** The value of a runbook's `target`, evaluated: what is being recovered. */
export interface TargetValue {
  /** The whole of an account, or with `region` of a Region in it. */
  account?: string;
  region?: string;
  cluster?: string;
  namespace?: string;
  database?: string;
  /** Further roots. */
  also?: TargetValue[];
}

/** The largest thing that one lock item stands for. An account has no Region, and its number for a name. */
export interface Root {
  kind: 'account' | 'cluster' | 'database';
  account: string;
  region: string;
  name: string;
}

/** A root, or one part of it (a namespace, a table; of an account a Region). */
export interface Hold {
  root: Root;
  part: string | null;
}

/** `cluster/111122223333/eu-west-1/prod-blue` */
export function rootKey(root: Root): string {
  return `${root.kind}/${root.account}/${root.region}/${root.name}`;
}

/** `payments @ prod-blue`, as people say it; several are joined by `and`. */
export function describeTarget({ also = [], ...target }: TargetValue): string {
  return [oneTarget(target), ...also.map(describeTarget)].join(' and ');
}

function oneTarget({ account, region, cluster, namespace, database }: TargetValue): string {
  if (namespace && cluster) return `${namespace} @ ${cluster}`;
  const wide = account === undefined ? region : [region, `account ${account}`].filter(Boolean).join(' of ');
  return cluster ?? database ?? wide ?? 'nothing';
}
