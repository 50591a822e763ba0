import type { Cluster } from '../model/estate.ts';
import { fail } from '../model/errors.ts';
import type { Clients } from './clients.ts';
import type { Surroundings } from './surroundings.ts';
import { makeChannels } from './channels-client.ts';
import { makeEks } from './eks-client.ts';
import { makeEvidence } from './evidence.ts';
import { makeKubernetes } from './kubernetes-client.ts';
import type { Kubernetes } from './kubernetes.ts';
import { makePager } from './pager.ts';
import { makeSecrets } from './secrets-client.ts';
import { makeStates } from './states-client.ts';
import { dynamodbTable } from './dynamodb.ts';
import { makeTopic } from './topic-client.ts';
import { makeVelero } from './velero-client.ts';

/**
 * All clients on one transport, each made when first used. They keep what they learn (a cluster's address, its token)
 * for as long as they live: make them anew for each invocation.
 */
export function makeClients(surroundings: Surroundings): Clients {
  const table = once(() => dynamodbTable(surroundings));
  const states = once(() => makeStates(surroundings));
  const eks = once(() => makeEks(surroundings));
  const pager = once(() => makePager(surroundings));
  const topic = once(() => makeTopic(surroundings));
  const evidence = once(() => makeEvidence(surroundings));
  const secrets = once(() => makeSecrets(surroundings));
  const channels = once(() => makeChannels(surroundings, secrets()));
  const apis = new Map<string, Kubernetes>();

  async function kubernetes(cluster: Cluster): Promise<Kubernetes> {
    const known = apis.get(cluster.arn);
    if (known) return known;
    const { endpoint, certificateAuthority, status, arn } = await eks().describeCluster(
      cluster.name,
      cluster.region,
    );
    if (arn !== cluster.arn)
      fail('OutsideTarget', {
        what: `${cluster.name} in ${cluster.region} is ${arn}, and rebound.yaml says ${cluster.arn}`,
        why: 'the credentials are of another account, or rebound.yaml is wrong',
        todo: `use credentials of account ${cluster.account}, or correct the cluster's arn`,
      });
    if (!endpoint)
      return fail('Unavailable', {
        what: `${cluster.name} has no API endpoint`,
        why: `its status is ${status}`,
      });
    const api = makeKubernetes(
      cluster,
      { endpoint, ...(certificateAuthority && { certificateAuthority }) },
      surroundings,
    );
    apis.set(cluster.arn, api);
    return api;
  }

  return {
    get table() {
      return table();
    },
    get states() {
      return states();
    },
    get eks() {
      return eks();
    },
    get pager() {
      return pager();
    },
    get topic() {
      return topic();
    },
    get evidence() {
      return evidence();
    },
    get channels() {
      return channels();
    },
    get secrets() {
      return secrets();
    },
    kubernetes,
    velero: async (cluster) => makeVelero(await kubernetes(cluster), surroundings),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
