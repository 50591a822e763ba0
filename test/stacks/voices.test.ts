import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { frameFunctions } from '../../lib/compiler/names.ts';
import type { ChannelSettings } from '../../lib/model/people.ts';
import { besideTheFrame } from '../../lib/stacks/bundle.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import { hasVoices } from '../../lib/stacks/voices.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { reachable } from '../builders/channels.ts';
import { aDirectory } from '../builders/directory.ts';
import { shipped } from '../compiler/shipped.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const base = mkdtempSync(join(tmpdir(), 'rebound-voices-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const { runbook, estate } = shipped('restore-namespace');
const names = [...frameFunctions, ...besideTheFrame, ...stepTypeNames.map((uses) => `step-${uses}`)];

/** Rebound's own template with these channels, and where functions' code lies. */
function synthesised(channels: ChannelSettings | undefined) {
  process.env['CDK_VALIDATION'] = 'false';
  const folder = mkdtempSync(join(base, 'app-'));
  const bundles = names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `// ${name}\n`);
    return { name, file, bytes: 1 };
  });
  const outdir = join(folder, 'out');
  const runbooks = [compile({ ...runbook, triggers: [] }, { catalog, estate })];
  const directory = channels && reachable({ channels });
  makeApp({ deployment: { estate, runbooks, ...(directory ? { directory } : {}) }, bundles, outdir }).synth();
  const text = readFileSync(join(outdir, 'rebound.template.json'), 'utf8');
  const { Resources: resources, Outputs: outputs = {} } = JSON.parse(text) as {
    Resources: Record<string, Resource>;
    Outputs?: Record<string, { Value: unknown }>;
  };
  const all = (type: string) =>
    Object.entries(resources).flatMap(([id, one]) => (one.Type === type ? [{ id, ...one }] : []));
  const functionOf = (name: string) =>
    all('AWS::Lambda::Function').find(({ Properties: { FunctionName: own } }) => own === `rebound-${name}`);
  return { text, outputs, all, functionOf, beside: (file: string) => join(folder, 'bundles/voices', file) };
}
type App = ReturnType<typeof synthesised>;

const slack = { token: { $secret: 'rebound-channels/slack' } };
const signing = { $secret: 'rebound-channels/slack-signing' };

test.each<[string, ChannelSettings, boolean]>([
  ['nothing', {}, false],
  ['Slack that only we speak to', { slack }, false],
  ['Slack that signs', { slack: { ...slack, signingSecret: signing } }, true],
  ['PagerDuty that only we speak to', { pagerduty: { services: {} } }, false],
  [
    'PagerDuty that signs',
    { pagerduty: { services: {}, webhookSecret: { $parameter: '/rebound-channels/pd' } } },
    true,
  ],
])('whether there is a door: %s', (_, channels, expected) => {
  expect(hasVoices(aDirectory({ channels }))).toBe(expected);
});

test.each<[string, ChannelSettings | undefined]>([
  ['people.yaml', undefined],
  ['somebody who signs', { slack, pagerduty: { services: {} } }],
])('without %s there is no URL and no function', (_, channels) => {
  const app = synthesised(channels);
  expect([app.all('AWS::Lambda::Url'), app.functionOf('voices'), app.outputs]).toEqual([[], undefined, {}]);
});

describe('with Slack and PagerDuty that sign', () => {
  let app: App;
  beforeAll(() => {
    app = synthesised({
      slack: { ...slack, signingSecret: signing },
      pagerduty: {
        services: { platform: { routingKey: { $secret: 'rebound-channels/pagerduty#platform' } } },
        apiToken: { $secret: 'rebound-channels/pagerduty-api' },
        webhookSecret: { $parameter: '/rebound-channels/pagerduty-webhook' },
      },
      webhooks: { bot: { url: 'https://bot.example/', secret: { $secret: 'rebound-channels/bot' } } },
    });
  });

  test('one URL that takes everybody, of a function of its own that few requests can be in at once', () => {
    const [url, ...more] = app.all('AWS::Lambda::Url');
    expect(more).toEqual([]);
    expect(url?.Properties).toEqual({
      AuthType: 'NONE',
      TargetFunctionArn: { 'Fn::GetAtt': [app.functionOf('voices')?.id, 'Arn'] },
    });
    expect(app.functionOf('voices')?.Properties).toMatchObject({
      ReservedConcurrentExecutions: 5,
      Environment: {
        Variables: { REBOUND_MANIFESTS: './manifests.json', REBOUND_PEOPLE: './people.json' },
      },
    });
    expect(Object.values(app.outputs).map(({ Value: value }) => value)).toEqual([
      { 'Fn::GetAtt': [url?.id, 'FunctionUrl'] },
    ]);
  });

  test('may be called by its URL, and in no other way by whoever is outside', () => {
    const open = app
      .all('AWS::Lambda::Permission')
      .filter(({ Properties: { Principal: who } }) => who === '*');
    expect(open.map(({ Properties: given }) => given)).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    ]);
    for (const { Properties: given } of open)
      expect(JSON.stringify(given['FunctionName'])).toContain(app.functionOf('voices')?.id);
  });

  test('its role: the history, answers to our own state machines, the keys of channels; nothing else', () => {
    const role = app
      .all('AWS::IAM::Role')
      .find(({ Properties: { RoleName: own } }) => own === 'rebound-voices');
    const policies = (role?.Properties['Policies'] ?? []) as {
      PolicyName: string;
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
    }[];
    const declared = policies.find(({ PolicyName: name }) => name === 'declared')?.PolicyDocument.Statement;
    const secret = (name: string) =>
      `arn:aws:secretsmanager:eu-central-1:${estate.account}:secret:rebound-channels/${name}-??????`;
    expect(declared?.map(({ Action: actions, Resource: on }) => [actions, on])).toEqual([
      [
        ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((action) => `dynamodb:${action}`),
        { 'Fn::GetAtt': [app.all('AWS::DynamoDB::Table')[0]?.id, 'Arn'] },
      ],
      [
        ['states:SendTaskFailure', 'states:SendTaskSuccess'],
        `arn:aws:states:eu-central-1:${estate.account}:stateMachine:rebound-restore-namespace`,
      ],
      ['secretsmanager:GetSecretValue', ['bot', 'pagerduty', 'slack', 'slack-signing'].map(secret)],
      [
        'ssm:GetParameter',
        `arn:aws:ssm:eu-central-1:${estate.account}:parameter/rebound-channels/pagerduty-webhook`,
      ],
    ]);
  });

  test('knows the runbooks and the people, which lie beside its code; no secret stands in the template', () => {
    expect(JSON.parse(readFileSync(app.beside('manifests.json'), 'utf8'))).toHaveProperty(
      'restore-namespace',
    );
    expect(JSON.parse(readFileSync(app.beside('people.json'), 'utf8'))).toMatchObject({
      people: { ana: { id: 'ana' } },
      channels: { slack: { signingSecret: signing } },
    });
    expect(app.text).not.toContain('SecretString');
  });

  test('what says that a request was here before goes by itself', () => {
    expect(app.all('AWS::DynamoDB::Table')[0]?.Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expires',
      Enabled: true,
    });
  });

  test.each(['rebound-voices-failed', 'rebound-voices-flooded'])('tells people: %s', (name) => {
    const alarm = app
      .all('AWS::CloudWatch::Alarm')
      .find(({ Properties: given }) => given['AlarmName'] === name);
    expect(alarm?.Properties).toMatchObject({ Threshold: 1, AlarmActions: [expect.anything()] });
    expect(JSON.stringify(alarm?.Properties)).toContain(String(app.functionOf('voices')?.id));
  });
});
