import { parseIso } from '../../model/clock.ts';
import { codeOf, fail } from '../../model/errors.ts';
import type { Kubernetes, KubernetesObject } from '../../wire/kubernetes.ts';
import { counted, someOf } from '../cluster/health.ts';
import type { StepContext } from '../step-type.ts';
import { requestName } from './inventory.ts';
import {
  collectionPath,
  isMadeBy,
  isOfItself,
  type Kind,
  kindsOf,
  listKind,
  restoreLabel,
} from './restored-objects.ts';

interface Restore {
  name: string;
  /** When the API took it, by the same clock that stamps the objects. */
  since: number;
}
interface Place {
  cluster: string;
  namespace: string;
  backup: string;
}

/**
 * Takes a restore back: deletes what it made, and nothing else. The Restore itself stays, as a record and so that a second time
 * finds the same. NotReady while Velero is still restoring, or while what was deleted is not yet gone.
 */
export async function undoRestore(name: string, place: Place, context: StepContext): Promise<string[]> {
  const kubernetes = await context.kubernetes(place.cluster);
  const found = await getOrNothing(kubernetes, `/apis/velero.io/v1/namespaces/velero/restores/${name}`);
  if (!found) return [`restore ${name} does not exist: nothing to take back`];
  const restore = { name, since: parseIso(found.metadata.creationTimestamp ?? '') };
  if (Number.isNaN(restore.since))
    fail('Malformed', { what: `restore ${name} does not say when it was made`, external: name });
  const phase = found.status?.['phase'];
  if (!isOver(phase))
    return context.notReady(
      `Velero still works on restore ${name} (${typeof phase === 'string' ? phase : 'New'})`,
    );

  const own = kindsOf([]);
  const left = await deleteMade(own, restore, place, kubernetes, context);
  const { more, lines } = await otherKinds(own, place, context);
  left.push(...(await deleteMade(more, restore, place, kubernetes, context)));
  if (left.length > 0) lines.push(`left alone, made before the restore: ${someOf(left)}`);
  lines.push(`nothing that restore ${name} made is left in ${place.namespace} on ${place.cluster}`);
  lines.push(await undoNamespace(restore, place, [...own, ...more], kubernetes));
  return lines;
}

/** Deletes what the restore made of these kinds; NotReady until all of it is gone. Gives back what carries the label but was there before. */
async function deleteMade(
  kinds: readonly Kind[],
  restore: Restore,
  { namespace }: Place,
  kubernetes: Kubernetes,
  context: StepContext,
): Promise<string[]> {
  const left: string[] = [];
  let deleted = 0;
  let going = 0;
  for (const kind of kinds) {
    const query = { labelSelector: `${restoreLabel}=${restore.name}` };
    for (const object of (await listKind(kubernetes, kind, namespace, query)) ?? []) {
      if (!isMadeBy(restore, object)) {
        left.push(`${kind.noun} ${object.metadata.name}`);
      } else if (object.metadata.deletionTimestamp) {
        going += 1;
      } else {
        await deleteOrNothing(kubernetes, `${collectionPath(kind, namespace)}/${object.metadata.name}`);
        deleted += 1;
      }
    }
  }
  if (deleted + going === 0) return left;
  return context.notReady(
    `deleted ${counted(deleted, 'object')} of restore ${restore.name}; ${deleted + going} not yet gone`,
  );
}

/**
 * A namespace goes only when the restore made it and nothing of anybody else is in it. Velero does not put its label on a
 * namespace that it makes along the way (kube.EnsureNamespaceExistsAndIsReady), so it usually stays, empty: better than the
 * other mistake.
 */
async function undoNamespace(
  restore: Restore,
  { namespace }: Place,
  kinds: Kind[],
  kubernetes: Kubernetes,
): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}`;
  const found = await getOrNothing(kubernetes, path);
  if (!found) return `namespace ${namespace} does not exist`;
  if (found.metadata.deletionTimestamp) return `namespace ${namespace} is being deleted`;
  if (!isMadeBy(restore, found))
    return `namespace ${namespace} stays: it does not say that the restore made it`;
  const foreign: string[] = [];
  for (const kind of kinds) {
    for (const object of (await listKind(kubernetes, kind, namespace)) ?? []) {
      if (!isOfItself(kind, object)) foreign.push(`${kind.noun} ${object.metadata.name}`);
    }
  }
  if (foreign.length > 0)
    return `namespace ${namespace} stays: it holds what the restore did not make (${someOf(foreign)})`;
  await deleteOrNothing(kubernetes, path);
  return `namespace ${namespace} is being deleted`;
}

/**
 * Kinds that only the backup's own list knows. By then the others are undone, and where the list cannot be had any more (the
 * backup is gone, its storage is not available), that is said instead of waiting for ever.
 */
async function otherKinds(
  own: readonly Kind[],
  { cluster, backup }: Place,
  context: StepContext,
): Promise<{ more: Kind[]; lines: string[] }> {
  const velero = await context.velero(cluster);
  try {
    const held = Object.keys(await velero.inventory(backup, requestName(context, backup)));
    return { more: kindsOf(held).slice(own.length), lines: [] };
  } catch (error) {
    if (codeOf(error) === 'NotReady') {
      const storages = await velero.storageLocations();
      if (storages.some(({ phase }) => phase === 'Available')) throw error;
    } else if (codeOf(error) !== 'NotFound') throw error;
    const line = `what ${backup} holds could not be read: objects of kinds that Kubernetes itself does not have may be left; look for the label ${restoreLabel}`;
    return { more: [], lines: [line] };
  }
}

function isOver(phase: unknown): boolean {
  return (
    phase === 'Completed' || phase === 'PartiallyFailed' || phase === 'Failed' || phase === 'FailedValidation'
  );
}

async function getOrNothing(kubernetes: Kubernetes, path: string): Promise<KubernetesObject | undefined> {
  try {
    return await kubernetes.get(path);
  } catch (error) {
    if (codeOf(error) === 'NotFound') return undefined;
    throw error;
  }
}

async function deleteOrNothing(kubernetes: Kubernetes, path: string): Promise<void> {
  try {
    await kubernetes.delete(path);
  } catch (error) {
    if (codeOf(error) !== 'NotFound') throw error;
  }
}
