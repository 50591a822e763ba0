import type { Given, GivenCluster } from '../model/scenario.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { ChannelKind } from '../model/people.ts';

/** The simulated world: plain, immutable data. What changes by itself is computed from it and the time. */
export interface World {
  /** Makes worlds of different seeds differ in their durations. */
  seed: number;
  clusters: Record<string, ClusterWorld>;
  pagers: Given['pagers'];
  pages: DeliveredPage[];
  published: PublishedMessage[];
  /** Objects of S3 by `<bucket>/<key>`: their text. */
  files: Record<string, string>;
  /** What AWS Secrets Manager keeps in the account, by name. */
  secrets: Record<string, string>;
  /** What Parameter Store keeps in the account, by name. */
  parameters: Record<string, string>;
  /** Channels that take nothing. */
  channels: NonNullable<Given['channels']>;
  /** What the channels took, oldest first, for people, audiences and rooms. */
  messages: ChannelMessage[];
  /** Channels that were made in Slack. */
  rooms: SlackRoom[];
}

/** A message that a channel took. */
export interface ChannelMessage {
  channel: ChannelKind;
  /** Slack `<channel>/<ts>`, PagerDuty `<service>/<dedup key>`, SNS the id of the message, webhook `<name>/<idempotency key>`. */
  id: string;
  /** Where it went, as people.yaml and rebound.yaml have it: a Slack id, a service, a number, a topic, a webhook. */
  to: string;
  /** Who sees it, by id; absent: an audience, a room, or nobody whom people.yaml knows. */
  person?: string;
  title: string;
  text: string;
  run?: string;
  ask?: string;
  key?: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** How it says its question stands, since it does. */
  settled?: { kind: 'acknowledged' | 'decided'; text: string; at: number };
  /** As Slack keeps it. */
  slack?: { channel: string; ts: string; text: string; blocks: Json[]; metadata: Json };
}

export interface SlackRoom {
  id: string;
  name: string;
  topic: string;
}

/** A page that reached somebody. */
export interface DeliveredPage {
  who: string;
  title: string;
  text: string;
  run: string;
  ask?: string;
  /** Present when it woke nobody. */
  urgency?: 'info';
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What came out of an SNS topic. */
export interface PublishedMessage {
  topicArn: string;
  subject: string;
  message: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface ClusterWorld {
  name: string;
  arn: string;
  account: string;
  region: string;
  state: GivenCluster['state'];
  api: GivenCluster['api'];
  /** When it is active and its API answers, whatever it is now; milliseconds since the epoch. */
  backAt?: number;
  /** `https://…` */
  endpoint: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  seed: number;
  /** The last resourceVersion given out. */
  revision: number;
  /** By `<group>/<plural>/<namespace>/<name>` (keyOf). */
  objects: Record<string, StoredObject>;
  /** What is in the backups' storage, by backup. A backup that never got that far is missing. */
  contents: Record<string, BackupItem[]>;
  /** What Velero cannot restore here, by `<apiVersion>/<kind> <namespace>/<name>`: the error's text. */
  unrestorable: Record<string, string>;
}

/** An object of the Kubernetes API as it is stored. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata;
  spec?: JsonObject;
  status?: JsonObject;
  data?: JsonObject;
}
export interface KubeMetadata {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
}

export interface StoredObject {
  object: KubeObject;
  /** When something happens to it by itself, milliseconds since the epoch. */
  due?: number;
  /** Deployments: when each of its pods started, milliseconds since the epoch; absent while something that they need is missing. */
  starts?: number[];
  /** Restores: how far it has got. */
  restore?: RestoreProgress;
}

/** One object in a backup. Without `object` it is made by a controller (pods, replica sets): counted, not created. */
export interface BackupItem {
  apiVersion: string;
  kind: string;
  /** `<group>/<plural>` */
  resource: string;
  /** Empty for what stands in no namespace. */
  namespace: string;
  name: string;
  object?: Pick<KubeObject, 'spec' | 'data' | 'status'> & Pick<KubeMetadata, 'labels' | 'annotations'>;
}

export interface RestoreProgress {
  items: BackupItem[];
  /** Items dealt with. */
  done: number;
  restored: number;
  warnings: string[];
  errors: string[];
  /** Since when it waits for a terminating namespace, milliseconds since the epoch. */
  waitingSince?: number;
  /** Namespaces that did not go in time: nothing is restored into them. */
  givenUp: string[];
  /** Volumes whose data a plugin restores after the objects. */
  volumes: number;
}

/** `apps/deployments/payments/api`, `core/namespaces//payments` */
export function keyOf(resource: string, namespace: string, name: string): string {
  return `${resource}/${namespace}/${name}`;
}

/** Times as Kubernetes writes them: whole seconds, UTC. */
export function kubeTime(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** With the object put in, or replaced: a new revision. */
export function putObject(cluster: ClusterWorld, key: string, stored: StoredObject): ClusterWorld {
  const revision = cluster.revision + 1;
  const metadata = { ...stored.object.metadata, resourceVersion: String(revision) };
  const next = { ...stored, object: { ...stored.object, metadata } };
  return { ...cluster, revision, objects: { ...cluster.objects, [key]: next } };
}

/** Without the objects of these keys. */
export function removeObjects(cluster: ClusterWorld, keys: readonly string[]): ClusterWorld {
  if (keys.length === 0) return cluster;
  const gone = new Set(keys);
  const objects = Object.fromEntries(Object.entries(cluster.objects).filter(([key]) => !gone.has(key)));
  return { ...cluster, revision: cluster.revision + 1, objects };
}
