import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubernetesObject } from './kubernetes.ts';
import type { VeleroBackup, VeleroInventory, VeleroRestore, VeleroStorage } from './velero.ts';

/** Go leaves empty values out and writes absent times as null. */
const text = z.nullish(z.string());
const texts = z.nullish(z.array(z.string()));
const count = z.nullish(z.number());

const backup = z.looseObject({
  spec: z.nullish(z.looseObject({ includedNamespaces: texts, storageLocation: text })),
  status: z.nullish(
    z.looseObject({
      phase: text,
      startTimestamp: text,
      completionTimestamp: text,
      expiration: text,
      warnings: count,
      errors: count,
      failureReason: text,
    }),
  ),
});
const restore = z.looseObject({
  spec: z.nullish(z.looseObject({ backupName: text, includedNamespaces: texts })),
  status: z.nullish(
    z.looseObject({
      phase: text,
      warnings: count,
      errors: count,
      failureReason: text,
      validationErrors: texts,
      progress: z.nullish(z.looseObject({ totalItems: count, itemsRestored: count })),
      startTimestamp: text,
      completionTimestamp: text,
    }),
  ),
});
const storage = z.looseObject({
  spec: z.nullish(z.looseObject({ accessMode: text })),
  status: z.nullish(z.looseObject({ phase: text, message: text })),
});
const downloadRequest = z.looseObject({
  status: z.nullish(z.looseObject({ phase: text, downloadURL: text, expiration: text })),
});
const inventory = z.record(z.string(), z.nullable(z.array(z.string())));

export function readBackup(object: KubernetesObject): VeleroBackup {
  const { spec, status } = check(backup, object, `backup ${object.metadata.name}`);
  return {
    name: object.metadata.name,
    phase: status?.phase || 'New',
    includedNamespaces: spec?.includedNamespaces ?? [],
    storageLocation: spec?.storageLocation ?? '',
    warnings: status?.warnings ?? 0,
    errors: status?.errors ?? 0,
    ...present('startedAt', status?.startTimestamp),
    ...present('completedAt', status?.completionTimestamp),
    ...present('expiresAt', status?.expiration),
    ...present('failureReason', status?.failureReason),
  };
}

export function readRestore(object: KubernetesObject): VeleroRestore {
  const { spec, status } = check(restore, object, `restore ${object.metadata.name}`);
  const progress = status?.progress;
  return {
    name: object.metadata.name,
    phase: status?.phase || 'New',
    backupName: spec?.backupName ?? '',
    includedNamespaces: spec?.includedNamespaces ?? [],
    spec: object.spec ?? ({} satisfies JsonObject),
    warnings: status?.warnings ?? 0,
    errors: status?.errors ?? 0,
    validationErrors: status?.validationErrors ?? [],
    ...(progress && { progress: { done: progress.itemsRestored ?? 0, total: progress.totalItems ?? 0 } }),
    ...present('failureReason', status?.failureReason),
    ...present('startedAt', status?.startTimestamp),
    ...present('completedAt', status?.completionTimestamp),
  };
}

export function readStorage(object: KubernetesObject): VeleroStorage {
  const { spec, status } = check(storage, object, `backup storage location ${object.metadata.name}`);
  return {
    name: object.metadata.name,
    // The definition's default: a location that was never validated counts as unavailable.
    phase: status?.phase || 'Unavailable',
    accessMode: spec?.accessMode || 'ReadWrite',
    ...present('message', status?.message),
  };
}

/** Phase, signed URL and until when it works (ISO 8601) of a DownloadRequest. */
export function readDownload(object: KubernetesObject): { phase: string; url?: string; expiresAt?: string } {
  const { status } = check(downloadRequest, object, `download request ${object.metadata.name}`);
  return {
    phase: status?.phase || 'New',
    ...present('url', status?.downloadURL),
    ...present('expiresAt', status?.expiration),
  };
}

export function readInventory(value: unknown, what: string): VeleroInventory {
  const parsed = check(inventory, value, what);
  return Object.fromEntries(Object.entries(parsed).map(([kind, names]) => [kind, names ?? []]));
}

function check<T extends z.ZodMiniType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const where = result.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  return fail('Malformed', {
    what: `the ${what} is not of Velero's documented shape`,
    why: `unexpected at ${where}`,
    todo: 'compare the installed version of Velero with the one that this was written for (1.17)',
  });
}

function present<K extends string>(key: K, value: string | null | undefined): { [P in K]?: string } {
  return value ? ({ [key]: value } as { [P in K]?: string }) : {};
}
