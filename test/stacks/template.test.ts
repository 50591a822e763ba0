import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import { isObject } from '../../lib/model/json.ts';
import type { Bundle } from '../../lib/stacks/bundle.ts';
import { compiledRunbooks, type Deployment } from '../../lib/stacks/compiled-runbooks.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import { type Places, resolvedStatements } from '../../lib/stacks/resolve-statements.ts';
import { stepTypeNames } from '../../lib/steps/catalog.ts';

type Resource = { Type: string; Properties: Record<string, unknown>; [attribute: string]: unknown };
type Template = { Resources: Record<string, Resource> };

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rebound-stacks-'));
const account = '111122223333';
const region = 'eu-central-1';
const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)];
let deployment: Deployment;
let main: Template;
let forwarding: Template;

/** Code is not looked at here: every bundle is one line. */
function smallBundles(): Bundle[] {
  return names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `export const handler = async () => '${name}';\n`);
    return { name, file, bytes: 1 };
  });
}

beforeAll(() => {
  // The CDK's own validation is for a real synth; without it this takes half the time.
  process.env['CDK_VALIDATION'] = 'false';
  deployment = compiledRunbooks(root);
  const outdir = join(folder, 'out');
  makeApp({ deployment, bundles: smallBundles(), outdir }).synth();
  const template = (name: string): Template =>
    JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8'));
  main = template('rebound');
  forwarding = template('rebound-alarms-eu-west-1');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = (type: string, template = main) =>
  Object.entries(template.Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [{ id, ...resource }] : [],
  );
const only = (type: string) => {
  const found = all(type);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const propertiesOf = (type: string, key: string, value: string) =>
  all(type).find(({ Properties }) => Properties[key] === value)?.Properties ?? {};

/** References as the text that they stand for, so that statements can be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join_ } = value;
  if (typeof ref === 'string') return `<${typeOf(ref)}>`;
  if (Array.isArray(attribute)) return `<${typeOf(String(attribute[0]))}>`;
  if (Array.isArray(join_)) return (plain(join_[1]) as string[]).join(String(join_[0]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
const typeOf = (id: string) => main.Resources[id]?.Type ?? id;

const places: Places = {
  account,
  region,
  table: '<AWS::DynamoDB::Table>',
  topic: '<AWS::SNS::Topic>',
  evidence: '<AWS::S3::Bucket>',
  stateMachine: (runbook) => `arn:aws:states:${region}:${account}:stateMachine:rebound-${runbook}`,
};

type Policies = Record<string, { actions: string[]; resources: string[] }[]>;

const policiesOf = (roleName: string) => policiesIn(propertiesOf('AWS::IAM::Role', 'RoleName', roleName));

/** Of the role that a state machine runs with. */
function machineRole(machine: string): Resource {
  const { RoleArn } = propertiesOf('AWS::StepFunctions::StateMachine', 'StateMachineName', machine);
  const [id] = (RoleArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  return main.Resources[id ?? '']!;
}

function policiesIn(role: Record<string, unknown>): Policies {
  const list = plain(role['Policies']) as {
    PolicyName: string;
    PolicyDocument: { Statement: Record<string, unknown>[] };
  }[];
  return Object.fromEntries(
    list.map(({ PolicyName, PolicyDocument }) => [
      PolicyName,
      PolicyDocument.Statement.map(({ Effect, Action, Resource: on, ...rest }) => {
        expect([Effect, rest]).toEqual(['Allow', {}]);
        return { actions: [Action].flat() as string[], resources: [on].flat() as string[] };
      }),
    ]),
  );
}

/** By resource: their order depends on how the CDK numbers references. */
const sorted = (statements: { resources: string[] }[] | undefined) =>
  statements?.toSorted((a, b) => (String(a.resources) < String(b.resources) ? -1 : 1));

describe('roles', () => {
  test.each(names)('%s may do what its manifests declare, and write its log', (name) => {
    const { declared, service, ...others } = policiesOf(`rebound-${name}`);
    const manifests = deployment.runbooks.map(({ manifest }) => manifest);
    expect(sorted(declared)).toEqual(sorted(resolvedStatements(name, manifests, places)));
    expect(others).toEqual({});
    const letters = ['starter'].includes(name)
      ? [{ actions: ['sqs:SendMessage'], resources: ['<AWS::SQS::Queue>'] }]
      : [];
    expect(service).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['<AWS::Logs::LogGroup>'] },
      ...letters,
    ]);
  });

  test('a step reads the clusters of rebound.yaml, each where it is, and the history', () => {
    const cluster = (name: string) => `arn:aws:eks:eu-west-1:${account}:cluster/${name}`;
    expect(policiesOf('rebound-step-find-backup')['declared']).toEqual(
      expect.arrayContaining([
        {
          actions: ['eks:DescribeCluster'],
          resources: ['dev-payments', 'drill-green', 'prod-blue'].map(cluster),
        },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          resources: ['<AWS::DynamoDB::Table>'],
        },
      ]),
    );
  });

  test('a state machine calls the functions that its definition names, and the topic', () => {
    const role = machineRole('rebound-restore-namespace').Properties;
    const { declared, service } = policiesIn(role);
    expect(JSON.stringify(role['AssumeRolePolicyDocument'])).toContain(`"aws:SourceAccount":"${account}"`);
    expect(declared).toEqual([
      { actions: ['lambda:InvokeFunction'], resources: expect.any(Array) },
      { actions: ['sns:Publish'], resources: ['<AWS::SNS::Topic>'] },
    ]);
    expect(service?.flatMap(({ actions }) => actions).every((action) => /^(logs|xray):/.test(action))).toBe(
      true,
    );
  });

  test('nothing is granted by wildcard but where the service knows no resource', () => {
    const wild = all('AWS::IAM::Role').flatMap(({ Properties }) =>
      Object.values(policiesIn(Properties)).flatMap((statements) =>
        statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions),
      ),
    );
    expect([...new Set(wild)].filter((action) => !/^(logs|xray):/.test(action))).toEqual([
      'eks:ListClusters',
    ]);
    expect(all('AWS::IAM::Policy')).toEqual([]);
    expect(all('AWS::IAM::Role').filter(({ Properties }) => Properties['ManagedPolicyArns'])).toEqual([]);
    expect(all('AWS::IAM::Role')).toHaveLength(names.length + deployment.runbooks.length);
  });
});

describe('what is kept', () => {
  test('the history table is on demand, recoverable to a point in time, and cannot be deleted', () => {
    const table = only('AWS::DynamoDB::Table');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('evidence is private and stays', () => {
    expect(only('AWS::S3::Bucket')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true } },
    });
  });
});

describe('functions', () => {
  test.each(names)('%s runs on Node 24, ARM, for 60 s', (name) => {
    const properties = propertiesOf('AWS::Lambda::Function', 'FunctionName', `rebound-${name}`);
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 60,
      Handler: 'index.handler',
      Environment: {
        Variables: { REBOUND_TABLE: expect.anything(), REBOUND_PAGER: 'https://pager.invalid/' },
      },
    });
  });

  test('those that look into manifests have them beside their code', () => {
    const beside = (name: string) => {
      const text = readFileSync(join(folder, 'bundles', name, 'manifests.json'), 'utf8');
      return Object.keys(JSON.parse(text));
    };
    const runbooks = deployment.runbooks.map(({ manifest }) => manifest.runbook);
    for (const name of ['open-run', 'lock', 'close-run', 'starter', 'janitor'])
      expect(beside(name)).toEqual(runbooks);
    expect(() => beside('step-check-cluster')).toThrow(/ENOENT/);
  });
});

describe('state machines', () => {
  test('have their definition with language, time-out and real ARNs in it', () => {
    const machines = all('AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(deployment.runbooks.length);
    const { DefinitionString, LoggingConfiguration, TracingConfiguration } = propertiesOf(
      'AWS::StepFunctions::StateMachine',
      'StateMachineName',
      'rebound-restore-namespace',
    );
    const definition = JSON.parse(String(plain(DefinitionString)));
    expect(definition).toMatchObject({
      QueryLanguage: 'JSONata',
      TimeoutSeconds: 9000,
      States: { 'Open run': { Arguments: { FunctionName: '<AWS::Lambda::Function>' } } },
    });
    expect(String(plain(DefinitionString))).not.toMatch(/"\$\{[a-z-]+\}"/);
    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    expect(TracingConfiguration).toEqual({ Enabled: true });
  });

  test.each([
    ['failed', 'ExecutionsFailed'],
    ['timed-out', 'ExecutionsTimedOut'],
    ['aborted', 'ExecutionsAborted'],
  ])('an execution that %s tells people without anything of ours', (ending, metric) => {
    const name = `rebound-restore-namespace-${ending}`;
    const alarm = propertiesOf('AWS::CloudWatch::Alarm', 'AlarmName', name);
    // One metric, no sum: a sum of metrics has no value while one of them was never sent.
    expect(plain(alarm)).toMatchObject({
      AlarmActions: ['<AWS::SNS::Topic>'],
      Namespace: 'AWS/States',
      MetricName: metric,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('take names of runbooks as long as they may be: names of roles have at most 64 characters', () => {
    for (const { Properties } of all('AWS::IAM::Role'))
      expect(String(Properties['RoleName'] ?? '').length).toBeLessThanOrEqual(64);
    expect(machineRole('rebound-restore-namespace').Properties).not.toHaveProperty('RoleName');
  });
});

describe('what starts by itself', () => {
  const rule = (description: RegExp) =>
    all('AWS::Events::Rule').find(({ Properties }) => description.test(String(Properties['Description'])))
      ?.Properties ?? {};
  const payments = `arn:aws:cloudwatch:eu-west-1:${account}:alarm:payments-namespace-gone`;

  test('alarms of triggers, in ALARM, from whatever state', () => {
    expect(rule(/alarm of a trigger/)['EventPattern']).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: expect.arrayContaining([payments]),
      detail: { state: { value: ['ALARM'] } },
    });
    const [target] = (rule(/alarm of a trigger/)['Targets'] ?? []) as Record<string, unknown>[];
    expect(JSON.stringify(target?.['Arn'])).toContain('Starter');
    expect(target).toHaveProperty('DeadLetterConfig');
  });

  test('alarms of another Region are handed over from there', () => {
    const [forward] = all('AWS::Events::Rule', forwarding);
    expect(forward?.Properties).toMatchObject({
      EventPattern: { resources: expect.arrayContaining([payments]) },
      Targets: [{ Arn: `arn:aws:events:${region}:${account}:event-bus/default` }],
    });
  });

  test('the janitor, every minute and when an execution ends', () => {
    const every = all('AWS::Events::Rule').find(
      ({ Properties }) => Properties['ScheduleExpression'] === 'rate(1 minute)',
    );
    expect(JSON.stringify(every?.Properties['Targets'])).toContain('Janitor');
    expect(rule(/execution ended/)['EventPattern']).toMatchObject({
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [{ prefix: places.stateMachine('') }],
      },
    });
  });

  test('an event that the starter fails on is tried again, kept for two weeks, and told', () => {
    const config = (part: string) =>
      all('AWS::Lambda::EventInvokeConfig').find(({ Properties }) =>
        JSON.stringify(Properties['FunctionName']).includes(part),
      )?.Properties;
    expect(config('Starter')).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
    expect(propertiesOf('AWS::Lambda::Function', 'FunctionName', 'rebound-starter')).toHaveProperty(
      'DeadLetterConfig',
    );
    expect(only('AWS::SQS::Queue').Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
    const alarm = propertiesOf('AWS::CloudWatch::Alarm', 'AlarmName', 'rebound-starter-failed');
    expect(plain(alarm)).toMatchObject({ MetricName: 'Errors', AlarmActions: ['<AWS::SNS::Topic>'] });
    // The next minute looks again: nothing of the janitor's is repeated, and nothing of it fills the queue.
    expect(config('Janitor')).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(propertiesOf('AWS::Lambda::Function', 'FunctionName', 'rebound-janitor')).not.toHaveProperty(
      'DeadLetterConfig',
    );
  });

  test('events that EventBridge cannot deliver to the starter may be put into the queue', () => {
    const policy = JSON.stringify(only('AWS::SQS::QueuePolicy').Properties);
    const [alarms] = all('AWS::Events::Rule').filter(({ Properties }) =>
      /alarm of a trigger/.test(String(Properties['Description'])),
    );
    expect(policy).toContain(alarms?.id);
  });

  test('what could not be delivered is told; a janitor that fails each time counts as one that stands still', () => {
    const alarm = (name: string) => propertiesOf('AWS::CloudWatch::Alarm', 'AlarmName', name);
    expect(plain(alarm('rebound-undelivered'))).toMatchObject({ AlarmActions: ['<AWS::SNS::Topic>'] });
    const heartbeat = alarm('rebound-janitor-heartbeat');
    expect(plain(heartbeat)).toMatchObject({
      AlarmActions: ['<AWS::SNS::Topic>'],
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(JSON.stringify(heartbeat['Metrics'])).toMatch(/invocations - FILL\(errors, 0\)/);
  });

  test('what cannot be handed over from another Region is kept and told there', () => {
    const [rule] = all('AWS::Events::Rule', forwarding);
    expect(rule?.Properties['Targets']).toEqual([
      expect.objectContaining({
        DeadLetterConfig: expect.anything(),
        RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 185 },
      }),
    ]);
    expect(all('AWS::CloudWatch::Alarm', forwarding)).toHaveLength(1);
    expect(all('AWS::SNS::Topic', forwarding)).toHaveLength(1);
    expect(JSON.stringify(all('AWS::SQS::QueuePolicy', forwarding))).toContain(rule?.id);
  });

  test('every log has an end, and stays when the stack goes', () => {
    for (const log of all('AWS::Logs::LogGroup')) {
      expect(log.Properties['RetentionInDays']).toBe(90);
      expect(log).toMatchObject({ DeletionPolicy: 'Retain' });
    }
    expect(all('AWS::Logs::LogGroup')).toHaveLength(names.length + deployment.runbooks.length);
  });
});
