import { canonical, type JsonObject } from '../model/json.ts';
import type { BackupItem, ClusterWorld } from './world.ts';
import { suffixOf } from './chance.ts';

/** A namespace of the healthy world: its deployments with their replicas, and those of them that keep data on a volume. */
export interface NamespacePlan {
  deployments: Record<string, number>;
  volumes: string[];
}

/** The namespaces that every healthy cluster has and that are backed up. */
export const healthyNamespaces: Record<string, NamespacePlan> = {
  payments: {
    deployments: {
      api: 4,
      'card-vault': 2,
      'currency-rates': 1,
      'fraud-scoring': 3,
      gateway: 3,
      ledger: 2,
      'ledger-writer': 1,
      notifications: 2,
      payouts: 2,
      reconciliation: 1,
      refunds: 2,
      settlement: 2,
      statements: 1,
      webhooks: 3,
    },
    volumes: ['ledger'],
  },
  checkout: {
    deployments: { api: 3, cart: 3, pricing: 2, promotions: 1, sessions: 2, web: 4 },
    volumes: [],
  },
  platform: {
    deployments: {
      'cert-manager': 1,
      'cluster-autoscaler': 1,
      'external-dns': 1,
      'ingress-nginx-controller': 3,
      'metrics-server': 2,
    },
    volumes: [],
  },
};

/** What is there besides, and in no nightly backup. */
export const systemNamespaces: Record<string, NamespacePlan> = {
  'kube-system': { deployments: { coredns: 2, 'ebs-csi-controller': 2 }, volumes: [] },
  velero: { deployments: { velero: 1 }, volumes: [] },
};

const made = new Map<string, BackupItem[]>();

/** What `makeItems` makes, made once for each place: a world has a backup of it for every night. Never changed in place. */
export function itemsOf(namespace: string, plan: NamespacePlan, cluster: Place): BackupItem[] {
  const key = canonical([namespace, plan, cluster.account, cluster.region]);
  const known = made.get(key);
  if (known) return known;
  const items = makeItems(namespace, plan, cluster);
  made.set(key, items);
  return items;
}

/** Everything of a namespace as a backup holds it, in the order of a restore: the namespace, volumes, accounts, configuration, pods, replica sets, services, deployments. */
function makeItems(namespace: string, plan: NamespacePlan, cluster: Place): BackupItem[] {
  const names = Object.keys(plan.deployments);
  const inNamespace = (resource: string, kind: string, apiVersion = 'v1') => {
    return (name: string, object?: BackupItem['object']): BackupItem => ({
      apiVersion,
      kind,
      resource,
      namespace,
      name,
      ...(object && { object }),
    });
  };
  const claim = inNamespace('core/persistentvolumeclaims', 'PersistentVolumeClaim');
  const account = inNamespace('core/serviceaccounts', 'ServiceAccount');
  const configMap = inNamespace('core/configmaps', 'ConfigMap');
  const pod = inNamespace('core/pods', 'Pod');
  const replicaSet = inNamespace('apps/replicasets', 'ReplicaSet', 'apps/v1');
  const service = inNamespace('core/services', 'Service');
  const deployment = inNamespace('apps/deployments', 'Deployment', 'apps/v1');
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      resource: 'core/namespaces',
      namespace: '',
      name: namespace,
      object: namespaceObject(namespace),
    },
    ...plan.volumes.map((name) => claim(`${name}-data`, { spec: claimSpec })),
    account('default', {}),
    ...names.map((name) =>
      configMap(configOf(name), { labels: labelsOf(name), data: { LOG_LEVEL: 'info' } }),
    ),
    ...names.flatMap((name) =>
      Array.from({ length: plan.deployments[name] ?? 0 }, (_, n) => pod(podName(namespace, name, n))),
    ),
    ...names.map((name) => replicaSet(replicaSetName(namespace, name))),
    ...names.map((name) => service(name, { labels: labelsOf(name), spec: serviceSpec(name) })),
    ...names.map((name) =>
      deployment(name, { labels: labelsOf(name), spec: deploymentSpec(namespace, name, plan, cluster) }),
    ),
  ];
}

/** A namespace without anything of its own. */
export function namespaceObject(name: string): NonNullable<BackupItem['object']> {
  return {
    labels: { 'kubernetes.io/metadata.name': name },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

type Place = Pick<ClusterWorld, 'account' | 'region'>;

export function replicaSetName(namespace: string, deployment: string): string {
  return `${deployment}-${suffixOf(`${namespace} ${deployment}`, 10)}`;
}

export function podName(namespace: string, deployment: string, n: number): string {
  return `${replicaSetName(namespace, deployment)}-${suffixOf(`${namespace} ${deployment} ${n}`, 5)}`;
}

function configOf(name: string): string {
  return `${name}-config`;
}

function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

const claimSpec: JsonObject = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '20Gi' } },
  storageClassName: 'gp3',
  volumeMode: 'Filesystem',
};

function serviceSpec(name: string): JsonObject {
  return {
    type: 'ClusterIP',
    selector: labelsOf(name),
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
  };
}

function deploymentSpec(namespace: string, name: string, plan: NamespacePlan, cluster: Place): JsonObject {
  const volumes = plan.volumes.includes(name)
    ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `${name}-data` } }] }
    : {};
  return {
    replicas: plan.deployments[name] ?? 1,
    selector: { matchLabels: labelsOf(name) },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    template: {
      metadata: { labels: labelsOf(name) },
      spec: {
        containers: [
          {
            name,
            image: `${cluster.account}.dkr.ecr.${cluster.region}.amazonaws.com/${namespace}/${name}:2026.11.3`,
            envFrom: [{ configMapRef: { name: configOf(name) } }],
            ports: [{ containerPort: 8080, protocol: 'TCP' }],
          },
        ],
        ...volumes,
      },
    },
  };
}
