import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { type Answered, json, text } from './answer.ts';
import { deploymentNow } from './deployment.ts';
import { listAnswer } from './kubernetes-list.ts';
import { type KubernetesPath, readPath } from './kubernetes-path.ts';
import { failure, notFound } from './kubernetes-status.ts';
import { tokenProblem } from './kubernetes-token.ts';
import { createAnswer, deleteAnswer, patchAnswer } from './kubernetes-writes.ts';
import { podsNow, replicaSetsNow } from './pods.ts';
import { qualifiedName, resourceName } from './resources.ts';
import type { ClusterWorld, KubeObject } from './world.ts';

/** The API of a cluster that can be reached, at the present state of the cluster. */
export function answerKubernetes(cluster: ClusterWorld, request: WireRequest, now: number): Answered {
  const unchanged = (answer: WireAnswer): Answered => ({ cluster, answer });
  const url = new URL(request.url);
  const problem = tokenProblem(cluster, request.headers['authorization'], now);
  if (problem) return unchanged(failure(401, 'Unauthorized'));
  if (cluster.api === 'denied') return unchanged(forbidden(cluster, request.method, url.pathname));
  if (['/readyz', '/livez', '/healthz'].includes(url.pathname)) return unchanged(text(200, 'ok'));
  if (url.pathname === '/version') return unchanged(json(200, version));
  const path = readPath(url.pathname);
  if (!path) return unchanged(text(404, '404 page not found\n'));
  switch (request.method) {
    case 'GET':
      return unchanged(read(cluster, path, url.searchParams, now));
    case 'POST':
      return path.name === undefined ? createAnswer(cluster, path, request, now) : unchanged(notAllowed());
    case 'PATCH':
      return path.name === undefined ? unchanged(notAllowed()) : patchAnswer(cluster, path, request, now);
    case 'DELETE':
      return path.name === undefined ? unchanged(notAllowed()) : deleteAnswer(cluster, path, request, now);
    default:
      return unchanged(notAllowed());
  }
}

/** Every object of a kind as the API shows it now, in the order of etcd: by namespace and name. */
export function objectsNow(cluster: ClusterWorld, path: KubernetesPath, now: number): KubeObject[] {
  const stored = derived(cluster, path, now) ?? storedNow(cluster, resourceName(path.resource), now);
  return stored
    .filter(({ metadata }) => path.namespace === undefined || metadata.namespace === path.namespace)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function read(cluster: ClusterWorld, path: KubernetesPath, query: URLSearchParams, now: number): WireAnswer {
  const all = objectsNow(cluster, path, now);
  if (path.name === undefined) return listAnswer(cluster, path, all, query, now);
  const found = all.find(({ metadata }) => metadata.name === path.name);
  return found ? json(200, found) : notFound(qualifiedName(path.resource), path.name);
}

function derived(cluster: ClusterWorld, path: KubernetesPath, now: number): KubeObject[] | undefined {
  if (!path.resource.derived) return undefined;
  return path.resource.plural === 'pods' ? podsNow(cluster, now) : replicaSetsNow(cluster, now);
}

function storedNow(cluster: ClusterWorld, resource: string, now: number): KubeObject[] {
  return Object.entries(cluster.objects)
    .filter(([key]) => key.startsWith(`${resource}/`))
    .map(([, stored]) =>
      stored.object.kind === 'Deployment' ? deploymentNow(stored, cluster.seed, now) : stored.object,
    );
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function forbidden(cluster: ClusterWorld, method: string, pathname: string): WireAnswer {
  const verb =
    { GET: 'get', POST: 'create', PATCH: 'patch', DELETE: 'delete' }[method] ?? method.toLowerCase();
  const path = readPath(pathname);
  const user = `User "arn:aws:sts::${cluster.account}:assumed-role/rebound-sandbox/rebound"`;
  if (!path) return failure(403, `forbidden: ${user} cannot ${verb} path "${pathname}"`);
  const { resource, namespace, name } = path;
  const where = namespace ? ` in the namespace "${namespace}"` : ' at the cluster scope';
  const what = `${user} cannot ${name ? verb : verb === 'get' ? 'list' : verb} resource "${resource.plural}" in API group "${resource.group}"${where}`;
  return failure(403, `${qualifiedName(resource)}${name ? ` "${name}"` : ''} is forbidden: ${what}`);
}

function notAllowed(): WireAnswer {
  return failure(405, 'the server does not allow this method on the requested resource');
}

const version = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.5-eks-113cf36',
  gitTreeState: 'clean',
  goVersion: 'go1.24.6',
  compiler: 'gc',
  platform: 'linux/amd64',
};
