import type { Finding } from '../../model/event.ts';
import type { Kubernetes, KubernetesObject } from '../../wire/kubernetes.ts';
import type { StepContext } from '../step-type.ts';
import { counted, type Verdict } from './health.ts';
import { type Look, pauseMs, type Seen } from './look.ts';
import {
  isAvailable,
  progressOf,
  type Workload,
  type WorkloadKind,
  workloadOf,
  workloadsPath,
} from './workloads.ts';

const namedMax = 5;

/** A namespace's health, and its workloads where they could be counted. */
export interface NamespaceHealth extends Verdict {
  workloads?: Workload[];
}

/** Judges a namespace; its API was HEALTHY just now. GONE needs its NotFound twice, with the API still ready between the two. */
export async function namespaceHealth(
  name: string,
  kubernetes: Kubernetes,
  context: StepContext,
  look: Look,
): Promise<NamespaceHealth> {
  const path = `/api/v1/namespaces/${name}`;
  const found = await look(() => kubernetes.get(path));
  if (found.is === 'blind') return unknown(`namespace ${name} could not be looked at: ${found.why}`);
  if (found.is === 'seen') return ofExisting(name, found.value, kubernetes, context, look);

  await context.clock.sleep(pauseMs, context.signal);
  const ready = await look(() => kubernetes.ready());
  const again = await look(() => kubernetes.get(path));
  if (again.is === 'seen')
    return unknown(`namespace ${name} was not there at first, and then it was: it is being made`);
  if (again.is === 'blind')
    return unknown(`namespace ${name} was not there at first, and then could not be looked at: ${again.why}`);
  if (ready.is !== 'seen' || !ready.value) {
    return unknown(`namespace ${name} is not found, but the API that says so is not ready`);
  }
  return {
    health: 'GONE',
    reason: `namespace ${name} does not exist: its API, which is ready, said so twice`,
  };
}

async function ofExisting(
  name: string,
  namespace: KubernetesObject,
  kubernetes: Kubernetes,
  context: StepContext,
  look: Look,
): Promise<NamespaceHealth> {
  const { deletionTimestamp } = namespace.metadata;
  if (deletionTimestamp || namespace.status?.['phase'] === 'Terminating') {
    const since = deletionTimestamp ? ` since ${deletionTimestamp}` : '';
    return { health: 'DEGRADED', reason: `namespace ${name} is being deleted (Terminating${since})` };
  }
  const seen = await countWorkloads(name, kubernetes, look);
  if (seen.is !== 'seen') {
    const why = seen.is === 'blind' ? seen.why : 'its API says that there is no such list';
    return unknown(`namespace ${name} exists, but its deployments could not be listed: ${why}`);
  }
  const workloads = seen.value;
  if (workloads.length === 0) {
    // Something may have made the namespace anew, empty: that is not health.
    return { health: 'DEGRADED', reason: `namespace ${name} exists, but holds no deployments`, workloads };
  }
  const lacking = workloads.filter((workload) => !isAvailable(workload));
  for (const finding of findingsOf(lacking)) context.finding(finding);
  return lacking.length > 0
    ? {
        health: 'DEGRADED',
        reason: `${lacking.length} of ${counted(workloads.length, 'deployment')} in ${name} lack replicas`,
        workloads,
      }
    : {
        health: 'HEALTHY',
        reason: `all of ${counted(workloads.length, 'deployment')} in ${name} have their replicas`,
        workloads,
      };
}

/** Deployments; a namespace without any is judged by its stateful and daemon sets, so that it does not look empty. */
async function countWorkloads(name: string, kubernetes: Kubernetes, look: Look): Promise<Seen<Workload[]>> {
  const deployments = await listed('apps/v1/Deployment', name, kubernetes, look);
  if (deployments.is !== 'seen' || deployments.value.length > 0) return deployments;
  const stateful = await listed('apps/v1/StatefulSet', name, kubernetes, look);
  if (stateful.is !== 'seen' || stateful.value.length > 0) return stateful;
  return listed('apps/v1/DaemonSet', name, kubernetes, look);
}

function listed(
  kind: WorkloadKind,
  namespace: string,
  kubernetes: Kubernetes,
  look: Look,
): Promise<Seen<Workload[]>> {
  return look(async () => {
    const objects = await kubernetes.list(workloadsPath(kind, namespace));
    return objects.map((object) => workloadOf(kind, object));
  });
}

function findingsOf(lacking: readonly Workload[]): Finding[] {
  const named = lacking
    .slice(0, namedMax)
    .map((workload) => ({ text: `${progressOf(workload)} available`, bad: true }));
  const rest = lacking.length - named.length;
  return rest > 0 ? [...named, { text: `and ${rest} more that lack replicas`, bad: true }] : named;
}

function unknown(reason: string): Verdict {
  return { health: 'UNKNOWN', reason };
}
