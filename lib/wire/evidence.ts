import type { Json } from '../model/json.ts';

/** Where a large result is: `ref` in the evidence store, `sha256` of its canonical JSON, how many entries it has. */
export interface EvidenceRef {
  ref: string;
  sha256: string;
  count: number;
  [other: string]: Json;
}

/** Large results (over 32 KiB), beside the history: S3 in AWS. Content-addressed, so writing twice is once. */
export interface EvidenceStore {
  put: (value: Json) => Promise<EvidenceRef>;
  /** Malformed when what is there does not have the hash. */
  get: (ref: EvidenceRef) => Promise<Json>;
}
