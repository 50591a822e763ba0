import { type System, systems } from '../model/transport.ts';
import type { Behaviour } from './behaviour.ts';
import { behaviours, durations } from './sources.ts';

const known = { ...durations, ...behaviours };
/** Name of a behaviour or a duration of the simulated world. */
export type BehaviourName = keyof typeof known;

const kubernetes = ['kubernetes'] as const;
const people = ['pager', 'slack', 'pagerduty', 'webhook', 'sns'] as const;

/** Of which systems each behaviour is: who calls one of them relies on it. A behaviour without a line here does not compile. */
export const systemsOf: Readonly<Record<BehaviourName, readonly System[]>> = {
  latency: systems,
  connectTimeout: kubernetes,
  namespaceEmptied: kubernetes,
  namespaceTermination: kubernetes,
  foregroundDeletion: kubernetes,
  podReady: kubernetes,
  progressDeadline: kubernetes,
  pageToken: kubernetes,
  tokenLife: kubernetes,
  restorePickup: kubernetes,
  restoreItem: kubernetes,
  terminatingLook: kubernetes,
  terminatingWait: kubernetes,
  volumeRestore: kubernetes,
  operationsLook: kubernetes,
  restoreFinalizing: kubernetes,
  downloadPickup: kubernetes,
  downloadUrl: ['kubernetes', 's3'],
  backupTaken: kubernetes,
  backupKept: kubernetes,
  eksCluster: ['eks'],
  eksUpdating: ['eks'],
  snsPublish: ['sns'],
  stsIdentity: ['sts'],
  s3Errors: ['s3'],
  pagerProtocol: ['pager'],
  slackApi: ['slack'],
  slackBlocks: ['slack'],
  slackRates: ['slack'],
  slackDown: ['slack'],
  pagerdutyEvents: ['pagerduty'],
  pagerdutyWakes: ['pagerduty'],
  pagerdutyOnCalls: ['pagerduty'],
  pagerdutySchedules: ['pagerduty'],
  snsPhone: ['sns'],
  parameters: ['ssm'],
  webhooks: ['webhook'],
  goneCluster: ['eks', 'kubernetes'],
  deniedApi: kubernetes,
  statusErrors: kubernetes,
  missingNamespaceLists: kubernetes,
  terminatingRefuses: kubernetes,
  availability: kubernetes,
  missingConfig: kubernetes,
  restorePhases: kubernetes,
  restoreValidation: kubernetes,
  restoreOrder: kubernetes,
  restoreExisting: kubernetes,
  restoreOfUnfinished: kubernetes,
  expiredBackupStays: kubernetes,
  hangingBackup: kubernetes,
  storageGone: ['kubernetes', 's3'],
  downloadMissing: kubernetes,
  people,
  dynamodbTable: ['dynamodb'],
  statesEngine: ['states'],
  statesApi: ['states'],
  secrets: ['secretsmanager'],
  faultAnswersAws: ['dynamodb', 'states', 'eks', 'sts', 'sns', 's3', 'secretsmanager', 'ssm'],
  faultAnswersKubernetes: kubernetes,
  faultAnswersChannels: ['slack', 'pagerduty'],
  faultAnswersPager: ['pager', 'webhook'],
  staleStates: ['states'],
  staleReads: ['eks', 'kubernetes'],
  badNetwork: systems,
};

/** What a rehearsal that called these systems relied on, durations, faults' answers and people among it, in the order of the table. */
export function behavioursOf(called: readonly System[]): Behaviour[] {
  return names
    .filter((name) => systemsOf[name].some((system) => called.includes(system)))
    .map((name) => {
      const { source, what, from } = known[name];
      return { source, what, from };
    });
}

const names = Object.keys(known).filter((name): name is BehaviourName => name in known);
