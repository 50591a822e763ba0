import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../../lib/model/errors.ts';
import type { WireRequest } from '../../lib/model/transport.ts';
import { notFound } from '../../lib/sandbox/not-found.ts';
import { makeKubernetes } from '../../lib/wire/kubernetes-client.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import type { Clients } from '../../lib/wire/clients.ts';
import type { Kubernetes } from '../../lib/wire/kubernetes.ts';
import { readReference } from '../../lib/wire/references.ts';
import { makeSlack } from '../../lib/wire/slack.ts';
import type { Surroundings } from '../../lib/wire/surroundings.ts';
import { settings } from '../builders/channels.ts';
import { aMessage } from '../builders/messages.ts';
import { prodBlue } from '../steps/fake-outside.ts';
import { answering } from '../wire/answering.ts';

interface Asked {
  clients: Clients;
  kubernetes: Kubernetes;
  surroundings: Surroundings;
}

/** The code that a client gives when everything it asks for is not there, in the words of the system; `answered` when it takes that for an answer. */
async function codeFor(ask: (asked: Asked) => Promise<unknown>): Promise<unknown> {
  const { surroundings: plain, play } = answering();
  const surroundings: Surroundings = {
    ...plain,
    unsigned: true,
    channels: settings,
    transport: async (request: WireRequest) =>
      notFound(request) ?? { status: 200, headers: { 'content-type': 'application/json' }, body: empty },
  };
  const kubernetes = makeKubernetes(prodBlue, { endpoint: 'https://blue.example' }, surroundings);
  const clients = makeClients(surroundings);
  return play(() =>
    ask({ clients, kubernetes, surroundings }).then(
      () => 'answered',
      (error: unknown) => codeOf(error) ?? error,
    ),
  );
}
const empty = new TextEncoder().encode('{"kind":"DeploymentList","metadata":{},"items":[]}');
const arn = 'arn:aws:states:eu-west-1:111122223333:execution:rebound-x:y';
const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:rebound-x';
const evidence = { ref: 's3://rebound-evidence/evidence/a.json', sha256: 'a', count: 1 };
const restores = '/apis/velero.io/v1/namespaces/velero/restores';

const pages: Record<string, (asked: Asked) => Promise<unknown>> = {
  'sns, a topic': ({ clients }) => clients.topic.publish('a', 'b'),
  pager: ({ clients }) => clients.pager.page({ who: 'ana', key: 'a', title: 'b', text: 'c', run: 'd' }),
};

describe('what is not there is NotFound, in the words of each system', () => {
  const cases: Record<string, (asked: Asked) => Promise<unknown>> = {
    'eks, a cluster': ({ clients }) => clients.eks.describeCluster('prod-blue', 'eu-west-1'),
    'kubernetes, an object': ({ kubernetes }) => kubernetes.get('/api/v1/namespaces/payments'),
    'kubernetes, the namespace of a new object': ({ kubernetes }) =>
      kubernetes.create(restores, { metadata: { name: 'a' } }),
    'kubernetes, what is deleted': ({ kubernetes }) => kubernetes.delete(`${restores}/a`),
    's3, what was kept': ({ clients }) => clients.evidence.get(evidence),
    'secretsmanager, a secret': ({ clients }) => clients.secrets.read('rebound-channels/slack'),
    'ssm, a parameter': ({ clients, surroundings }) =>
      readReference({ $parameter: '/rebound/x' }, { secrets: clients.secrets, surroundings }),
    'states, an execution': ({ clients }) => clients.states.describe(arn),
    'states, a state machine': ({ clients }) => clients.states.start(machine, 'y', '{}'),
    'states, who waited for an answer': ({ clients }) => clients.states.succeed('token', {}),
    'slack, who is written to': ({ surroundings }) =>
      makeSlack(surroundings, async () => 'token').send('U0ANA', aMessage()),
    'slack, a channel': ({ surroundings }) =>
      makeSlack(surroundings, async () => 'token').send('C0ROOM', aMessage()),
    'dynamodb, the table': ({ clients }) => clients.table.get({ pk: 'RUN#a', sk: 'RUN' }),
  };
  test.each(Object.entries(cases))('%s', async (_, ask) => {
    expect(await codeFor(ask)).toBe('NotFound');
  });

  // A page that was not taken is one that was refused, whatever is missing there (lib/wire/channels.ts): it is not sent again to the same.
  test.each(Object.entries(pages))('%s: a page that was not taken', async (_, ask) => {
    expect(await codeFor(ask)).toBe('Rejected4xx');
  });

  test('a list of Kubernetes is empty instead, and nothing else is said to be missing where a system has no such answer', async () => {
    expect(
      await codeFor(async ({ kubernetes }) => {
        expect(await kubernetes.list('/apis/apps/v1/namespaces/payments/deployments')).toEqual([]);
      }),
    ).toBe('answered');
    const plain: WireRequest = {
      system: 'sts',
      method: 'POST',
      url: 'https://x.example/',
      headers: {},
      body: '',
    };
    expect(notFound(plain)).toBeUndefined();
    expect(notFound({ ...plain, system: 'pagerduty' })).toBeUndefined();
    expect(
      notFound({ ...plain, system: 'eks', method: 'GET', url: 'https://x.example/clusters' }),
    ).toBeUndefined();
    expect(notFound({ ...plain, system: 'sns', body: 'Action=Publish&PhoneNumber=%2B34' })).toBeUndefined();
  });
});
