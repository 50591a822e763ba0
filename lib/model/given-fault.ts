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

type FaultySystem = (typeof faultySystems)[number];

/** What Rebound calls of each system: the operations by the names of its API, where it has such names, and the HTTP methods. */
export const callsOf: Readonly<Record<FaultySystem, readonly string[]>> = {
  eks: ['DescribeCluster', 'ListClusters', 'GET'],
  sts: ['GetCallerIdentity', 'POST'],
  kubernetes: ['GET', 'POST', 'PATCH', 'DELETE'],
  s3: ['GetObject', 'PutObject', 'GET', 'PUT'],
  secretsmanager: ['GetSecretValue', 'POST'],
  ssm: ['GetParameter', 'POST'],
  sns: ['Publish', 'POST'],
  pager: ['POST'],
  slack: [
    'chat.postMessage',
    'chat.update',
    'conversations.create',
    'conversations.open',
    'conversations.setTopic',
    'conversations.history',
    'conversations.list',
    'GET',
    'POST',
  ],
  pagerduty: ['GET', 'POST'],
  webhook: ['POST'],
};

/**
 * What a system never shows. GetCallerIdentity needs no permission and names nothing (its API reference); PagerDuty's Events API and its list
 * of on-calls have no answer for something that is not there (PagerDuty/api-schema).
 */
export const neverShown: Partial<Record<System, readonly (typeof givenFaultKinds)[number][]>> = {
  sts: ['refused', 'not-found'],
  pagerduty: ['not-found'],
};

/** `given.faults` of a rehearsal: calls of a system that fail: the `nth` that fits (from 1), or all of a stretch of time, or all. */
export interface GivenFault {
  system: FaultySystem;
  does: (typeof givenFaultKinds)[number];
  /** One of `callsOf` the system: `DescribeCluster`, `GET`. */
  operation?: string;
  nth?: number;
  /** Seconds after the beginning of the world. */
  from?: number;
  to?: number;
}
