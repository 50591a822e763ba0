import { isObject } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import { json } from './answer.ts';
import { lasts } from './chance.ts';
import type { KubernetesPath } from './kubernetes-path.ts';
import { failure } from './kubernetes-status.ts';
import { apiVersionOf } from './resources.ts';
import { fieldsMatch, labelsMatch } from './selectors.ts';
import type { ClusterWorld, KubeObject } from './world.ts';

/** One page of a list. Its continue token holds the last name that was given out, and when the list was begun. */
export function listAnswer(
  cluster: ClusterWorld,
  path: KubernetesPath,
  all: readonly KubeObject[],
  query: URLSearchParams,
  now: number,
): WireAnswer {
  const labels = labelsMatch(query.get('labelSelector') ?? '');
  const fields = fieldsMatch(query.get('fieldSelector') ?? '');
  if (!labels || !fields) return failure(400, 'unable to parse requirement: the selector is not understood');
  const token = readToken(query.get('continue'));
  if (token === 'bad') return failure(400, 'continue key is not valid');
  if (token && now - token.begunAt > lasts('pageToken', ''))
    return failure(410, 'The provided continue parameter is too old to display a consistent list result.');
  const matching = all.filter(({ metadata }) => {
    const { name, namespace = '' } = metadata;
    return labels(metadata.labels ?? {}) && fields({ name, namespace });
  });
  const rest = token ? matching.filter((object) => placeOf(object) > token.after) : matching;
  const limit = Number(query.get('limit') ?? 0) || rest.length;
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const more = rest.length - items.length;
  const metadata = {
    resourceVersion: String(cluster.revision),
    ...(more > 0 &&
      last && {
        continue: writeToken({ begunAt: token?.begunAt ?? now, after: placeOf(last) }),
        // Given only where it is exact: not with selectors.
        ...(query.has('labelSelector') || query.has('fieldSelector') ? {} : { remainingItemCount: more }),
      }),
  };
  return json(200, {
    kind: `${path.resource.kind}List`,
    apiVersion: apiVersionOf(path.resource),
    metadata,
    items: path.resource.custom ? items : items.map(withoutKind),
  });
}

interface Token {
  begunAt: number;
  after: string;
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string | null): Token | undefined | 'bad' {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!isObject(value) || typeof value['begunAt'] !== 'number' || typeof value['after'] !== 'string')
      return 'bad';
    return { begunAt: value['begunAt'], after: value['after'] };
  } catch {
    return 'bad';
  }
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Items of built-in types come without kind and apiVersion: only the list has them. */
function withoutKind({ kind: _kind, apiVersion: _apiVersion, ...rest }: KubeObject): object {
  return rest;
}
