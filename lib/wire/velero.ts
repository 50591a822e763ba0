import type { JsonObject } from '../model/json.ts';

export interface VeleroBackup {
  name: string;
  /** One of `backupPhases` (velero-phases.ts), or one that is newer than this code. `New` until Velero has seen it. */
  phase: string;
  /** Empty means all. */
  includedNamespaces: string[];
  storageLocation: string;
  /** ISO 8601, absent until known. */
  startedAt?: string;
  completedAt?: string;
  /** From then on Velero may delete it. */
  expiresAt?: string;
  warnings: number;
  errors: number;
  /** Why it failed as a whole. */
  failureReason?: string;
}

export interface VeleroRestore {
  name: string;
  /** One of `restorePhases` (velero-phases.ts), or one that is newer than this code. `New` until Velero has seen it. */
  phase: string;
  backupName: string;
  includedNamespaces: string[];
  /** As stored: Velero adds to it (excludedResources, itemOperationTimeout, scheduleName). Compare what was asked for, not the whole. */
  spec: JsonObject;
  warnings: number;
  errors: number;
  failureReason?: string;
  validationErrors: string[];
  /** Objects restored of objects in all, when Velero says so. */
  progress?: { done: number; total: number };
  startedAt?: string;
  completedAt?: string;
}

export interface VeleroStorage {
  name: string;
  /** `Available`, `Unavailable`. */
  phase: string;
  /** `ReadWrite`, `ReadOnly`. */
  accessMode: string;
  message?: string;
}

/** What a backup holds, read from Velero's own list of resources (`apps/v1/Deployment` → `payments/api`). Cluster-wide objects stand by name alone (`v1/Namespace` → `payments`). */
export type VeleroInventory = Record<string, string[]>;

/** Velero of one cluster, in namespace `velero`. Errors as of Kubernetes. */
export interface Velero {
  cluster: string;
  backups: () => Promise<VeleroBackup[]>;
  backup: (name: string) => Promise<VeleroBackup>;
  storageLocations: () => Promise<VeleroStorage[]>;
  /** Through a DownloadRequest named `request`, made when absent. NotReady until Velero has processed it; NotFound when the backup, or its list in the storage, does not exist. */
  inventory: (backup: string, request: string) => Promise<VeleroInventory>;
  restore: (name: string) => Promise<VeleroRestore>;
  createRestore: (name: string, spec: JsonObject) => Promise<VeleroRestore>;
}
