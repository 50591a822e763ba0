import type { JsonObject } from '../model/json.ts';

export interface VeleroBackup {
  name: string;
  phase: string;
  includedNamespaces: string[];
  storageLocation: string;
  /** ISO 8601, absent until known. */
  startedAt?: string;
  completedAt?: string;
  expiresAt?: string;
  warnings: number;
  errors: number;
}

export interface VeleroRestore {
  name: string;
  phase: string;
  backupName: string;
  includedNamespaces: string[];
  spec: JsonObject;
  warnings: number;
  errors: number;
  failureReason?: string;
  validationErrors: string[];
  /** Objects restored of objects in all, when Velero says so. */
  progress?: { done: number; total: number };
}

export interface VeleroStorage {
  name: string;
  phase: string;
  accessMode: string;
  message?: string;
}

/** What a backup holds, read from Velero's own list of resources (`apps/v1/Deployment` → `payments/api`). */
export type VeleroInventory = Record<string, string[]>;

/** Velero of one cluster, in namespace `velero`. Errors as of Kubernetes. */
export interface Velero {
  cluster: string;
  backups: () => Promise<VeleroBackup[]>;
  backup: (name: string) => Promise<VeleroBackup>;
  storageLocations: () => Promise<VeleroStorage[]>;
  /** Through a DownloadRequest named `request`, made when absent. NotReady until Velero has processed it. */
  inventory: (backup: string, request: string) => Promise<VeleroInventory>;
  restore: (name: string) => Promise<VeleroRestore>;
  createRestore: (name: string, spec: JsonObject) => Promise<VeleroRestore>;
}
