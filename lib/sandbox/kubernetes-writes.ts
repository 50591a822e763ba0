import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { WireRequest } from '../model/transport.ts';
import { bodyText, json } from './answer.ts';
import { deploymentNow } from './deployment.ts';
import type { Answered } from './answer.ts';
import { parseJson, textOf } from './read.ts';
import type { KubernetesPath } from './kubernetes-path.ts';
import { failure, notFound } from './kubernetes-status.ts';
import { mergePatch } from './merge-patch.ts';
import { createObject, deleteObject, updateObject } from './objects.ts';
import { apiVersionOf, qualifiedName, resourceName } from './resources.ts';
import { shapeProblem } from './velero-shapes.ts';
import { type ClusterWorld, keyOf, type KubeObject } from './world.ts';

/** POST to a list: a new object. */
export function createAnswer(
  cluster: ClusterWorld,
  path: KubernetesPath,
  request: WireRequest,
  now: number,
): Answered {
  const { resource, namespace = '' } = path;
  const refuse = (answer: Answered['answer']): Answered => ({ cluster, answer });
  const body = parseJson(bodyText(request));
  if (!isObject(body) || !isObject(body['metadata']))
    return refuse(failure(400, 'the object is not understood'));
  const metadata = body['metadata'];
  const name = metadata['name'];
  if (body['kind'] !== resource.kind || body['apiVersion'] !== apiVersionOf(resource))
    return refuse(failure(400, `the object is no ${apiVersionOf(resource)} ${resource.kind}`));
  if (resource.derived) return refuse(failure(405, 'made by a controller, in the sandbox by nobody else'));
  if (metadata['namespace'] !== undefined && metadata['namespace'] !== namespace)
    return refuse(
      failure(400, `the namespace of the provided object does not match the namespace sent on the request`),
    );
  if (typeof name !== 'string' || !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
    return refuse(
      failure(
        422,
        `${resource.kind}.${resource.group} "${textOf(name)}" is invalid: metadata.name: Invalid value`,
      ),
    );
  const closed = resource.namespaced ? namespaceProblem(cluster, path, name) : undefined;
  if (closed) return refuse(closed);
  const key = keyOf(resourceName(resource), namespace, name);
  if (key in cluster.objects)
    return refuse(failure(409, `${qualifiedName(resource)} "${name}" already exists`, 'AlreadyExists'));
  const problem = shapeProblem(resource.kind, body);
  if (problem)
    return refuse(failure(422, `${resource.kind}.${resource.group} "${name}" is invalid: ${problem}`));
  const made = createObject(
    cluster,
    resourceName(resource),
    {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: {
        name,
        ...(resource.namespaced && { namespace }),
        ...labelling(metadata, 'labels'),
        ...labelling(metadata, 'annotations'),
      },
      ...fieldsOf(body, resource.custom === true),
      ...(resource.kind === 'Namespace' && {
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }),
    },
    now,
  );
  return { cluster: made, answer: json(201, shown(made, key, now)) };
}

/** PATCH of one object, as JSON merge patch (RFC 7386). */
export function patchAnswer(
  cluster: ClusterWorld,
  path: KubernetesPath,
  request: WireRequest,
  now: number,
): Answered {
  const { resource, namespace = '', name = '' } = path;
  const refuse = (answer: Answered['answer']): Answered => ({ cluster, answer });
  if (!request.headers['content-type']?.startsWith('application/merge-patch+json'))
    return refuse(
      failure(415, 'the body of the request was in an unknown format: the sandbox takes merge patches'),
    );
  const key = keyOf(resourceName(resource), namespace, name);
  const stored = cluster.objects[key];
  if (!stored) return refuse(notFound(qualifiedName(resource), name));
  const patch = parseJson(bodyText(request));
  if (!isObject(patch)) return refuse(failure(400, 'the patch is no object'));
  const { metadata, ...fields } = patch;
  const wanted = isObject(metadata) ? metadata['resourceVersion'] : undefined;
  if (wanted !== undefined && wanted !== stored.object.metadata.resourceVersion)
    return refuse(
      failure(
        409,
        `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      ),
    );
  const { spec = {}, data = {}, status = {} } = stored.object;
  const patched = mergePatch({ spec, data, status }, fieldsOf(fields, true));
  const problem = shapeProblem(resource.kind, patched);
  if (problem)
    return refuse(failure(422, `${resource.kind}.${resource.group} "${name}" is invalid: ${problem}`));
  const changed: KubeObject = {
    ...stored.object,
    ...fieldsOf(patched, true),
    metadata: { ...stored.object.metadata, ...relabelled(stored.object, metadata) },
  };
  const next = updateObject(cluster, key, resourceName(resource), changed, now);
  return { cluster: next, answer: json(200, shown(next, key, now)) };
}

/** DELETE of one object. Accepted is not gone. */
export function deleteAnswer(
  cluster: ClusterWorld,
  path: KubernetesPath,
  request: WireRequest,
  now: number,
): Answered {
  const { resource, namespace = '', name = '' } = path;
  const key = keyOf(resourceName(resource), namespace, name);
  const stored = cluster.objects[key];
  if (!stored) return { cluster, answer: notFound(qualifiedName(resource), name) };
  const options = parseJson(bodyText(request) || '{}');
  const policy = isObject(options) ? options['propagationPolicy'] : undefined;
  const conditions = isObject(options) ? options['preconditions'] : undefined;
  const uid = isObject(conditions) ? conditions['uid'] : undefined;
  if (uid !== undefined && uid !== stored.object.metadata.uid)
    return {
      cluster,
      answer: failure(
        409,
        `Precondition failed: UID in precondition: ${textOf(uid)}, UID in object meta: ${stored.object.metadata.uid}`,
      ),
    };
  const next = deleteObject(cluster, key, resourceName(resource), policy === 'Foreground', now);
  const details = { name, group: resource.group, kind: resource.plural, uid: stored.object.metadata.uid };
  const gone = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { cluster: next, answer: json(200, key in next.objects ? shown(next, key, now) : gone) };
}

function namespaceProblem(
  cluster: ClusterWorld,
  path: KubernetesPath,
  name: string,
): Answered['answer'] | undefined {
  const { namespace = '', resource } = path;
  const there = cluster.objects[keyOf('core/namespaces', '', namespace)]?.object;
  if (!there) return notFound('namespaces', namespace);
  if (!there.metadata.deletionTimestamp) return undefined;
  return failure(
    403,
    `${qualifiedName(resource)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
  );
}

/** Spec and data; status only where no controller of the API server's own owns it. Everything else is pruned. */
function fieldsOf(body: JsonObject, withStatus: boolean): Pick<KubeObject, 'spec' | 'data' | 'status'> {
  const { spec, data, status } = body;
  return {
    ...(isObject(spec) && { spec }),
    ...(isObject(data) && { data }),
    ...(withStatus && isObject(status) && { status }),
  };
}

function labelling(metadata: Record<string, unknown>, field: 'labels' | 'annotations'): object {
  const value = metadata[field];
  return isObject(value) && Object.keys(value).length > 0 ? { [field]: value } : {};
}

function relabelled(
  object: KubeObject,
  patch: Json | undefined,
): Pick<KubeObject['metadata'], 'labels' | 'annotations'> {
  if (!isObject(patch)) return {};
  const { labels = {}, annotations = {} } = object.metadata;
  return {
    labels: merged(labels, patch['labels']),
    annotations: merged(annotations, patch['annotations']),
  };
}

function merged(texts: Record<string, string>, patch: Json | undefined): Record<string, string> {
  const all = Object.entries(isObject(patch) ? mergePatch(texts, patch) : texts);
  return Object.fromEntries(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function shown(cluster: ClusterWorld, key: string, now: number): KubeObject | undefined {
  const stored = cluster.objects[key];
  return stored?.object.kind === 'Deployment' ? deploymentNow(stored, cluster.seed, now) : stored?.object;
}
