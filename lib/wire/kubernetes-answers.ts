import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { KubernetesObject } from './kubernetes.ts';

/** The body of a 2xx answer as JSON. Malformed when it is none. */
export function jsonOf(answer: WireAnswer, what: string): unknown {
  try {
    return JSON.parse(Buffer.from(answer.body).toString('utf8'));
  } catch (error) {
    return fail('Malformed', { what: `${what} answered ${answer.status} without JSON` }, error);
  }
}

/** An object with the metadata that every stored object has. Malformed otherwise. */
export function checkObject(body: unknown, what: string): KubernetesObject {
  if (!isKubernetesObject(body))
    return fail('Malformed', {
      what: `${what} did not answer with a Kubernetes object`,
      found: kindOf(body),
    });
  return body;
}

/** One page of a list. `next` continues it. */
export function checkList(body: unknown, what: string): { items: KubernetesObject[]; next?: string } {
  if (!isObject(body) || !kindOf(body).endsWith('List') || !Array.isArray(body['items']))
    return fail('Malformed', { what: `${what} did not answer with a list`, found: kindOf(body) });
  const items = body['items'].map((item) => checkObject(item, what));
  const metadata = body['metadata'];
  const next = isObject(metadata) ? metadata['continue'] : undefined;
  return typeof next === 'string' && next !== '' ? { items, next } : { items };
}

function isKubernetesObject(body: unknown): body is KubernetesObject {
  if (!isObject(body) || !isObject(body['metadata'])) return false;
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, annotations } =
    body['metadata'];
  return (
    typeof name === 'string' &&
    [namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp].every(isTextOrAbsent) &&
    [labels, annotations].every(isTextsOrAbsent) &&
    [body['apiVersion'], body['kind']].every(isTextOrAbsent) &&
    [body['spec'], body['status']].every((part) => part === undefined || isObject(part))
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isTextsOrAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function kindOf(body: unknown): string {
  return isObject(body) && typeof body['kind'] === 'string' ? body['kind'] : typeof body;
}
