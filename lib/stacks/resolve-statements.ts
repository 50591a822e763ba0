import { mergeStatements } from '../compiler/permissions.ts';
import type { Manifest } from '../compiler/manifest.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import type { Statement } from '../model/permission.ts';
import { peopleStatements, peopleUse } from './people-rights.ts';
import type { Grant } from './statements.ts';

/** ARNs of what is deployed. */
export interface Places {
  account: string;
  region: string;
  table: string;
  topic: string;
  /** Of the evidence bucket. */
  evidence: string;
  stateMachine: (runbook: string) => string;
}

/** Everything that the role of one function may do: what the runbooks' manifests say, and what it takes to reach the people of the directory. */
export function grantsOf(
  name: string,
  manifests: Manifest[],
  places: Places,
  directory: Directory | undefined,
): Grant[] {
  const declared = resolvedStatements(name, manifests, places);
  return directory && peopleUse(name) === 'reaches'
    ? [...declared, ...peopleStatements(directory, places)]
    : declared;
}

/**
 * The statements of one function, of all runbooks together, with their placeholders replaced. One statement for each set of
 * actions: a role's policies have at most 10,240 characters (IAM quotas), and every runbook adds resources.
 */
export function resolvedStatements(name: string, manifests: Manifest[], places: Places): Statement[] {
  const statements = mergeStatements(
    manifests.flatMap((manifest) =>
      (manifest.permissions[name] ?? []).map(({ actions, resources }) => ({
        actions,
        resources: resources.flatMap((resource) => resolved(resource, manifest, places)),
      })),
    ),
  );
  const byActions = new Map<string, Statement>();
  for (const { actions, resources } of statements) {
    const key = actions.join();
    const before = byActions.get(key)?.resources ?? [];
    byActions.set(key, { actions, resources: [...new Set([...before, ...resources])].sort() });
  }
  return [...byActions.values()];
}

function resolved(resource: string, manifest: Manifest, places: Places): string[] {
  const { runbook, estate, starts = [] } = manifest;
  if (resource === '${started}') return starts.map((one) => executionsOf(places.stateMachine(one)));
  const machine = places.stateMachine(runbook);
  const here = resource
    .replaceAll('${table}', places.table)
    .replaceAll('${topic}', places.topic)
    .replaceAll('${evidence}', places.evidence)
    .replaceAll('${state-machine}', machine)
    .replaceAll('${executions}', executionsOf(machine));
  if (here.includes('${cluster}')) return ofClusters(here, estate);
  return [inPlace(here, places.account, places.region)];
}

const executionsOf = (machine: string): string => `${machine.replace(':stateMachine:', ':execution:')}:*`;

/** One resource for each cluster of rebound.yaml, in its own account and Region. */
function ofClusters(resource: string, estate: Estate): string[] {
  return Object.values(estate.clusters).map(({ name, account, region }) =>
    inPlace(resource.replaceAll('${cluster}', name), account, region),
  );
}

function inPlace(resource: string, account: string, region: string): string {
  return resource.replaceAll('${account}', account).replaceAll('${region}', region);
}
