import { isObject } from '../model/json.ts';

type Shape = 'text' | 'texts' | 'flag' | 'object' | 'texts by name';

/** Types of the fields that the API server checks by Velero's definitions. Source: models of velero.io_*.yaml; a test compares. */
export const veleroShapes: Record<string, Record<string, Shape>> = {
  Restore: {
    backupName: 'text',
    scheduleName: 'text',
    includedNamespaces: 'texts',
    excludedNamespaces: 'texts',
    includedResources: 'texts',
    excludedResources: 'texts',
    namespaceMapping: 'texts by name',
    existingResourcePolicy: 'text',
    includeClusterResources: 'flag',
    restorePVs: 'flag',
    preserveNodePorts: 'flag',
    labelSelector: 'object',
    itemOperationTimeout: 'text',
  },
};

const downloadKinds = [
  'BackupLog',
  'BackupContents',
  'BackupVolumeSnapshots',
  'BackupItemOperations',
  'BackupResourceList',
  'BackupResults',
  'RestoreLog',
  'RestoreResults',
  'RestoreResourceList',
  'RestoreItemOperations',
  'CSIBackupVolumeSnapshots',
  'CSIBackupVolumeSnapshotContents',
  'BackupVolumeInfos',
  'RestoreVolumeInfo',
];

const checks: Record<Shape, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  flag: (value) => typeof value === 'boolean',
  object: isObject,
  'texts by name': (value) => isObject(value) && Object.values(value).every((one) => typeof one === 'string'),
};

/** What the API server finds wrong with a custom resource; undefined when nothing. Fields that it does not know it prunes. */
export function shapeProblem(kind: string, body: Record<string, unknown>): string | undefined {
  const spec = isObject(body['spec']) ? body['spec'] : {};
  for (const [field, shape] of Object.entries(veleroShapes[kind] ?? {})) {
    const value = spec[field];
    if (value !== undefined && value !== null && !checks[shape](value))
      return `spec.${field}: Invalid value: ${JSON.stringify(value)}: must be ${shape}`;
  }
  if (kind !== 'DownloadRequest') return undefined;
  const target = spec['target'];
  if (!isObject(target) || typeof target['name'] !== 'string') return 'spec.target: Required value';
  return downloadKinds.includes(String(target['kind']))
    ? undefined
    : `spec.target.kind: Unsupported value: ${JSON.stringify(target['kind'])}`;
}
