/** A kind of object that the simulated Kubernetes API serves. */
export interface Resource {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  /** Made by controllers out of others: only to be read. */
  derived?: true;
  /** Custom resources: their lists name kind and apiVersion in each item. */
  custom?: true;
}

/** Everything that is served, in the order in which Velero restores it (its high priorities; then by name). */
export const resources: readonly Resource[] = [
  { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
  {
    group: '',
    version: 'v1',
    plural: 'persistentvolumeclaims',
    kind: 'PersistentVolumeClaim',
    namespaced: true,
  },
  { group: '', version: 'v1', plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true },
  { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true },
  { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, derived: true },
  {
    group: 'apps',
    version: 'v1',
    plural: 'replicasets',
    kind: 'ReplicaSet',
    namespaced: true,
    derived: true,
  },
  { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true },
  { group: 'apps', version: 'v1', plural: 'daemonsets', kind: 'DaemonSet', namespaced: true },
  { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true },
  { group: 'apps', version: 'v1', plural: 'statefulsets', kind: 'StatefulSet', namespaced: true },
  { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false },
  ...(
    [
      ['backups', 'Backup'],
      ['backupstoragelocations', 'BackupStorageLocation'],
      ['deletebackuprequests', 'DeleteBackupRequest'],
      ['downloadrequests', 'DownloadRequest'],
      ['restores', 'Restore'],
      ['schedules', 'Schedule'],
    ] as const
  ).map(([plural, kind]) => ({
    group: 'velero.io',
    version: 'v1',
    plural,
    kind,
    namespaced: true,
    custom: true as const,
  })),
];

/** `apps/deployments`, `core/pods` */
export function resourceName(resource: Pick<Resource, 'group' | 'plural'>): string {
  return `${resource.group || 'core'}/${resource.plural}`;
}

/** `apps/v1`, `v1` */
export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version;
}

/** `deployments.apps`, `pods`: as error messages name it. */
export function qualifiedName(resource: Pick<Resource, 'group' | 'plural'>): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural;
}

export function resourceByName(name: string): Resource | undefined {
  return resources.find((resource) => resourceName(resource) === name);
}
