import type { Cluster } from '../../model/estate.ts';
import type { EksCluster } from '../../wire/eks.ts';
import type { Kubernetes } from '../../wire/kubernetes.ts';
import type { StepContext } from '../step-type.ts';
import type { Verdict } from './health.ts';
import { type Look, pauseMs, type Seen } from './look.ts';

/** The parts of `arn:aws:eks:<region>:<account>:cluster/<name>` (AWS service authorization reference, EKS); undefined for anything else. */
export function parseClusterArn(arn: string): { region: string; account: string; name: string } | undefined {
  const match = /^arn:aws[a-z-]*:eks:([a-z0-9-]+):(\d{12}):cluster\/([0-9A-Za-z][A-Za-z0-9_-]*)$/.exec(arn);
  const [, region, account, name] = match ?? [];
  return region && account && name ? { region, account, name } : undefined;
}

/** A cluster's API: its health, and the client to look further with, when it answers. */
export async function apiHealth(
  cluster: Cluster,
  context: StepContext,
  look: Look,
): Promise<Verdict & { kubernetes?: Kubernetes }> {
  const asked = parseClusterArn(cluster.arn);
  if (asked?.account !== cluster.account || asked.region !== cluster.region) {
    return unknown(
      `rebound.yaml contradicts itself on ${cluster.name}: account ${cluster.account} and Region ${cluster.region}, but ${cluster.arn}`,
    );
  }
  const found = await look(() => context.eks.describeCluster(asked.name, asked.region));
  if (found.is === 'blind') return unknown(`EKS could not be asked about it: ${found.why}`);
  if (found.is === 'absent') return proveGone(asked, context, look);
  return answering(found.value, cluster, context, look);
}

/**
 * Not found is no proof: EKS is asked again after a pause, and has to leave the cluster out of its list both times, in the
 * account and Region of the ARN. Whatever contradicts that, or cannot be seen, is UNKNOWN.
 */
async function proveGone(
  asked: { region: string; account: string; name: string },
  context: StepContext,
  look: Look,
): Promise<Verdict> {
  if (context.account !== asked.account) {
    const where = context.account ?? 'an account that is not known for sure';
    return unknown(`EKS does not know it, but ${where} was asked instead of ${asked.account}`);
  }
  for (let round = 1; ; round++) {
    const names = await look(() => context.eks.listClusters(asked.region));
    if (names.is !== 'seen')
      return unknown(`EKS does not know it, and its list could not be read: ${whyOf(names)}`);
    if (names.value.includes(asked.name)) return unknown('EKS lists it, but says that it does not know it');
    if (round === 2) break;
    await context.clock.sleep(pauseMs, context.signal);
    const again = await look(() => context.eks.describeCluster(asked.name, asked.region));
    if (again.is === 'seen') return unknown('EKS did not know it at first, and then it did');
    if (again.is === 'blind')
      return unknown(`EKS did not know it at first, and then could not be asked: ${again.why}`);
  }
  return {
    health: 'GONE',
    reason: `EKS in ${asked.region} of account ${asked.account} neither knows ${asked.name} nor lists it, asked twice`,
  };
}

async function answering(
  found: EksCluster,
  cluster: Cluster,
  context: StepContext,
  look: Look,
): Promise<Verdict & { kubernetes?: Kubernetes }> {
  if (found.arn !== cluster.arn) return unknown(`EKS answered about ${found.arn} instead of ${cluster.arn}`);
  // The words of EKS ClusterStatus.
  switch (found.status) {
    case 'ACTIVE':
    case 'UPDATING':
      break;
    case 'CREATING':
    case 'PENDING':
    case 'DELETING':
    case 'FAILED':
      return { health: 'DEGRADED', reason: `EKS says that it is ${found.status}` };
    default:
      return unknown(`EKS says that it is ${found.status}, which means nothing to this check`);
  }
  const way = await look(() => context.kubernetes(cluster.name));
  if (way.is !== 'seen') return unknown(`the way to its API could not be asked for: ${whyOf(way)}`);
  const kubernetes = way.value;
  const ready = await look(() => kubernetes.ready());
  if (ready.is === 'seen') {
    return ready.value
      ? { health: 'HEALTHY', reason: 'its API is ready', kubernetes }
      : { health: 'DEGRADED', reason: 'its API says that it is not ready' };
  }
  const silent = ready.is === 'blind' && ready.attempts > 1 && ready.silences === ready.attempts;
  if (silent && found.status === 'ACTIVE') {
    return {
      health: 'UNREACHABLE',
      reason: `EKS says that it is ACTIVE, but its API did not answer ${ready.attempts} times: ${ready.why}`,
    };
  }
  return unknown(`EKS says that it is ${found.status}, but its API could not be looked at: ${whyOf(ready)}`);
}

function whyOf(seen: Seen<unknown>): string {
  return seen.is === 'blind' ? seen.why : 'it says that there is no such thing';
}

function unknown(reason: string): Verdict {
  return { health: 'UNKNOWN', reason };
}
