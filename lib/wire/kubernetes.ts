import type { Json, JsonObject } from '../model/json.ts';

/** An object of the Kubernetes API, of which we read more only after checking. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: JsonObject;
  status?: JsonObject;
}

/** One cluster's API. Paths begin with `/`. Errors: NotFound, AlreadyExists, Conflict, AccessDenied (401, 403), Throttled, Unavailable, Rejected4xx, Malformed. */
export interface Kubernetes {
  cluster: string;
  /** True when `/readyz` answers 200, false when it says that it is not ready; errors otherwise. */
  ready: () => Promise<boolean>;
  get: (path: string) => Promise<KubernetesObject>;
  /** All items, every page (`limit`, `continue`). `query` may hold `labelSelector`. Items of built-in types come without `kind` and `apiVersion`. A namespace that does not exist has an empty list. */
  list: (path: string, query?: Record<string, string>) => Promise<KubernetesObject[]>;
  create: (path: string, object: Json) => Promise<KubernetesObject>;
  patch: (path: string, mergePatch: Json) => Promise<KubernetesObject>;
  /** Resolves when the API accepted it; deleted is when `get` says NotFound. */
  delete: (path: string) => Promise<void>;
}
