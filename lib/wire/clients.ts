import type { Cluster } from '../model/estate.ts';
import type { Channels } from './channels.ts';
import type { EksClient } from './eks.ts';
import type { EvidenceStore } from './evidence.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { Pager } from './pager.ts';
import type { Secrets } from './secrets.ts';
import type { States } from './states.ts';
import type { Table } from './table.ts';
import type { Topic } from './topic.ts';
import type { Velero } from './velero.ts';

/** All clients, each made when first used. */
export interface Clients {
  table: Table;
  states: States;
  eks: EksClient;
  kubernetes: (cluster: Cluster) => Promise<Kubernetes>;
  velero: (cluster: Cluster) => Promise<Velero>;
  pager: Pager;
  topic: Topic;
  channels: Channels;
  evidence: EvidenceStore;
  secrets: Secrets;
}
