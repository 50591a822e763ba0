import { isObject } from '../../model/json.ts';
import type { Kubernetes, KubernetesObject } from '../../wire/kubernetes.ts';
import type { StepContext } from '../step-type.ts';
import { counted, type Serving } from './health.ts';
import type { Look } from './look.ts';
import type { NamespaceHealth } from './namespace-health.ts';

/**
 * Whether users are served, from nodes and available replicas. A node that lost its control plane still runs its pods, so a
 * node that is not ready may be serving: `no` is said only where nothing can.
 */
export async function servingOf(
  kubernetes: Kubernetes,
  namespace: NamespaceHealth | null,
  context: StepContext,
  look: Look,
): Promise<Serving> {
  const nodes = await look(() => kubernetes.list('/api/v1/nodes'));
  const available = namespace?.workloads?.reduce((sum, workload) => sum + workload.available, 0);
  if (nodes.is !== 'seen') {
    context.finding({
      text: `the nodes could not be listed: ${nodes.is === 'blind' ? nodes.why : 'no such list'}`,
      bad: true,
    });
    return available ? 'yes' : 'unknown';
  }
  const ready = nodes.value.filter(isReady).length;
  context.finding({
    text: `${ready} of ${counted(nodes.value.length, 'node')} ready`,
    ...(ready < nodes.value.length || ready === 0 ? { bad: true } : {}),
  });
  if (nodes.value.length === 0) return 'no';
  if (namespace === null) return ready > 0 ? 'yes' : 'unknown';
  if (available) return 'yes';
  const nothingRuns = namespace.health === 'GONE' || available === 0;
  return nothingRuns && ready === nodes.value.length ? 'no' : 'unknown';
}

/** A node whose condition `Ready` is True (Kubernetes, 'Node Status'). */
function isReady(node: KubernetesObject): boolean {
  const conditions = node.status?.['conditions'];
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) => isObject(condition) && condition['type'] === 'Ready' && condition['status'] === 'True',
    )
  );
}
