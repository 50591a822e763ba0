/** The value of a runbook's `target`, evaluated: what is being recovered. */
export interface TargetValue {
  cluster?: string;
  namespace?: string;
  database?: string;
}

/** The largest thing that one lock item stands for. */
export interface Root {
  kind: 'cluster' | 'database';
  account: string;
  region: string;
  name: string;
}

/** A root, or one part of it (a namespace, a table). */
export interface Hold {
  root: Root;
  part: string | null;
}

/** `cluster/111122223333/eu-west-1/prod-blue` */
export function rootKey(root: Root): string {
  return `${root.kind}/${root.account}/${root.region}/${root.name}`;
}

/** `payments @ prod-blue`, as people say it. */
export function describeTarget(target: TargetValue): string {
  const whole = target.cluster ?? target.database ?? 'nothing';
  return target.namespace ? `${target.namespace} @ ${whole}` : whole;
}
