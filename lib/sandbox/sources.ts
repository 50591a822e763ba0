import type { Behaviour } from './behaviour.ts';
import { channelBehaviours } from './channel-sources.ts';
import { outsideBehaviours } from './outside-sources.ts';

/** A duration in milliseconds: [shortest, longest], picked between by the world's seed. */
export interface Duration extends Behaviour {
  ms: readonly [number, number];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const velero = 'vmware-tanzu/velero at d30d389';

/** Every duration of the simulated world. The code takes them from here and from nowhere else. */
export const durations = {
  latency: {
    ms: [5, 80],
    source: 'guess',
    what: 'a call answers',
    from: 'calls within and between near Regions',
  },
  connectTimeout: {
    ms: [127 * second, 127 * second],
    source: 'documentation',
    what: 'a host that drops packets: the connection attempt ends',
    from: 'tcp(7), tcp_syn_retries 6',
  },
  namespaceEmptied: {
    ms: [1 * second, 5 * second],
    source: 'guess',
    what: 'everything in a deleted namespace is deleted',
    from: 'one pass of the namespace controller over all kinds',
  },
  namespaceTermination: {
    ms: [32 * second, 48 * second],
    source: 'guess',
    what: 'an emptied namespace is Terminating still',
    from: '30 s grace of its pods (Kubernetes, Pod lifecycle) and some seconds of the namespace controller',
  },
  foregroundDeletion: {
    ms: [2 * second, 31 * second],
    source: 'guess',
    what: 'a deployment deleted in the foreground is still there',
    from: 'at most the 30 s grace of its pods (Kubernetes, Pod lifecycle)',
  },
  podReady: {
    ms: [9 * second, 55 * second],
    source: 'guess',
    what: 'a new pod is scheduled, pulls its image, starts and passes its readiness probe',
    from: 'services of a few hundred megabytes on warm nodes',
  },
  progressDeadline: {
    ms: [600 * second, 600 * second],
    source: 'documentation',
    what: 'a deployment without progress says ProgressDeadlineExceeded',
    from: 'Kubernetes, Deployment, progressDeadlineSeconds',
  },
  pageToken: {
    ms: [5 * minute, 5 * minute],
    source: 'guess',
    what: "a list's continue token works",
    from: "etcd's compaction interval, 5 minutes by default in kube-apiserver",
  },
  tokenLife: {
    ms: [15 * minute, 15 * minute],
    source: 'documentation',
    what: 'a token is taken by the Kubernetes API, from its X-Amz-Date',
    from: 'kubernetes-sigs/aws-iam-authenticator, pkg/token/token.go',
  },
  restorePickup: {
    ms: [0.5 * second, 2 * second],
    source: 'guess',
    what: 'a new restore is seen, checked and begun',
    from: 'one reconcile of an idle controller, and the read of the backup from S3',
  },
  restoreItem: {
    ms: [0.4 * second, 0.9 * second],
    source: 'guess',
    what: 'one object is restored',
    from: 'a few API calls each, one object after the other',
  },
  terminatingLook: {
    ms: [second, second],
    source: 'documentation',
    what: 'how often a restore looks whether a terminating namespace has gone',
    from: `${velero}, pkg/util/kube/utils.go`,
  },
  terminatingWait: {
    ms: [10 * minute, 10 * minute],
    source: 'documentation',
    what: 'a restore waits for a terminating namespace to go, then gives its objects up',
    from: `${velero}, pkg/cmd/server/config, terminating-resource-timeout`,
  },
  volumeRestore: {
    ms: [40 * second, 95 * second],
    source: 'guess',
    what: 'the data of one volume is restored by a plugin',
    from: 'some gigabytes from a snapshot',
  },
  operationsLook: {
    ms: [10 * second, 10 * second],
    source: 'documentation',
    what: 'how often Velero looks at the operations of its plugins',
    from: `${velero}, pkg/controller/restore_operations_controller.go`,
  },
  restoreFinalizing: {
    ms: [2 * second, 6 * second],
    source: 'guess',
    what: 'a restore is Finalizing',
    from: 'waits for hooks; there are none here',
  },
  downloadPickup: {
    ms: [0.2 * second, 0.9 * second],
    source: 'guess',
    what: 'a download request is processed',
    from: 'one reconcile of an idle controller',
  },
  downloadUrl: {
    ms: [10 * minute, 10 * minute],
    source: 'documentation',
    what: 'a signed URL of a download request works, and the request is kept',
    from: `${velero}, pkg/persistence/object_store.go, DownloadURLTTL`,
  },
  backupTaken: {
    ms: [70 * second, 130 * second],
    source: 'guess',
    what: 'a backup of one namespace takes',
    from: 'some hundred objects',
  },
  backupKept: {
    ms: [7 * day, 7 * day],
    source: 'guess',
    what: 'a nightly backup expires',
    from: "an estate's own choice; Velero's default is 720 h",
  },
} as const satisfies Record<string, Duration>;
export type DurationName = keyof typeof durations;

/** What the simulated systems do, besides how long it takes. */
export const behaviours = {
  eksCluster: { source: 'api-model', what: 'shape, statuses and errors of EKS', from: 'eks-2017-11-01.json' },
  eksUpdating: {
    source: 'guess',
    what: 'a cluster stays UPDATING, its API answering',
    from: 'updates take longer than a run',
  },
  snsPublish: { source: 'api-model', what: 'shape of Publish and its errors', from: 'sns-2010-03-31.json' },
  stsIdentity: { source: 'api-model', what: 'shape of GetCallerIdentity', from: 'sts-2011-06-15.json' },
  s3Errors: {
    source: 'documentation',
    what: 'NoSuchKey, NoSuchBucket, expired links',
    from: 'Amazon S3 API reference, Error responses',
  },
  pagerProtocol: {
    source: 'guess',
    what: 'a page is a JSON POST answered with 202; a dead pager with 503',
    from: 'our own small protocol',
  },
  ...channelBehaviours,
  ...outsideBehaviours,
  goneCluster: {
    source: 'guess',
    what: "a deleted cluster's API host does not resolve",
    from: 'EKS removes its private hosted name',
  },
  deniedApi: {
    source: 'documentation',
    what: 'a caller without a rule gets a Status with 403 Forbidden',
    from: 'Kubernetes, Authorization overview',
  },
  statusErrors: {
    source: 'documentation',
    what: 'reasons and codes of Status',
    from: 'Kubernetes API conventions, Response Status Kind',
  },
  missingNamespaceLists: {
    source: 'documentation',
    what: 'a list in a namespace that does not exist is empty',
    from: 'Kubernetes API concepts',
  },
  terminatingRefuses: {
    source: 'documentation',
    what: 'nothing is created in a terminating namespace',
    from: 'kubernetes, plugin NamespaceLifecycle',
  },
  availability: {
    source: 'documentation',
    what: 'Available, Progressing and their reasons',
    from: 'Kubernetes, Deployment status',
  },
  missingConfig: {
    source: 'documentation',
    what: 'pods whose ConfigMap is missing do not start',
    from: 'Kubernetes, Configure a Pod to use a ConfigMap',
  },
  restorePhases: { source: 'api-model', what: "a restore's phases", from: 'velero.io_restores.yaml' },
  restoreValidation: {
    source: 'documentation',
    what: 'messages of FailedValidation',
    from: `${velero}, pkg/controller/restore_controller.go`,
  },
  restoreOrder: {
    source: 'documentation',
    what: 'the order of restored kinds',
    from: `${velero}, pkg/cmd/server/config/config.go`,
  },
  restoreExisting: {
    source: 'documentation',
    what: 'objects that exist stay, with a warning where they differ; with `update` they are patched',
    from: `${velero}, pkg/restore/restore.go`,
  },
  restoreOfUnfinished: {
    source: 'guess',
    what: 'a restore from a backup without contents ends as Failed',
    from: 'the file is not in the storage',
  },
  expiredBackupStays: {
    source: 'guess',
    what: 'an expired backup is still listed and can be restored',
    from: 'garbage collection comes hourly; not modelled',
  },
  hangingBackup: {
    source: 'guess',
    what: 'a backup given as InProgress or Deleting stays so',
    from: 'a stuck Velero',
  },
  storageGone: {
    source: 'guess',
    what: "an unavailable storage location's bucket does not exist",
    from: 'the commonest cause',
  },
  downloadMissing: {
    source: 'documentation',
    what: 'a download request for a missing backup is never processed',
    from: `${velero}, pkg/controller/download_request_controller.go`,
  },
  people: {
    source: 'guess',
    what: 'people answer once, at the time that the scenario gives; for a group the first of them who is reached',
    from: 'the scenario',
  },
} as const satisfies Record<string, Behaviour>;
