import { type Resource, resources } from './resources.ts';

/** What a path of the API means: a resource, in a namespace or in all, one object or the list. */
export interface KubernetesPath {
  resource: Resource;
  namespace?: string;
  name?: string;
}

/** Undefined for what is not served: the API answers that with a plain 404. */
export function readPath(pathname: string): KubernetesPath | undefined {
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  const core = parts[0] === 'api' && parts[1] === 'v1';
  const [group, version, rest] = core ? ['', 'v1', parts.slice(2)] : [parts[1], parts[2], parts.slice(3)];
  if ((!core && parts[0] !== 'apis') || group === undefined || rest.some((part) => part === ''))
    return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const [namespace, [plural, name, ...more]] = inNamespace ? [rest[1], rest.slice(2)] : [undefined, rest];
  const resource = resources.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  );
  if (!resource || more.length > 0 || (inNamespace && !resource.namespaced)) return undefined;
  // One object of a namespaced kind is only found in its namespace.
  if (resource.namespaced && !inNamespace && name !== undefined) return undefined;
  return { resource, ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) };
}
