import * as z from 'zod/mini';
import { iso } from '../model/clock.ts';
import { formatDuration } from '../model/duration.ts';
import { codeOf, explain, fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import type { Velero, VeleroBackup, VeleroInventory } from '../wire/velero.ts';
import { someOf } from './cluster/health.ts';
import { backupName, clusterName, duration, namespaceName, onlyFields } from './fields.ts';
import type { StepContext, StepType } from './step-type.ts';
import { ageOf, describeBackup, fitnessOf, startOf } from './velero/backup-fitness.ts';
import { inventoryField, partFor, requestName, workloadsIn } from './velero/inventory.ts';
import { reachCluster } from './cluster/permissions.ts';

const newest = 'newest';
/** How many backups may turn out not to hold the namespace, although they look fit, before a person should look. */
const inventoriesMax = 5;
const shownMax = 10;

const given = z.strictObject(
  {
    cluster: clusterName(),
    namespace: namespaceName(),
    name: z._default(backupName(`${newest}, or the name of a backup`), newest),
    newest_within: z.optional(duration()),
  },
  { error: onlyFields('cluster, namespace, name, newest_within') },
);

const output = z.strictObject({
  backup: z.string(),
  phase: z.string(),
  age: z.number(),
  taken_at: z.string(),
  inventory: inventoryField(),
  objects: z.number(),
  workloads: z.number(),
  warnings: z.number(),
  errors: z.number(),
  storage: z.string(),
});

/** Chooses the backup to restore from, and proves by Velero's own list that it holds the namespace. */
export const findBackup: StepType<typeof given, typeof output> = {
  uses: 'find-backup',
  summary: 'Choose the backup of a namespace to restore from',
  kind: 'reads',
  needs: ['velero'],
  with: given,
  output,
  fields: {
    with: {
      cluster: 'Name of the cluster in rebound.yaml whose Velero is asked',
      namespace: 'Namespace that the backup has to hold',
      name: "`newest` (the default), or a backup's name; one that is PartiallyFailed is only taken by name",
      newest_within: 'How old the newest good backup may be, such as 24h; without it any age will do',
    },
    output: {
      backup: 'Name of the chosen backup',
      phase: 'Completed, or PartiallyFailed when it was chosen by name',
      age: 'Seconds since the backup began: what was written since is not in it',
      taken_at: 'When the backup began',
      inventory:
        "What it holds of the namespace, from Velero's list of resources; kept as evidence where it is large",
      objects: 'How many objects of the namespace it holds',
      workloads: 'How many deployments, stateful sets and daemon sets are among them',
      warnings: 'Warnings that Velero counted while making it',
      errors: 'Errors that Velero counted while making it',
      storage: 'Its storage location, which is Available',
    },
  },
  example: `- id: choice
  title: Choose the backup
  uses: find-backup
  with: { name: newest, newest_within: 24h }`,
  types: { age: 'duration', taken_at: 'time' },
  permissions: {
    // The file comes over a link that Velero signs.
    read: [
      reachCluster,
      // A large inventory is kept as evidence.
      { actions: ['s3:PutObject'], resources: ['${evidence}/evidence/*'] },
    ],
    change: [],
  },
  clusterRights: [
    'list backups, backupstoragelocations (velero.io) in velero',
    'get backups (velero.io) in velero',
    'get, create downloadrequests (velero.io) in velero',
  ],
  timeoutSeconds: 300,
  async plan(wanted, context) {
    const chosen = await choose(wanted, context);
    const age = formatDuration(chosen.age);
    return {
      lines: [
        `Use backup ${chosen.backup} of ${wanted.namespace}, ${age} old: ${chosen.objects} objects, ${chosen.workloads} of them workloads`,
      ],
      output: chosen,
    };
  },
  run: choose,
};

type Wanted = z.output<typeof given>;

async function choose(wanted: Wanted, context: StepContext): Promise<z.output<typeof output>> {
  const velero = await context.velero(wanted.cluster);
  const backups = await velero.backups();
  const storages = await velero.storageLocations();
  const now = context.clock.now();
  const named = wanted.name !== newest;
  const refused: string[] = [];

  let opened = 0;
  let elsewhere = 0;
  for (const backup of candidates(backups, wanted)) {
    const fitness = fitnessOf(backup, wanted.namespace, storages, now, named);
    if (!fitness.fit && fitness.elsewhere && !named) {
      elsewhere += 1;
      continue;
    }
    if (!fitness.fit) {
      refused.push(`${describeBackup(backup, now)}: ${fitness.why}`);
      continue;
    }
    const age = ageOf(backup, now) ?? 0;
    const tooOld = wanted.newest_within !== undefined && age > wanted.newest_within;
    const limit = formatDuration(wanted.newest_within ?? 0);
    if (tooOld && !named) {
      refused.push(`${describeBackup(backup, now)}: good, but older than ${limit}`);
      continue;
    }
    if (opened === inventoriesMax) break;
    opened += 1;
    const held = await open(backup.name, wanted.namespace, velero, context);
    if (typeof held === 'string') {
      refused.push(`${describeBackup(backup, now)}: ${held}`);
      continue;
    }
    const doubts = tooOld ? [...fitness.doubts, `${backup.name} is older than ${limit}`] : fitness.doubts;
    return chosen(backup, held, age, doubts, refused, wanted, context);
  }
  if (elsewhere > 0) refused.push(`${elsewhere} more are of other namespaces`);
  return nothingFits(wanted, backups, refused, velero);
}

/** What a backup holds of the namespace; or why it cannot be used after all. */
async function open(
  backup: string,
  namespace: string,
  velero: Velero,
  context: StepContext,
): Promise<VeleroInventory | string> {
  try {
    const inventory = partFor(namespace, await velero.inventory(backup, requestName(context, backup)));
    return count(inventory) > 0 ? inventory : `its list of resources holds nothing of ${namespace}`;
  } catch (error) {
    if (codeOf(error) === 'NotFound') return `what it holds is not there any more: ${explain(error)}`;
    throw error;
  }
}

/** Newest first; those whose time is not known last; names decide between equals. */
function candidates(backups: readonly VeleroBackup[], wanted: Wanted): VeleroBackup[] {
  const asked = wanted.name === newest ? [...backups] : backups.filter(({ name }) => name === wanted.name);
  return asked.sort((a, b) => (startOf(b) ?? 0) - (startOf(a) ?? 0) || (a.name < b.name ? -1 : 1));
}

async function chosen(
  backup: VeleroBackup,
  inventory: VeleroInventory,
  age: number,
  doubts: string[],
  refused: string[],
  wanted: Wanted,
  context: StepContext,
) {
  const objects = count(inventory);
  const workloads = workloadsIn(inventory, wanted.namespace).length;
  context.finding(
    `${backup.name} is ${formatDuration(age)} old and holds ${objects} objects, ${workloads} of them workloads`,
  );
  for (const text of doubts) context.finding({ text, bad: true });
  if (backup.warnings > 0) context.finding(`Velero counted ${backup.warnings} warnings while making it`);
  for (const text of refused.slice(0, shownMax)) context.finding(`not taken: ${text}`);
  return {
    backup: backup.name,
    phase: backup.phase,
    age,
    taken_at: iso(startOf(backup) ?? 0),
    inventory: asInventory(await context.evidence.keep(inventory)),
    objects,
    workloads,
    warnings: backup.warnings,
    errors: backup.errors,
    storage: backup.storageLocation,
  };
}

function nothingFits(
  wanted: Wanted,
  backups: readonly VeleroBackup[],
  refused: string[],
  velero: Velero,
): never {
  const names = backups.map(({ name }) => name);
  if (wanted.name !== newest && refused.length === 0) {
    const close = nearest(wanted.name, names);
    fail('NotFound', {
      what: `Velero on ${velero.cluster} has no backup named ${wanted.name}`,
      why: names.length > 0 ? `it has ${someOf(names.sort())}` : 'it has no backups at all',
      todo: close
        ? `did you mean ${close}? Start again with that name`
        : `start again with one of those names, or with ${newest}`,
    });
  }
  const shown = refused.slice(0, shownMax);
  if (refused.length > shown.length) shown.push(`and ${refused.length - shown.length} more`);
  return fail('NotFound', {
    what: `no backup on ${velero.cluster} is fit to restore ${wanted.namespace} from`,
    why: refused.length > 0 ? shown.join('; ') : 'Velero has no backups at all',
    todo:
      'mend what keeps them from being used and retry, or name one of them (its name as the input `backup`) to use it as it is; ' +
      'without any, look for copies elsewhere: another Region, Git, snapshots',
    backups: backups.length,
  });
}

function count(inventory: VeleroInventory): number {
  return Object.values(inventory).reduce((sum, names) => sum + names.length, 0);
}

/** What evidence gives back is the inventory or a reference to it. */
function asInventory(kept: Json) {
  const parsed = z.safeParse(inventoryField(), kept);
  return parsed.success
    ? parsed.data
    : fail('Broken', { what: 'the evidence store gave back neither an inventory nor where it is' });
}
