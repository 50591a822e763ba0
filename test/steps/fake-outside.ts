import type { Clock } from '../../lib/model/clock.ts';
import { fail, type ErrorCode, ReboundError } from '../../lib/model/errors.ts';
import type { Cluster } from '../../lib/model/estate.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { EksCluster } from '../../lib/wire/eks.ts';
import type { Kubernetes, KubernetesObject } from '../../lib/wire/kubernetes.ts';
import type { Page } from '../../lib/wire/pager.ts';
import type {
  Velero,
  VeleroBackup,
  VeleroInventory,
  VeleroRestore,
  VeleroStorage,
} from '../../lib/wire/velero.ts';
import type { Outside } from '../builders/step-context.ts';

export const start = Date.parse('2026-11-24T03:05:00.000Z');
const arn = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue';

export const prodBlue: Cluster = {
  name: 'prod-blue',
  account: '111122223333',
  region: 'eu-west-1',
  arn,
  endpoint: 'public',
  drill: false,
};

/** `how` is what the next calls whose name begins with `call` answer with instead, in order; `null` lets one through. */
type Script = { call: string; how: (ReboundError | null | (() => void))[] };

/**
 * The clients of one cluster, answered from plain data, for stories that need the outside to be in a state that the sandbox never
 * gets into. Sleeping takes no time and moves the clock.
 */
export class FakeOutside implements Outside {
  calls: string[] = [];
  scripts: Script[] = [];
  time = start;
  listed = ['prod-blue', 'prod-green'];
  cluster: EksCluster | undefined = {
    name: 'prod-blue',
    arn,
    status: 'ACTIVE',
    endpoint: 'https://blue.example',
  };
  ready = true;
  /** By path. */
  objects = new Map<string, KubernetesObject>();
  backups: VeleroBackup[] = [];
  storages: VeleroStorage[] = [{ name: 'default', phase: 'Available', accessMode: 'ReadWrite' }];
  inventories: Record<string, VeleroInventory> = {};
  /** Phases that a restore goes through, one for each look; the last one stays. */
  restorePhases: Partial<VeleroRestore>[] = [
    { phase: 'New' },
    { phase: 'Completed', progress: { done: 3, total: 3 } },
  ];
  restores = new Map<string, VeleroRestore>();
  pages: Page[] = [];

  readonly clock: Clock = {
    now: () => this.time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      this.time += ms;
    },
  };

  /** Answers of coming calls: codes, or null for "as it is". */
  answer(call: string, ...how: (ErrorCode | null | (() => void))[]): this {
    this.scripts.push({
      call,
      how: how.map((one) =>
        typeof one === 'string' ? new ReboundError(one, { what: `${call}: ${one}` }) : one,
      ),
    });
    return this;
  }

  readonly eks: Outside['eks'] = {
    describeCluster: async (name, region) => {
      this.#call(`describe ${name} ${region}`);
      return this.cluster ?? fail('NotFound', { what: `No cluster found for name: ${name}.` });
    },
    listClusters: async (region) => {
      this.#call(`list ${region}`);
      return this.listed;
    },
  };

  async kubernetes(cluster: Cluster): Promise<Kubernetes> {
    this.#call(`kubernetes ${cluster.name}`);
    return {
      cluster: cluster.name,
      ready: async () => {
        this.#call('GET /readyz');
        return this.ready;
      },
      get: async (path) => {
        this.#call(`GET ${path}`);
        return this.objects.get(path) ?? fail('NotFound', { what: `${path} not found` });
      },
      list: async (path, query = {}) => {
        this.#call(`LIST ${path}`);
        const [key, value] = (query['labelSelector'] ?? '').split('=');
        return [...this.objects]
          .filter(([at]) => at.startsWith(`${path}/`) && !at.slice(path.length + 1).includes('/'))
          .map(([, object]) => object)
          .filter(({ metadata }) => !key || metadata.labels?.[key] === value);
      },
      create: async (path) => fail('Broken', { what: `nothing should be made at ${path}` }),
      patch: async (path) => fail('Broken', { what: `nothing should be patched at ${path}` }),
      delete: async (path) => {
        this.#call(`DELETE ${path}`);
        if (!this.objects.delete(path)) fail('NotFound', { what: `${path} not found` });
      },
    };
  }

  async velero(cluster: Cluster): Promise<Velero> {
    this.#call(`velero ${cluster.name}`);
    return {
      cluster: cluster.name,
      backups: async () => {
        this.#call('backups');
        return this.backups;
      },
      backup: async (name) => {
        this.#call(`backup ${name}`);
        return (
          this.backups.find((backup) => backup.name === name) ??
          fail('NotFound', { what: `no backup ${name}` })
        );
      },
      storageLocations: async () => {
        this.#call('storages');
        return this.storages;
      },
      inventory: async (backup, request) => {
        this.#call(`inventory ${backup} ${request}`);
        return this.inventories[backup] ?? fail('NotFound', { what: `no list of ${backup}` });
      },
      restore: async (name) => {
        this.#call(`restore ${name}`);
        const known = this.restores.get(name) ?? fail('NotFound', { what: `no restore ${name}` });
        const next = this.restorePhases.length > 1 ? this.restorePhases.shift() : this.restorePhases[0];
        const now = { ...known, ...next };
        this.restores.set(name, now);
        return now;
      },
      createRestore: async (name, spec) => {
        this.#call(`create restore ${name}`);
        const made = restoreOf(name, spec);
        this.restores.set(name, made);
        return made;
      },
    };
  }

  readonly pager: Outside['pager'] = {
    page: async (page) => {
      this.#call(`page ${page.who}`);
      if (!this.pages.some(({ key }) => key === page.key)) this.pages.push(page);
    },
  };

  #call(name: string): void {
    this.calls.push(name);
    const script = this.scripts.find(({ call, how }) => name.startsWith(call) && how.length > 0);
    const next = script?.how.shift();
    if (typeof next === 'function') next();
    else if (next) throw next;
  }
}

function restoreOf(name: string, spec: JsonObject): VeleroRestore {
  return {
    name,
    phase: 'New',
    backupName: typeof spec['backupName'] === 'string' ? spec['backupName'] : '',
    includedNamespaces: ['payments'],
    // Velero adds to what is asked for.
    spec: { ...spec, excludedResources: ['nodes', 'events'], itemOperationTimeout: '4h0m0s', hooks: {} },
    warnings: 0,
    errors: 0,
    validationErrors: [],
  };
}

/** A finished backup of payments, three hours old. */
export function aBackup(name: string, differs: Partial<VeleroBackup> = {}): VeleroBackup {
  return {
    name,
    phase: 'Completed',
    includedNamespaces: ['payments'],
    storageLocation: 'default',
    startedAt: '2026-11-24T00:05:00Z',
    completedAt: '2026-11-24T00:07:00Z',
    expiresAt: '2026-12-01T00:05:00Z',
    warnings: 0,
    errors: 0,
    ...differs,
  };
}

export const paymentsInventory: VeleroInventory = {
  'v1/Namespace': ['payments', 'other'],
  'v1/ConfigMap': ['payments/settings', 'other/settings'],
  'apps/v1/Deployment': ['payments/api', 'payments/worker', 'other/api'],
};

/** Puts a namespace with these deployments (`[available, wanted]`) into the fake. */
export function putNamespace(
  outside: FakeOutside,
  name: string,
  deployments: Record<string, [number, number]> = {},
  metadata: Partial<KubernetesObject['metadata']> = {},
): void {
  outside.objects.set(`/api/v1/namespaces/${name}`, {
    metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    status: { phase: metadata.deletionTimestamp ? 'Terminating' : 'Active' },
  });
  for (const [deployment, [available, wanted]] of Object.entries(deployments)) {
    putDeployment(outside, name, deployment, {
      spec: { replicas: wanted },
      status: { availableReplicas: available },
    });
  }
}

export function putDeployment(
  outside: FakeOutside,
  namespace: string,
  name: string,
  {
    spec = {},
    status = {},
    generation = 2,
  }: { spec?: JsonObject; status?: JsonObject; generation?: number } = {},
): void {
  const metadata = { name, namespace, generation };
  outside.objects.set(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, {
    metadata,
    spec,
    status: { observedGeneration: 2, ...status },
  });
}

/** Nodes with these `Ready` conditions. */
export function putNodes(outside: FakeOutside, ...ready: string[]): void {
  for (const [index, status] of ready.entries()) {
    outside.objects.set(`/api/v1/nodes/node-${index}`, {
      metadata: { name: `node-${index}` },
      status: {
        conditions: [
          { type: 'MemoryPressure', status: 'False' },
          { type: 'Ready', status },
        ],
      },
    });
  }
}
