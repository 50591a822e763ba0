import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import { frameFunctions } from '../../lib/compiler/names.ts';
import { readDefinition } from '../../lib/engine/definition/read.ts';
import type { Estate } from '../../lib/model/estate.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import { patternLengthMax } from '../../lib/stacks/alarm-patterns.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { shipped } from '../compiler/shipped.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
interface Synthesised {
  folder: string;
  templates: Record<string, { text: string; resources: Resource[] }>;
}

const base = mkdtempSync(join(tmpdir(), 'rebound-app-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeAll(() => {
  process.env['CDK_VALIDATION'] = 'false';
});

const { runbook, estate } = shipped('restore-namespace');
const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)];
const alarm = (name: string, account = estate.account) =>
  `arn:aws:cloudwatch:eu-west-1:${account}:alarm:${name}`;
const named = (name: string, trigger = alarm(name)): Compiled =>
  compile(
    { ...runbook, runbook: name, triggers: [{ kind: 'alarm', alarm: trigger, inputs: {} }] },
    { catalog, estate },
  );

/** Synthesises in a folder of its own; the code of functions is one line. */
function synthesised(runbooks: Compiled[], given: Partial<Estate> = {}): Synthesised {
  const folder = mkdtempSync(join(base, 'app-'));
  const bundles = names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `// ${name}\n`);
    return { name, file, bytes: 1 };
  });
  const outdir = join(folder, 'out');
  makeApp({ deployment: { estate: { ...estate, ...given }, runbooks }, bundles, outdir }).synth();
  const files = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  const templates = files.map((file) => {
    const text = readFileSync(join(outdir, file), 'utf8');
    const { Resources: resources }: { Resources: Record<string, Resource> } = JSON.parse(text);
    return [file.replace('.template.json', ''), { text, resources: Object.values(resources) }] as const;
  });
  return { folder: outdir, templates: Object.fromEntries(templates) };
}

test('one Region for everything: one stack, which takes the alarms itself', () => {
  const { templates } = synthesised([named('restore-namespace')], { recovery_region: 'eu-west-1' });
  expect(Object.keys(templates)).toEqual(['rebound']);
  const rules = templates['rebound']?.resources.filter(({ Type: type }) => type === 'AWS::Events::Rule');
  expect(JSON.stringify(rules)).toContain(alarm('restore-namespace'));
});

test('a topic of last resort that reaches nobody is said when it is synthesised', () => {
  const { folder } = synthesised([named('restore-namespace')]);
  const metadata = readFileSync(join(folder, 'rebound.metadata.json'), 'utf8');
  expect(metadata).toMatch(/"aws:cdk:warning"[^}]*nobody to tell: give -c emails=/);
});

test('an alarm of another account is refused, with what to do', () => {
  const foreign = named('restore-namespace', alarm('gone', '999900001111'));
  expect(() => synthesised([foreign])).toThrow(/999900001111.*forwarded to the event bus/);
});

test('runbooks may be named as our own parts are', () => {
  const parts = ['lock', 'ask', 'events', 'history', 'dead-letters', 'step-approve', 'a-1', 'a1'];
  const { templates } = synthesised(parts.map((name) => named(name)));
  const made = templates['rebound']?.resources ?? [];
  const names = (type: string, field: string) =>
    made.flatMap(({ Type: own, Properties: given }) => (own === type ? [given[field]] : [])).filter(Boolean);
  expect(new Set(names('AWS::StepFunctions::StateMachine', 'StateMachineName'))).toEqual(
    new Set(parts.map((name) => `rebound-${name}`)),
  );
  const roles = names('AWS::IAM::Role', 'RoleName');
  expect(new Set(roles).size).toBe(roles.length);
});

describe('forty runbooks with long names', () => {
  let app: Synthesised;
  beforeAll(() => {
    const long = (n: number) => `restore-a-namespace-of-the-team-number-${n}`;
    app = synthesised(Array.from({ length: 40 }, (_, n) => named(long(n))));
  });
  const all = (type: string) =>
    Object.values(app.templates).flatMap(({ resources }) =>
      resources.filter(({ Type: own }) => own === type).map(({ Properties: given }) => given),
    );

  test('fit into a template: at most 1 MB and 500 resources', () => {
    for (const { text, resources } of Object.values(app.templates)) {
      expect(text.length).toBeLessThan(1_000_000);
      expect(resources.length).toBeLessThanOrEqual(500);
    }
  });

  test('their definitions are among the assets then, whole', () => {
    const located = all('AWS::StepFunctions::StateMachine').map((given) => given['DefinitionS3Location']);
    const keys = located.map((one) => (one as { Key: string }).Key);
    expect(new Set(keys).size).toBe(40);
    for (const key of keys) {
      const text = readFileSync(join(app.folder, `asset.${key}`), 'utf8');
      expect(readDefinition(text).diagnostics).toEqual([]);
      expect(text).toContain(`arn:aws:lambda:eu-central-1:${estate.account}:function:rebound-open-run`);
      expect(text).not.toMatch(/"\$\{[a-z-]+\}"/);
    }
  });

  test('the policies of each role fit: IAM takes 10,240 characters for all of them', () => {
    for (const { Policies: policies } of all('AWS::IAM::Role'))
      expect(JSON.stringify(policies).length).toBeLessThan(10_240);
  });

  test('their alarms fit into rules, and none is left out', () => {
    const patterns = all('AWS::Events::Rule').flatMap((rule) => rule['EventPattern'] ?? []);
    for (const pattern of patterns)
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(patternLengthMax);
    const listed = patterns.flatMap((pattern) => (pattern as { resources?: string[] }).resources ?? []);
    // Once where they are, and once where Rebound is.
    expect(listed).toHaveLength(80);
    expect(new Set(listed).size).toBe(40);
  });
});
