import * as z from 'zod/mini';
import { codeOf, fail } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { externalName } from '../model/run.ts';
import type { Velero, VeleroBackup, VeleroRestore } from '../wire/velero.ts';
import { counted, someOf } from './cluster/health.ts';
import { backupName, clusterName, namespaceName, onlyFields } from './fields.ts';
import type { StepContext, StepType } from './step-type.ts';
import { describeBackup, fitnessOf } from './velero/backup-fitness.ts';
import { namesOf, partFor, requestName } from './velero/inventory.ts';
import { isRestored, progressText } from './velero/restore-phase.ts';
import { undoRestore } from './velero/undo-restore.ts';
import { reachCluster } from './cluster/permissions.ts';

const given = z.strictObject(
  { cluster: clusterName(), namespace: namespaceName(), backup: backupName() },
  { error: onlyFields('cluster, namespace, backup') },
);

const output = z.strictObject({
  restore: z.string(),
  phase: z.string(),
  warnings: z.number(),
  errors: z.number(),
  items: z.nullable(z.number()),
});

type Wanted = z.output<typeof given>;

/** Restores a namespace from a backup with Velero. What exists in it stays as it is. */
export const restoreBackup: StepType<typeof given, typeof output> = {
  uses: 'restore-backup',
  summary: 'Restore a namespace from a backup',
  kind: 'changes',
  needs: ['velero', 'kubernetes'],
  with: given,
  output,
  fields: {
    with: {
      cluster: 'Name of the cluster in rebound.yaml to restore on',
      namespace: 'Namespace to restore; nothing outside of it is restored but the volumes that it uses',
      backup: "The backup's name",
    },
    output: {
      restore: "Name of Velero's Restore, which stays as a record",
      phase: 'Completed: every other ending fails the step',
      warnings: 'Warnings that Velero counted, such as objects that existed already and stayed as they are',
      errors: 'Errors that Velero counted',
      items: 'How many objects Velero went through; null when it does not say',
    },
  },
  example: `- id: restore
  title: Restore
  uses: restore-backup
  with: { backup: $choice.backup }
  timeout: 30m
  undo: {} # an abort deletes what this restore has made, and nothing else`,
  types: {},
  permissions: {
    read: [reachCluster],
    // The change itself is Kubernetes' and Velero's business: the access entry's rights below.
    change: [],
  },
  clusterRights: [
    'get, list backups; list backupstoragelocations (velero.io) in velero',
    'get, create downloadrequests (velero.io) in velero',
    'get, create restores (velero.io) in velero',
    'undo: list and delete what a restore makes, in the namespace; get, delete the namespace',
  ],
  timeoutSeconds: 1800,

  async plan(wanted, context) {
    const velero = await context.velero(wanted.cluster);
    const { backup, doubts } = await fitBackup(wanted, velero, context);
    const where = `${wanted.namespace} on ${wanted.cluster}`;
    return {
      lines: [
        `Restore namespace ${where} from backup ${describeBackup(backup, context.clock.now())}: ${await contents(wanted, velero, context)}`,
        'Objects that exist already stay as they are; service accounts that exist get the secrets that they lack',
        ...doubts,
      ],
      output: {
        restore: externalName(
          context.run.id,
          context.step.generation,
          context.step.iteration,
          context.step.id,
        ),
        phase: { unknown: 'known once Velero has restored' },
        warnings: { unknown: 'known once Velero has restored' },
        errors: { unknown: 'known once Velero has restored' },
        items: { unknown: 'known once Velero has restored' },
      },
    };
  },

  async run(wanted, context) {
    const velero = await context.velero(wanted.cluster);
    const restore = await context.change<VeleroRestore>({
      spec: specFor(wanted),
      root: wanted.cluster,
      part: wanted.namespace,
      find: (external) => restoreOrNothing(velero, external),
      make: async (external) => {
        const { doubts } = await fitBackup(wanted, velero, context);
        for (const text of doubts) context.finding({ text, bad: true });
        return velero.createRestore(external, specFor(wanted));
      },
      specOf: ({ spec }) => asked(spec),
    });
    if (!isRestored(restore, wanted.namespace)) {
      return context.notReady(
        `Velero restores ${wanted.namespace} (${restore.name}): ${progressText(restore)}`,
      );
    }
    const items = restore.progress?.total ?? null;
    context.finding(
      `Velero restored ${wanted.namespace} from ${wanted.backup}${items === null ? '' : `: ${counted(items, 'object')}`}`,
    );
    if (restore.warnings > 0) {
      context.finding({
        text: `${counted(restore.warnings, 'warning')}: see velero restore logs ${restore.name}`,
        bad: true,
      });
    }
    return {
      restore: restore.name,
      phase: restore.phase,
      warnings: restore.warnings,
      errors: restore.errors,
      items,
    };
  },

  undo(wanted, context) {
    const { run, step } = context;
    return undoRestore(externalName(run.id, step.generation, step.iteration, step.id), wanted, context);
  },
};

/**
 * What is asked of Velero. `existingResourcePolicy` is said although it is the default: what exists stays as it is. Cluster-wide
 * objects stay out as long as `includeClusterResources` is not true and namespaces are named, but for the volumes in use (restore.go).
 */
function specFor({ backup, namespace }: Wanted): JsonObject {
  return { backupName: backup, includedNamespaces: [namespace], existingResourcePolicy: 'none' };
}

/** Of a stored specification what was asked for, and what would make it another restore than ours. Velero adds the rest by itself. */
function asked(spec: JsonObject): JsonObject {
  const telling = [
    'backupName',
    'includedNamespaces',
    'existingResourcePolicy',
    'excludedNamespaces',
    'namespaceMapping',
    'includedResources',
    'includeClusterResources',
    'labelSelector',
    'orLabelSelectors',
    'resourceModifier',
  ];
  return Object.fromEntries(
    telling.flatMap((field): [string, JsonObject[string]][] => {
      const value = spec[field];
      const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
      return empty ? [] : [[field, value]];
    }),
  );
}

async function restoreOrNothing(velero: Velero, name: string): Promise<VeleroRestore | undefined> {
  try {
    return await velero.restore(name);
  } catch (error) {
    if (codeOf(error) === 'NotFound') return undefined;
    throw error;
  }
}

/** The backup, fit to restore from right now: it was chosen a while ago. Choosing one was naming it, so PartiallyFailed is only a doubt. */
async function fitBackup(
  wanted: Wanted,
  velero: Velero,
  context: StepContext,
): Promise<{ backup: VeleroBackup; doubts: string[] }> {
  const backups = await velero.backups();
  const backup = backups.find(({ name }) => name === wanted.backup);
  if (!backup) {
    const names = backups.map(({ name }) => name).sort();
    const close = nearest(wanted.backup, names);
    return fail('NotFound', {
      what: `Velero on ${wanted.cluster} has no backup named ${wanted.backup}; nothing was changed`,
      why: names.length > 0 ? `it has ${someOf(names)}` : 'it has no backups at all',
      todo: close
        ? `did you mean ${close}? Start again with that one`
        : 'start again and choose one of those',
    });
  }
  const storages = await velero.storageLocations();
  const fitness = fitnessOf(backup, wanted.namespace, storages, context.clock.now(), true);
  if (fitness.fit) return { backup, doubts: fitness.doubts };
  return fail('NotVerified', {
    what: `backup ${wanted.backup} is not fit to restore ${wanted.namespace} from; nothing was changed`,
    why: fitness.why,
    todo: 'mend that and retry, or start again with another backup',
  });
}

/** What a plan says of the contents. A plan is shown to a person who waits: a list that Velero has not handed out yet is left out of it. */
async function contents(wanted: Wanted, velero: Velero, context: StepContext): Promise<string> {
  try {
    const whole = await velero.inventory(wanted.backup, requestName(context, wanted.backup));
    const inventory = partFor(wanted.namespace, whole);
    const objects = Object.values(inventory).reduce((sum, names) => sum + names.length, 0);
    const deployments = namesOf('apps/v1/Deployment', wanted.namespace, inventory);
    const named = deployments.length > 0 ? ` (${someOf(deployments)})` : '';
    return `${counted(deployments.length, 'deployment')}${named}, ${counted(objects, 'object')} in all`;
  } catch (error) {
    if (codeOf(error) === undefined || context.signal.aborted) throw error;
    return 'what it holds could not be read just now';
  }
}
