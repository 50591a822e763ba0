import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { frameFunctions } from '../../lib/compiler/names.ts';
import type { Directory } from '../../lib/model/people.ts';
import { besideTheFrame } from '../../lib/stacks/bundle.ts';
import { compiledRunbooks } from '../../lib/stacks/compiled-runbooks.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import { peopleUse } from '../../lib/stacks/people-rights.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { shipped } from '../compiler/shipped.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const base = mkdtempSync(join(tmpdir(), 'rebound-people-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const { runbook, estate } = shipped('restore-namespace');
const names = [...frameFunctions, ...besideTheFrame, ...stepTypeNames.map((uses) => `step-${uses}`)];
const directory: Directory = aDirectory({
  people: {
    ana: aPerson('ana', {
      channels: [
        { channel: 'slack', to: 'U0ANA' },
        { channel: 'sms', to: '+34600000001' },
      ],
    }),
  },
  channels: { slack: { token: { $secret: 'rebound-channels/slack' } } },
});

function synthesised(people?: Directory) {
  process.env['CDK_VALIDATION'] = 'false';
  const folder = mkdtempSync(join(base, 'app-'));
  const bundles = names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `// ${name}\n`);
    return { name, file, bytes: 1 };
  });
  const outdir = join(folder, 'out');
  const runbooks = [compile(runbook, { catalog, estate })];
  makeApp({
    deployment: { estate, runbooks, ...(people ? { directory: people } : {}) },
    bundles,
    outdir,
  }).synth();
  const { Resources: resources }: { Resources: Record<string, Resource> } = JSON.parse(
    readFileSync(join(outdir, 'rebound.template.json'), 'utf8'),
  );
  const all = (type: string) => Object.values(resources).filter((one) => one.Type === type);
  return {
    functions: all('AWS::Lambda::Function').map(({ Properties: given }) => ({
      name: String(given['FunctionName']).replace('rebound-', ''),
      variables: (given['Environment'] as { Variables: Record<string, unknown> }).Variables,
    })),
    roles: all('AWS::IAM::Role').map(({ Properties: given }) => ({
      name: String(given['RoleName']).replace('rebound-', ''),
      policies: JSON.stringify(given['Policies']),
    })),
    beside: (name: string) => join(folder, 'bundles', name, 'people.json'),
  };
}

describe('a deployment with people.yaml', () => {
  const app = synthesised(directory);

  test('has it as people.json beside the code of exactly the functions that know people', () => {
    const knowing = app.functions.filter(({ variables }) => variables['REBOUND_PEOPLE'] === './people.json');
    const expected = app.functions.filter(({ name }) => peopleUse(name) !== 'nothing');
    expect(knowing.map(({ name }) => name).sort()).toEqual(expected.map(({ name }) => name).sort());
    expect(knowing.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ask', 'janitor', 'close-run', 'step-approve', 'step-restore-backup']),
    );
    for (const { name } of app.functions)
      expect([name, existsSync(app.beside(name))]).toEqual([name, peopleUse(name) !== 'nothing']);
    expect(JSON.parse(readFileSync(app.beside('janitor'), 'utf8'))).toEqual(directory);
  });

  test('has it beside the code of every step that changes something: it looks itself who may say yes', () => {
    const changing = Object.values(catalog)
      .filter(({ kind }) => kind === 'changes')
      .map(({ uses }) => `step-${uses}`);
    const deployed = app.functions.filter(({ name }) => changing.includes(name));
    expect(deployed.length).toBeGreaterThan(0);
    for (const { name, variables } of deployed) {
      expect([name, variables['REBOUND_PEOPLE']]).toEqual([name, './people.json']);
      expect(JSON.parse(readFileSync(app.beside(name), 'utf8'))).toEqual(directory);
    }
    expect(changing.map((name) => peopleUse(name)).filter((use) => use === 'nothing')).toEqual([]);
  });

  test('lets exactly those that reach people read the key of Slack, and send texts to numbers', () => {
    const [reading, texting] = [
      /secret:rebound-channels\/slack-\?{6}/,
      /"NotResource":"arn:\*:sns:\*:\*:\*"/,
    ].map((right) => app.roles.filter(({ policies }) => right.test(policies)).map(({ name }) => name));
    const expected = app.functions.map(({ name }) => name).filter((name) => peopleUse(name) === 'reaches');
    expect(reading?.sort()).toEqual(expected.sort());
    expect(texting?.sort()).toEqual(expected.sort());
  });
});

test('without people.yaml nothing of that is there', () => {
  const app = synthesised();
  expect(app.functions.filter(({ variables }) => 'REBOUND_PEOPLE' in variables)).toEqual([]);
  expect(app.roles.filter(({ policies }) => /NotResource|rebound-channels/.test(policies))).toEqual([]);
});

describe('what is read for a deployment', () => {
  const folder = (people: string, channels = ''): string => {
    const made = mkdtempSync(join(base, 'folder-'));
    mkdirSync(join(made, 'runbooks'));
    const root = join(import.meta.dirname, '..', '..');
    writeFileSync(
      join(made, 'runbooks', 'look-at-namespace.yaml'),
      readFileSync(join(root, 'runbooks', 'look-at-namespace.yaml')),
    );
    writeFileSync(
      join(made, 'rebound.yaml'),
      `account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters: { prod-blue: {} }
${channels}`,
    );
    writeFileSync(join(made, 'people.yaml'), people);
    return made;
  };
  const people = (channel: string) => `
people:
  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [${channel}] }
groups:
  platform-oncall: [ana]
  platform-leads: [ana]
`;

  test('is people.yaml, too', () => {
    expect(compiledRunbooks(folder(people('terminal'))).directory?.people).toMatchObject({
      ana: { name: 'Ana Lopez' },
    });
  });

  test('its mistakes are refused, with their lines', () => {
    expect(() => compiledRunbooks(folder(people('slack: U01ANA')))).toThrow(/people\.yaml:3:/);
  });

  test('a key that is kept in the environment is refused', () => {
    expect(() =>
      compiledRunbooks(folder(people('slack: U01ANA'), 'channels: { slack: { token: env:SLACK_TOKEN } }\n')),
    ).toThrow(/channels\.slack\.token/);
  });
});
