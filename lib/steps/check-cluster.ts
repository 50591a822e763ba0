import * as z from 'zod/mini';
import { iso } from '../model/clock.ts';
import { describeTarget } from '../model/target.ts';
import { apiHealth } from './cluster/api-health.ts';
import { type Health, healths, type Serving, servings } from './cluster/health.ts';
import { makeLook } from './cluster/look.ts';
import { type NamespaceHealth, namespaceHealth } from './cluster/namespace-health.ts';
import { servingOf } from './cluster/serving.ts';
import { isAvailable } from './cluster/workloads.ts';
import { clusterName, namespaceName, onlyFields } from './fields.ts';
import type { StepContext, StepType } from './step-type.ts';
import { reachCluster } from './cluster/permissions.ts';

const given = z.strictObject(
  { cluster: clusterName(), namespace: z.optional(namespaceName()) },
  { error: onlyFields('cluster, namespace') },
);

const output = z.strictObject({
  cluster: z.string(),
  api: z.enum(healths),
  namespace: z.nullable(z.enum(healths)),
  serving: z.enum(servings),
  reason: z.string(),
  checked_at: z.string(),
  deployments: z.nullable(z.number()),
  lacking: z.nullable(z.number()),
});

/** Says what can be seen of a cluster and a namespace, and no more. Whatever the outside does, it answers: what cannot be seen is UNKNOWN. */
export const checkCluster: StepType<typeof given, typeof output> = {
  uses: 'check-cluster',
  summary: 'Look at a cluster, and at a namespace on it',
  kind: 'reads',
  needs: ['eks', 'kubernetes'],
  with: given,
  output,
  fields: {
    with: {
      cluster: 'Name of the cluster in rebound.yaml',
      namespace: 'Namespace to look at; without it only the cluster is judged',
    },
    output: {
      cluster: 'The cluster that was looked at',
      api: 'Its API: HEALTHY, DEGRADED (EKS or the API itself says that something is wrong), UNREACHABLE (ACTIVE, but no answer), GONE (proven) or UNKNOWN',
      namespace:
        'The namespace, in the same words; null when none was asked for. UNKNOWN unless the API is HEALTHY',
      serving: 'Whether users are served: yes, no, or unknown. What cannot be seen may be serving',
      reason: 'Why, in one sentence; of the namespace where the API is HEALTHY and there is one',
      checked_at: 'When it was looked at',
      deployments: 'How many deployments the namespace has; null where they were not counted',
      lacking: 'How many of them lack replicas; null where they were not counted',
    },
  },
  example: `- id: look
  title: Look at the cluster and the namespace
  uses: check-cluster
  with: { cluster: $inputs.cluster, namespace: $inputs.namespace }`,
  types: { checked_at: 'time' },
  permissions: {
    read: [
      // Also the proof that a cluster is gone.
      reachCluster,
      // ListClusters knows no resources (AWS service authorization reference, EKS).
      { actions: ['eks:ListClusters'], resources: ['*'] },
    ],
    change: [],
  },
  clusterRights: [
    'get namespaces',
    'list deployments, statefulsets, daemonsets (apps)',
    'list nodes',
    'get /readyz',
  ],
  timeoutSeconds: 120,
  async plan({ cluster, namespace }, context) {
    const seen = await check(cluster, namespace, context);
    const what = describeTarget({ cluster, ...(namespace && { namespace }) });
    return { lines: [`${what}: ${seen.namespace ?? seen.api}, ${seen.reason}`], output: seen };
  },
  run: ({ cluster, namespace }, context) => check(cluster, namespace, context),
};

async function check(name: string, namespace: string | undefined, context: StepContext) {
  const cluster = context.cluster(name);
  const look = makeLook(context);
  const { health: api, reason: apiReason, kubernetes } = await apiHealth(cluster, context, look);
  context.finding({ text: `${name}: ${api}, ${apiReason}`, ...bad(api) });

  let inside: NamespaceHealth | null = null;
  if (namespace !== undefined) {
    inside = kubernetes
      ? await namespaceHealth(namespace, kubernetes, context, look)
      : { health: 'UNKNOWN', reason: `namespace ${namespace} cannot be seen: ${apiReason}` };
    context.finding({ text: `${namespace}: ${inside.health}, ${inside.reason}`, ...bad(inside.health) });
  }
  const unseen: Serving = api === 'GONE' ? 'no' : 'unknown';
  return {
    cluster: name,
    api,
    namespace: inside?.health ?? null,
    serving: kubernetes ? await servingOf(kubernetes, inside, context, look) : unseen,
    reason: api === 'HEALTHY' && inside ? inside.reason : apiReason,
    checked_at: iso(context.clock.now()),
    deployments: inside?.workloads?.length ?? null,
    lacking: inside?.workloads?.filter((workload) => !isAvailable(workload)).length ?? null,
  };
}

function bad(health: Health): { bad?: true } {
  return health === 'HEALTHY' ? {} : { bad: true };
}
