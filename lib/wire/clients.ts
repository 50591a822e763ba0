import type { Clock, Random } from '../model/clock.ts';
import type { Cluster } from '../model/estate.ts';
import type { Transport } from '../model/transport.ts';
import type { EksClient } from './eks.ts';
import type { EvidenceStore } from './evidence.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { Pager } from './pager.ts';
import type { States } from './states.ts';
import type { Table } from './table.ts';
import type { Topic } from './topic.ts';
import type { Velero } from './velero.ts';

/** Where the clients stand: everything that a client would otherwise look up in its surroundings. */
export interface Surroundings {
  clock: Clock;
  random: Random;
  /** What answers. In AWS https; in a rehearsal the sandbox. */
  transport: Transport;
  region: string;
  account: string;
  credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** True: requests go unsigned (rehearsals). */
  unsigned: boolean;
  table: string;
  topicArn: string;
  evidenceBucket: string;
  pagerUrl: string;
  /** Aborts every call, before the function's time is over. */
  signal?: AbortSignal;
}

/** All clients, each made when first used. */
export interface Clients {
  table: Table;
  states: States;
  eks: EksClient;
  kubernetes: (cluster: Cluster) => Promise<Kubernetes>;
  velero: (cluster: Cluster) => Promise<Velero>;
  pager: Pager;
  topic: Topic;
  evidence: EvidenceStore;
}
