import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';
import { counted, someOf } from './cluster/health.ts';
import {
  isAvailable,
  progressOf,
  type Workload,
  type WorkloadKind,
  workloadOf,
  workloadsPath,
} from './cluster/workloads.ts';
import { clusterName, namespaceName, onlyFields } from './fields.ts';
import type { StepContext, StepType } from './step-type.ts';
import { inventoryField, readInventory, workloadsIn } from './velero/inventory.ts';
import { reachCluster } from './cluster/permissions.ts';

const given = z.strictObject(
  { cluster: clusterName(), namespace: namespaceName(), against: inventoryField() },
  { error: onlyFields('cluster, namespace, against') },
);

const output = z.strictObject({
  workloads: z.number(),
  available: z.number(),
  missing: z.number(),
  replicas: z.number(),
});

type Wanted = z.output<typeof given>;

/** Says that everything that a backup holds runs again, or waits for it. */
export const verifyWorkloads: StepType<typeof given, typeof output> = {
  uses: 'verify-workloads',
  summary: 'Wait until every workload of an inventory has its replicas',
  kind: 'reads',
  needs: ['kubernetes'],
  with: given,
  output,
  fields: {
    with: {
      cluster: 'Name of the cluster in rebound.yaml',
      namespace: 'Namespace whose workloads are verified',
      against: "What has to run: a backup's inventory, such as $choice.inventory",
    },
    output: {
      workloads: 'How many deployments, stateful sets and daemon sets the inventory has in the namespace',
      available: 'How many of them have all replicas that they want',
      missing: 'How many of them do not exist',
      replicas: 'Replicas available over all of them',
    },
  },
  example: `- title: Everything that was backed up runs again
  uses: verify-workloads
  with: { against: $choice.inventory }
  timeout: 10m`,
  types: {},
  permissions: {
    read: [
      reachCluster,
      // The inventory that it compares with, where that is evidence.
      { actions: ['s3:GetObject'], resources: ['${evidence}/evidence/*'] },
    ],
    change: [],
  },
  clusterRights: ['list deployments, statefulsets, daemonsets (apps)'],
  timeoutSeconds: 600,
  verifies: true,

  async plan(wanted, context) {
    const { expected, found } = await look(wanted, context);
    const up = found.filter(isAvailable).length;
    const where = `${wanted.namespace} on ${wanted.cluster}`;
    const later = { unknown: 'known once the steps before it have run' };
    return {
      lines: [
        `Wait until ${counted(expected.length, 'workload')} of ${where} have their replicas; now ${up} do`,
      ],
      output: { workloads: expected.length, available: later, missing: later, replicas: later },
    };
  },

  async run(wanted, context) {
    const { expected, found, missing } = await look(wanted, context);
    const waiting = found.filter((workload) => !isAvailable(workload));
    const available = found.length - waiting.length;
    if (missing.length + waiting.length > 0) {
      const reasons = [
        ...(waiting.length > 0 ? [`waiting for ${someOf(waiting.map(progressOf))}`] : []),
        ...(missing.length > 0 ? [`not there: ${someOf(missing)}`] : []),
      ];
      return context.notReady(`${available} of ${expected.length} available: ${reasons.join('; ')}`);
    }
    const asleep = found.filter(({ wanted: replicas }) => replicas === 0).map(({ name }) => name);
    if (asleep.length > 0)
      context.finding({ text: `scaled to 0, so nothing of them runs: ${someOf(asleep)}`, bad: true });
    const replicas = found.reduce((sum, workload) => sum + workload.available, 0);
    context.finding(
      `${available} of ${expected.length} workloads available, ${counted(replicas, 'replica')}`,
    );
    return { workloads: expected.length, available, missing: 0, replicas };
  },
};

/** What should run, and what of it is there. One list for each kind that the inventory has. */
async function look(wanted: Wanted, context: StepContext) {
  const inventory = await readInventory(wanted.against, context);
  const expected = workloadsIn(inventory, wanted.namespace);
  if (expected.length === 0) {
    // Nothing to verify is not the same as verified.
    return fail('NotVerified', {
      what: `the inventory has no workloads in ${wanted.namespace}: there is nothing to verify ${wanted.cluster} against`,
      todo: 'look at which backup was chosen and what it holds, verify by hand, and abort or retry',
    });
  }
  const kubernetes = await context.kubernetes(wanted.cluster);
  const found: Workload[] = [];
  const missing: string[] = [];
  for (const kind of new Set(expected.map((workload) => workload.kind))) {
    const path = workloadsPath(kind, wanted.namespace);
    const objects = new Map((await kubernetes.list(path)).map((object) => [object.metadata.name, object]));
    for (const name of namesOfKind(expected, kind)) {
      const object = objects.get(name);
      // What is being deleted may still have its replicas.
      if (object && !object.metadata.deletionTimestamp) found.push(workloadOf(kind, object));
      else missing.push(name);
    }
  }
  return { expected, found, missing };
}

function namesOfKind(workloads: { kind: WorkloadKind; name: string }[], kind: WorkloadKind): string[] {
  return workloads.filter((workload) => workload.kind === kind).map(({ name }) => name);
}
