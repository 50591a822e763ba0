import type { System } from './transport.ts';

/** Systems that a rehearsal can say something is wrong with: those outside. The history and the state machine are what it is about. */
export const faultySystems = [
  'eks',
  'sts',
  'kubernetes',
  's3',
  'secretsmanager',
  'ssm',
  'sns',
  'pager',
  'slack',
  'pagerduty',
  'webhook',
] as const satisfies readonly System[];

/** What can be wrong with a call of them, in the words of the reports. */
export const givenFaultKinds = [
  'request-lost',
  'answer-lost',
  'throttled',
  'server-error',
  'refused',
  'not-found',
  'malformed',
  'slow',
] as const;

/** `given.faults` of a rehearsal: calls of a system that fail: the `nth` that fits (from 1), or all of a stretch of time, or all. */
export interface GivenFault {
  system: (typeof faultySystems)[number];
  does: (typeof givenFaultKinds)[number];
  /** `DescribeCluster`, `GET`, `POST`: of AWS the operation where the wire says it, otherwise the HTTP method. */
  operation?: string;
  nth?: number;
  /** Seconds after the beginning of the world. */
  from?: number;
  to?: number;
}
