import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../lib/model/json.ts';
import { veleroShapes } from '../../lib/sandbox/velero-shapes.ts';
import { backupPhases, restorePhases } from '../../lib/wire/velero-phases.ts';
import { aSandbox, blue, healthy, type Traced } from './a-sandbox.ts';
import { modelsAreHere, schemaProblems, smithyModel, smithyProblems, veleroSchema } from './models.ts';

const here = modelsAreHere ? describe : describe.skip;
if (!modelsAreHere) process.stderr.write('the models of ../shared are not here: their tests are skipped\n');

const bodyOf = ({ answer }: Traced): unknown => JSON.parse(Buffer.from(answer.body).toString('utf8'));
const at = (schema: unknown, ...path: string[]) =>
  path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), schema);

here('EKS answers as its API model says', () => {
  const eks = modelsAreHere ? smithyModel('eks-2017-11-01.json') : {};
  const shape = (name: string) => `com.amazonaws.eks#${name}`;

  test('DescribeCluster and ListClusters', async () => {
    const { clients, play, trace } = aSandbox();
    await play(() => clients.eks.describeCluster('prod-blue', 'eu-west-1'));
    await play(() => clients.eks.listClusters('eu-west-1'));
    const [described, listed] = trace.map(bodyOf);
    expect(smithyProblems(eks, shape('DescribeClusterResponse'), described)).toEqual([]);
    expect(smithyProblems(eks, shape('ListClustersResponse'), listed)).toEqual([]);
  });

  test('a cluster that does not exist', async () => {
    const { clients, play, trace } = aSandbox();
    await play(() => clients.eks.describeCluster('no-such', 'eu-west-1')).catch(() => undefined);
    const [missing] = trace;
    const type = missing?.answer.headers['x-amzn-errortype'] ?? '';
    expect(eks[shape(type)]?.['type']).toBe('structure');
    expect(at(eks[shape(type)], 'traits', 'smithy.api#httpError')).toBe(missing?.answer.status);
    expect(smithyProblems(eks, shape(type), missing && bodyOf(missing))).toEqual([]);
  });

  test('requests go to the paths of the model', async () => {
    const { clients, play, trace } = aSandbox();
    await play(() => clients.eks.describeCluster('prod-blue', 'eu-west-1'));
    const uri = at(eks[shape('DescribeCluster')], 'traits', 'smithy.api#http', 'uri');
    expect(new URL(trace[0]?.request.url ?? '').pathname).toBe(String(uri).replace('{name}', 'prod-blue'));
  });
});

here('SNS and STS', () => {
  test('Publish sends members of the model, and answers with its result', async () => {
    const { clients, play, trace } = aSandbox();
    await play(() => clients.topic.publish('subject', 'message'));
    const sns = smithyModel('sns-2010-03-31.json');
    const [{ request, answer } = trace[0] as Traced] = trace;
    const { Action, Version, ...input } = Object.fromEntries(
      new URLSearchParams(Buffer.from(request.body).toString('utf8')),
    );
    expect([Action, Version]).toEqual(['Publish', '2010-03-31']);
    expect(smithyProblems(sns, 'com.amazonaws.sns#PublishInput', input)).toEqual([]);
    const elements = [
      ...Buffer.from(answer.body)
        .toString('utf8')
        .matchAll(/<(MessageId)>/g),
    ].map(([, name]) => name);
    expect(Object.keys(at(sns['com.amazonaws.sns#PublishResponse'], 'members') ?? {})).toEqual(
      expect.arrayContaining(elements),
    );
  });

  test('GetCallerIdentity answers with the members of the model', async () => {
    const { surroundings, play } = aSandbox();
    const url = 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15';
    const answer = await play(() =>
      surroundings.transport({ system: 'sts', method: 'GET', url, headers: {}, body: '' }),
    );
    const members = at(
      smithyModel('sts-2011-06-15.json'),
      'com.amazonaws.sts#GetCallerIdentityResponse',
      'members',
    );
    const text = Buffer.from(answer.body).toString('utf8');
    for (const member of Object.keys(members ?? {}))
      expect(text).toMatch(new RegExp(`<${member}>[^<]+</${member}>`));
  });
});

here('Velero’s objects fit its own definitions', () => {
  test.each([['backups'], ['backupstoragelocations']])('%s', async (plural) => {
    const given = {
      ...healthy,
      storage: 'unavailable' as const,
      backups: (['Completed', 'PartiallyFailed', 'Failed', 'InProgress', 'Deleting', 'Expired'] as const).map(
        (phase, n) => ({ namespace: 'payments', age: 3600 * (n + 1), phase }),
      ),
    };
    const { clients, play } = aSandbox({ given });
    const objects = await play(async () =>
      (await clients.kubernetes(blue)).list(`/apis/velero.io/v1/namespaces/velero/${plural}`),
    );
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) expect(schemaProblems(veleroSchema(plural), object)).toEqual([]);
  });

  test('a restore, in each phase that it goes through', async () => {
    const { clients, play, clock } = aSandbox();
    const schema = veleroSchema('restores');
    const phases = new Set<unknown>();
    await play(async () => {
      const api = await clients.kubernetes(blue);
      const velero = await clients.velero(blue);
      const backup = (await velero.backups()).findLast(({ name }) => name.startsWith('nightly-payments'));
      await api.delete('/api/v1/namespaces/payments');
      await velero.createRestore('again', { backupName: backup?.name ?? '' });
      for (let look = 0; look < 600; look++) {
        const object = await api.get('/apis/velero.io/v1/namespaces/velero/restores/again');
        expect(schemaProblems(schema, object)).toEqual([]);
        phases.add(object.status?.['phase']);
        await clock.sleep(1000);
      }
    });
    expect([...phases]).toEqual([
      undefined,
      'InProgress',
      'WaitingForPluginOperations',
      'Finalizing',
      'Completed',
    ]);
  });

  test('we know exactly the phases that Velero has', () => {
    const phasesOf = (plural: string) =>
      at(veleroSchema(plural), 'properties', 'status', 'properties', 'phase', 'enum');
    expect(backupPhases.toSorted()).toEqual((phasesOf('backups') as string[]).toSorted());
    expect(restorePhases.toSorted()).toEqual((phasesOf('restores') as string[]).toSorted());
  });

  test('the types that the sandbox’s API server checks are those of the definition', () => {
    const spec = at(veleroSchema('restores'), 'properties', 'spec', 'properties');
    const types = {
      text: 'string',
      texts: 'array',
      flag: 'boolean',
      object: 'object',
      'texts by name': 'object',
    };
    for (const [field, shape] of Object.entries(veleroShapes['Restore'] ?? {}))
      expect([field, at(spec, field, 'type')]).toEqual([field, types[shape]]);
  });
});

here('the check itself', () => {
  test('finds what does not fit', () => {
    const schema = veleroSchema('restores');
    expect(schemaProblems(schema, { status: { phase: 'Fine', errors: 'none', colour: 1 } })).toEqual([
      expect.stringMatching(/^\.status\.phase is no one of New/),
      '.status.errors is no integer',
      '.status.colour is not in the schema',
    ]);
    const eks = smithyModel('eks-2017-11-01.json');
    const cluster = { name: 1, status: 'FINE', colour: 'red' };
    expect(smithyProblems(eks, 'com.amazonaws.eks#Cluster', cluster)).toEqual([
      '.colour is not in the model',
      '.name is no string',
      expect.stringMatching(/^\.status is no one of CREATING/),
    ]);
  });
});
