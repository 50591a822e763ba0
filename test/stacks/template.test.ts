import { describe, expect, test } from '@jest/globals';
import { resolvedStatements } from '../../lib/stacks/resolve-statements.ts';
import {
  account,
  all,
  assets,
  deployment,
  main,
  manifestsBeside,
  names,
  only,
  places,
  plain,
  propertiesOf,
  region,
  type Resource,
} from './shipped-template.ts';

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
          resources: ['dev-payments', 'drill-green', 'prod-blue', 'prod-green'].map(cluster),
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
      {
        actions: ['states:StartExecution'],
        resources: [`arn:aws:states:eu-central-1:${account}:stateMachine:rebound-rebuild-cluster`],
      },
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
    const beside = (name: string) => Object.keys(JSON.parse(manifestsBeside[name] ?? 'null'));
    const runbooks = deployment.runbooks.map(({ manifest }) => manifest.runbook);
    for (const name of ['open-run', 'lock', 'close-run', 'starter', 'janitor'])
      expect(beside(name)).toEqual(runbooks);
    expect(manifestsBeside).not.toHaveProperty('step-check-cluster');
  });
});

describe('state machines', () => {
  test('have their definition with language, time-out and real ARNs in it', () => {
    const machines = all('AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(deployment.runbooks.length);
    const { DefinitionS3Location, LoggingConfiguration, TracingConfiguration } = propertiesOf(
      'AWS::StepFunctions::StateMachine',
      'StateMachineName',
      'rebound-restore-namespace',
    );
    // All of them together are too large for a template: each is a file.
    const text = assets[(DefinitionS3Location as { Key: string }).Key] ?? '';
    const definition = JSON.parse(text);
    expect(definition).toMatchObject({
      QueryLanguage: 'JSONata',
      TimeoutSeconds: 9000,
      States: {
        'Open run': {
          Arguments: { FunctionName: `arn:aws:lambda:${region}:${account}:function:rebound-open-run` },
        },
      },
    });
    expect(text).not.toMatch(/"\$\{[a-z-]+\}"/);
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
      expect(JSON.stringify(Properties['RoleName'] ?? '').length).toBeLessThanOrEqual(64 + 2);
    expect(machineRole('rebound-restore-namespace').Properties).not.toHaveProperty('RoleName');
  });
});
