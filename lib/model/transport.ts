/** The systems outside that we call. A pager is any channel that reaches a person. */
export const systems = [
  'dynamodb',
  'states',
  'eks',
  'sts',
  'sns',
  's3',
  'secretsmanager',
  'ssm',
  'kubernetes',
  'pager',
  'slack',
  'pagerduty',
  'webhook', // of people: somebody's own, signed by us
] as const;
export type System = (typeof systems)[number];

/** A call outside, as it goes over the wire. Everything that leaves the process is one of these. */
export interface WireRequest {
  system: System;
  method: string;
  /** Absolute, with query. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** PEM of the authority that signed the server's certificate, where it is not a public one (EKS API servers). */
  ca?: string;
}

export interface WireAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Sends a request and waits for its answer. Rejects when no answer came: lost, refused, aborted. The world is faked by handing in another one. */
export type Transport = (request: WireRequest, signal?: AbortSignal) => Promise<WireAnswer>;
