import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import { frameFunctions } from '../../lib/compiler/names.ts';
import type { Trigger } from '../../lib/runbook/runbook.ts';
import { besideTheFrame } from '../../lib/stacks/bundle.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { shipped } from '../compiler/shipped.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  [attribute: string]: unknown;
}

const base = mkdtempSync(join(tmpdir(), 'rebound-triggers-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const { runbook, estate } = shipped('restore-namespace');
const names = [...frameFunctions, ...besideTheFrame, ...stepTypeNames.map((uses) => `step-${uses}`)];
const inputs = { cluster: 'prod-blue', namespace: 'payments' };
const webhook: Trigger = { kind: 'webhook', labels: { alertname: 'NamespaceGone' }, inputs };
const schedule = (text: string, mode: 'dry-run' | 'drill' = 'dry-run'): Trigger => ({
  kind: 'schedule',
  schedule: text,
  mode,
  inputs,
});
const named = (name: string, triggers: Trigger[]): Compiled =>
  compile({ ...runbook, runbook: name, triggers }, { catalog, estate });

/** The template of Rebound's own Region, and the folder that its functions' code lies in. */
function synthesised(runbooks: Compiled[]) {
  process.env['CDK_VALIDATION'] = 'false';
  const folder = mkdtempSync(join(base, 'app-'));
  const bundles = names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `// ${name}\n`);
    return { name, file, bytes: 1 };
  });
  const outdir = join(folder, 'out');
  makeApp({ deployment: { estate, runbooks }, bundles, outdir }).synth();
  const text = readFileSync(join(outdir, 'rebound.template.json'), 'utf8');
  const { Resources: resources, Outputs: outputs = {} } = JSON.parse(text) as {
    Resources: Record<string, Resource>;
    Outputs?: Record<string, { Value: unknown }>;
  };
  const all = (type: string) =>
    Object.entries(resources).flatMap(([id, one]) => (one.Type === type ? [{ id, ...one }] : []));
  return {
    resources,
    outputs,
    all,
    manifestsBeside: (name: string) => join(folder, 'bundles', name, 'manifests.json'),
  };
}
type App = ReturnType<typeof synthesised>;

const functionOf = ({ all }: App, name: string) =>
  all('AWS::Lambda::Function').find(({ Properties: { FunctionName: own } }) => own === `rebound-${name}`);
const roleOf = ({ all }: App, name: string) =>
  all('AWS::IAM::Role').find(({ Properties: { RoleName: own } }) => own === `rebound-${name}`)?.Properties;
function actionsOf(role: Record<string, unknown> | undefined): string[] {
  const policies = (role?.['Policies'] ?? []) as {
    PolicyDocument: { Statement: { Action: string | string[] }[] };
  }[];
  return policies.flatMap(({ PolicyDocument: { Statement: all } }) =>
    all.flatMap(({ Action: action }) => action),
  );
}

describe('runbooks without a webhook or a schedule', () => {
  test('have no public URL, no secret, no schedule', () => {
    const app = synthesised([named('restore-namespace', [])]);
    for (const type of [
      'AWS::Lambda::Url',
      'AWS::SecretsManager::Secret',
      'AWS::Scheduler::Schedule',
      'AWS::Scheduler::ScheduleGroup',
    ])
      expect([type, app.all(type)]).toEqual([type, []]);
    expect(functionOf(app, 'webhook')).toBeUndefined();
  });
});

describe('a runbook with a webhook', () => {
  let app: App;
  beforeAll(() => {
    app = synthesised([named('restore-namespace', [webhook]), named('other', [])]);
  });

  test('has a URL that takes everybody, of a function of its own that few requests can be in at once', () => {
    const [url, ...more] = app.all('AWS::Lambda::Url');
    expect(more).toEqual([]);
    const webhookId = functionOf(app, 'webhook')?.id;
    expect(url?.Properties).toEqual({
      AuthType: 'NONE',
      TargetFunctionArn: { 'Fn::GetAtt': [webhookId, 'Arn'] },
    });
    expect(functionOf(app, 'webhook')?.Properties).toMatchObject({ ReservedConcurrentExecutions: 5 });
    expect(functionOf(app, 'starter')?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(Object.values(app.outputs).map(({ Value: value }) => value)).toEqual([
      { 'Fn::GetAtt': [url?.id, 'FunctionUrl'] },
    ]);
  });

  test('may be called by its URL, and in no other way by whoever is outside', () => {
    const webhookId = functionOf(app, 'webhook')?.id;
    const open = app
      .all('AWS::Lambda::Permission')
      .filter(({ Properties: { Principal: who } }) => who === '*');
    expect(open.map(({ Properties: given }) => given)).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    ]);
    for (const { Properties: given } of open)
      expect(JSON.stringify(given['FunctionName'])).toContain(webhookId);
  });

  test('has a secret that is made there, stands in no template, and is read by no other function', () => {
    const [secret, ...more] = app.all('AWS::SecretsManager::Secret');
    expect(more).toEqual([]);
    expect(secret).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        Name: 'rebound-webhook',
        GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
      },
    });
    expect(secret?.Properties).not.toHaveProperty('SecretString');
    const readers = app
      .all('AWS::IAM::Role')
      .filter(({ Properties: given }) => actionsOf(given).includes('secretsmanager:GetSecretValue'));
    expect(readers.map(({ Properties: { RoleName: name } }) => name)).toEqual(['rebound-webhook']);
    expect(JSON.stringify(readers[0]?.Properties)).toContain(`{"Ref":"${secret?.id}"}`);
    expect(functionOf(app, 'webhook')?.Properties['Environment']).toMatchObject({
      Variables: { REBOUND_WEBHOOK_SECRET: { Ref: secret?.id }, REBOUND_MANIFESTS: './manifests.json' },
    });
  });

  test('may do besides what the starter may for such runbooks: it starts no other', () => {
    const starter = new Set(actionsOf(roleOf(app, 'starter')));
    const own = new Set(actionsOf(roleOf(app, 'webhook')));
    expect([...own].filter((action) => !starter.has(action))).toEqual(['secretsmanager:GetSecretValue']);
    const text = JSON.stringify(roleOf(app, 'webhook'));
    expect(text).toContain('stateMachine:rebound-restore-namespace');
    expect(text).not.toContain('stateMachine:rebound-other');
  });

  test('knows the triggers, which lie beside its code', () => {
    const beside = JSON.parse(readFileSync(app.manifestsBeside('webhook'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(beside['restore-namespace']).toMatchObject({
      webhooks: [{ labels: { alertname: 'NamespaceGone' }, inputs }],
    });
  });

  test.each(['rebound-webhook-failed', 'rebound-webhook-flooded'])('tells people: %s', (name) => {
    const alarm = app
      .all('AWS::CloudWatch::Alarm')
      .find(({ Properties: given }) => given['AlarmName'] === name);
    expect(alarm?.Properties).toMatchObject({ Threshold: 1, AlarmActions: [expect.anything()] });
    expect(JSON.stringify(alarm?.Properties)).toContain(String(functionOf(app, 'webhook')?.id));
  });
});

describe('runbooks with schedules', () => {
  const weekly = 'cron(0 6 ? * MON *)';
  let app: App;
  beforeAll(() => {
    app = synthesised([
      named('restore-namespace', [schedule(weekly), schedule('rate(1 day)'), schedule(weekly, 'drill')]),
      named('other', [schedule(weekly)]),
    ]);
  });
  const schedules = () => app.all('AWS::Scheduler::Schedule').map(({ Properties: given }) => given);

  test('one for each expression of each runbook, in UTC, at the minute', () => {
    expect(
      schedules().map((given) => {
        const { Input: input } = given['Target'] as { Input: string };
        return [given['ScheduleExpression'], (JSON.parse(input) as { rebound: object }).rebound];
      }),
    ).toEqual([
      [weekly, { schedule: weekly, runbook: 'restore-namespace', at: '<aws.scheduler.scheduled-time>' }],
      [
        'rate(1 day)',
        { schedule: 'rate(1 day)', runbook: 'restore-namespace', at: '<aws.scheduler.scheduled-time>' },
      ],
      [weekly, { schedule: weekly, runbook: 'other', at: '<aws.scheduler.scheduled-time>' }],
    ]);
    for (const given of schedules())
      expect(given).toMatchObject({
        GroupName: 'rebound',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpressionTimezone: 'UTC',
      });
  });

  test('call the starter; what cannot be delivered is kept', () => {
    const starter = functionOf(app, 'starter')?.id;
    for (const given of schedules())
      expect(given['Target']).toMatchObject({
        Arn: { 'Fn::GetAtt': [starter, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [app.all('AWS::SQS::Queue')[0]?.id, 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
      });
  });

  test('their role calls the starter and fills the queue, for schedules of this group only', () => {
    const target = JSON.stringify(schedules()[0]?.['Target']);
    const id = /"RoleArn":\{"Fn::GetAtt":\["(\w+)"/.exec(target)?.[1] ?? '';
    const role = app.resources[id]?.Properties;
    expect(actionsOf(role)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
    expect(role?.['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': estate.account,
              'aws:SourceArn': `arn:aws:scheduler:eu-central-1:${estate.account}:schedule-group/rebound`,
            },
          },
        },
      ],
    });
  });

  test('the same expression has the same name in the next deployment, whatever else was added', () => {
    const more = synthesised([
      named('restore-namespace', [schedule('rate(2 days)'), schedule(weekly)]),
      named('other', [schedule(weekly)]),
    ]);
    const ids = (one: App) => one.all('AWS::Scheduler::Schedule').map(({ id }) => id);
    expect(ids(more).filter((id) => ids(app).includes(id))).toHaveLength(2);
  });
});
