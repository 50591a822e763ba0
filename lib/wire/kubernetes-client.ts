import { codeOf, fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Cluster } from '../model/estate.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { Surroundings } from './surroundings.ts';
import { eksToken, tokenLifeMs } from './eks-token.ts';
import { failAsKubernetes } from './kubernetes-errors.ts';
import { checkList, checkObject, jsonOf } from './kubernetes-answers.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import { send } from './send.ts';

/** Where a cluster's API is, from EKS. */
export interface ApiServer {
  /** `https://…`, without a path. */
  endpoint: string;
  /** PEM of the cluster's own authority. */
  certificateAuthority?: string;
}

const pageSize = 250;
/** How often a list is begun again because the API forgot the page it was at. */
const listAttemptsMax = 3;

/** The Kubernetes API of one EKS cluster, by hand: a few calls of it are all that we need, and the usual client weighs 4 MB. */
export function makeKubernetes(cluster: Cluster, server: ApiServer, surroundings: Surroundings): Kubernetes {
  let token: { text: string; madeAt: number } | undefined;

  async function bearer(): Promise<string> {
    const now = surroundings.clock.now();
    // A third of its life is kept in reserve for clocks that differ.
    if (!token || now - token.madeAt > (tokenLifeMs * 2) / 3)
      token = { text: await eksToken(cluster, surroundings), madeAt: now };
    return token.text;
  }

  async function call(
    method: string,
    path: string,
    body?: Json,
    type = 'application/json',
  ): Promise<WireAnswer> {
    return send(
      surroundings,
      {
        system: 'kubernetes',
        method,
        url: `${server.endpoint}${path}`,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${await bearer()}`,
          ...(body !== undefined && { 'content-type': type }),
        },
        body: body === undefined ? '' : JSON.stringify(body),
        ...(server.certificateAuthority && { ca: server.certificateAuthority }),
      },
      named(method, path),
    );
  }

  const named = (method: string, path: string) => `${method} ${path} of ${cluster.name}`;

  async function answered(method: string, path: string, body?: Json, type?: string): Promise<unknown> {
    const answer = await call(method, path, body, type);
    if (answer.status < 200 || answer.status > 299)
      failAsKubernetes(answer, named(method, path), cluster.name);
    return jsonOf(answer, named(method, path));
  }

  async function listOnce(path: string, query: Record<string, string>): Promise<KubernetesObject[]> {
    const items: KubernetesObject[] = [];
    let next: string | undefined;
    do {
      const search = new URLSearchParams({
        ...query,
        limit: String(pageSize),
        ...(next && { continue: next }),
      });
      const full = `${path}?${search.toString()}`;
      const page = checkList(await answered('GET', full), named('GET', path));
      items.push(...page.items);
      next = page.next;
    } while (next);
    return items;
  }

  return {
    cluster: cluster.name,
    async ready() {
      const answer = await call('GET', '/readyz');
      // The API server says `ok` and nothing else (Kubernetes API health endpoints): a sign-in page with 200 is not its word.
      if (answer.status === 200) {
        const word = Buffer.from(answer.body.subarray(0, 100)).toString('utf8').trim();
        if (word === 'ok') return true;
        fail('Malformed', { what: `${named('GET', '/readyz')} was answered "${word}" instead of "ok"` });
      }
      // The server's own words when one of its checks fails; anything else with a 5xx is a proxy or a crash.
      if (answer.status >= 500 && Buffer.from(answer.body).includes('check failed')) return false;
      return failAsKubernetes(answer, named('GET', '/readyz'), cluster.name);
    },
    async get(path) {
      return checkObject(await answered('GET', path), named('GET', path));
    },
    async list(path, query = {}) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await listOnce(path, query);
        } catch (error) {
          if (!isExpiredPage(error) || attempt === listAttemptsMax) throw error;
        }
      }
    },
    async create(path, object) {
      return checkObject(await answered('POST', path, object), named('POST', path));
    },
    async patch(path, mergePatch) {
      const body = await answered('PATCH', path, mergePatch, 'application/merge-patch+json');
      return checkObject(body, named('PATCH', path));
    },
    async delete(path) {
      // Foreground: gone means that what it owned is gone, too.
      const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' };
      const body = await answered('DELETE', path, options);
      if (!isObject(body) || typeof body['kind'] !== 'string')
        fail('Malformed', { what: `${named('DELETE', path)} did not answer with an object or a Status` });
    },
  };
}

/** 410 Gone, reason Expired: the snapshot that the page belongs to was compacted away. */
function isExpiredPage(error: unknown): boolean {
  return codeOf(error) === 'Conflict' && (error as { facts?: { status?: unknown } }).facts?.status === 410;
}
