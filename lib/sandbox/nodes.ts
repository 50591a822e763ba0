import type { JsonObject } from '../model/json.ts';
import type { BackupItem, ClusterWorld } from './world.ts';

/** Three worker nodes, one for each zone, all ready. */
export function nodesOf(cluster: Pick<ClusterWorld, 'region'>): BackupItem[] {
  return ['a', 'b', 'c'].map((zone, n) => ({
    apiVersion: 'v1',
    kind: 'Node',
    resource: 'core/nodes',
    namespace: '',
    name: `ip-10-0-${n + 1}-${23 + 40 * n}.${cluster.region}.compute.internal`,
    object: {
      labels: {
        'kubernetes.io/arch': 'arm64',
        'node.kubernetes.io/instance-type': 'm7g.xlarge',
        'topology.kubernetes.io/region': cluster.region,
        'topology.kubernetes.io/zone': `${cluster.region}${zone}`,
      },
      spec: { providerID: `aws:///${cluster.region}${zone}/i-0a1b2c3d4e5f6000${n + 1}` },
      status: {
        conditions: [
          condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
          condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
          condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
          condition('Ready', 'True', 'KubeletReady'),
        ],
        nodeInfo: { kubeletVersion: 'v1.33.5-eks-113cf36', architecture: 'arm64' },
      },
    },
  }));
}

function condition(type: string, status: string, reason: string): JsonObject {
  return { type, status, reason };
}
