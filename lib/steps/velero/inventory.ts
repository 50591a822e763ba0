import * as z from 'zod/mini';
import { isObject, type Json, hashOf } from '../../model/json.ts';
import { fail } from '../../model/errors.ts';
import { externalName } from '../../model/run.ts';
import type { VeleroInventory } from '../../wire/velero.ts';
import { type WorkloadKind, workloadKinds } from '../cluster/workloads.ts';
import { expected } from '../fields.ts';
import type { StepContext } from '../step-type.ts';

/** The part of an inventory that belongs to one namespace: its objects (`payments/api`) and the namespace itself. */
export function partFor(namespace: string, inventory: VeleroInventory): VeleroInventory {
  const prefix = `${namespace}/`;
  const parts = Object.entries(inventory).map(([kind, names]): [string, string[]] => [
    kind,
    names.filter((name) => name.startsWith(prefix) || (kind === 'v1/Namespace' && name === namespace)),
  ]);
  return Object.fromEntries(parts.filter(([, names]) => names.length > 0));
}

/** Names of the objects of one kind in a namespace, without the namespace. */
export function namesOf(kind: string, namespace: string, inventory: VeleroInventory): string[] {
  const prefix = `${namespace}/`;
  return (inventory[kind] ?? [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

/** The workloads that an inventory has in a namespace: those whose replicas can be counted. */
export function workloadsIn(
  inventory: VeleroInventory,
  namespace: string,
): { kind: WorkloadKind; name: string }[] {
  const kinds = Object.keys(workloadKinds) as WorkloadKind[];
  return kinds.flatMap((kind) => namesOf(kind, namespace, inventory).map((name) => ({ kind, name })));
}

/**
 * Name of the DownloadRequest through which Velero hands out what a backup holds: derived from run and step, so that a repeated
 * invocation finds its own, and from the backup, so that it never gets another one's list. Making that object is Velero's own
 * way of reading: it lives in Velero's namespace, changes nothing of the target, and Velero removes it after ten minutes
 * (download_request_controller.go). So it needs no ledger, and plans may make it.
 */
export function requestName({ run, step }: StepContext, backup: string): string {
  return externalName(run.id, step.generation, step.iteration, `${step.id}-${hashOf(backup).slice(0, 6)}`);
}

/** Inventories as a step hands them on: whole, or as evidence where they are large. */
export function inventoryField() {
  const error = expected("a backup's inventory, such as $choice.inventory");
  return z.union(
    [
      z.record(z.string(), z.array(z.string())),
      z.looseObject({ ref: z.string(), sha256: z.string(), count: z.number() }),
    ],
    { error },
  );
}

/** The inventory behind a `with` value. Malformed when the evidence is something else. */
export async function readInventory(
  value: z.output<ReturnType<typeof inventoryField>>,
  context: StepContext,
) {
  const read = await context.evidence.read(value as Json);
  if (isInventory(read)) return read;
  return fail('Malformed', {
    what: 'the evidence that should hold a list of objects by kind holds something else',
    todo: 'look at what the step before it kept',
  });
}

function isInventory(value: Json): value is VeleroInventory {
  return (
    isObject(value) &&
    Object.values(value).every(
      (names) => Array.isArray(names) && names.every((name) => typeof name === 'string'),
    )
  );
}
