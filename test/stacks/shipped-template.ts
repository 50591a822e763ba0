import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import { isObject } from '../../lib/model/json.ts';
import type { Bundle } from '../../lib/stacks/bundle.ts';
import { compiledRunbooks, type Deployment } from '../../lib/stacks/compiled-runbooks.ts';
import { makeApp } from '../../lib/stacks/make-app.ts';
import type { Places } from '../../lib/stacks/resolve-statements.ts';
import { stepTypeNames } from '../../lib/steps/catalog.ts';

export type Resource = { Type: string; Properties: Record<string, unknown>; [attribute: string]: unknown };
export type Template = { Resources: Record<string, Resource> };

const root = fileURLToPath(new URL('../../', import.meta.url));
export const account = '111122223333';
export const region = 'eu-central-1';
export const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)];

/** Code is not looked at here: every bundle is one line. */
function smallBundles(folder: string): Bundle[] {
  return names.map((name) => {
    const file = join(folder, 'bundles', name, 'index.mjs');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `export const handler = async () => '${name}';\n`);
    return { name, file, bytes: 1 };
  });
}

/** Texts of the assets that are JSON, by key. */
function assetsIn(folder: string): [string, string][] {
  return readdirSync(folder)
    .filter((file) => /^asset\..*\.json$/.test(file))
    .map((file) => [file.replace(/^asset\./, ''), readFileSync(join(folder, file), 'utf8')]);
}

/** Synthesises what this checkout deploys, once for each test file. */
function synthesised() {
  // The CDK's own validation is for a real synth; without it this takes half the time.
  process.env['CDK_VALIDATION'] = 'false';
  const folder = mkdtempSync(join(tmpdir(), 'rebound-stacks-'));
  try {
    const outdir = join(folder, 'out');
    makeApp({ deployment, bundles: smallBundles(folder), outdir }).synth();
    const template = (name: string): Template =>
      JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8'));
    const beside = names.flatMap((name): [string, string][] => {
      const file = join(folder, 'bundles', name, 'manifests.json');
      return existsSync(file) ? [[name, readFileSync(file, 'utf8')]] : [];
    });
    return {
      main: template('rebound'),
      forwarding: template('rebound-alarms-eu-west-1'),
      manifestsBeside: Object.fromEntries(beside),
      assets: Object.fromEntries(assetsIn(outdir)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Without people.yaml: what it adds has tests of its own.
const { directory: _, ...withoutPeople } = compiledRunbooks(root);
export const deployment: Deployment = withoutPeople;
/** The templates, the text of the manifests by the function that they lie beside, and the definitions among the assets. */
export const { main, forwarding, manifestsBeside, assets } = synthesised();

export const all = (type: string, template = main) =>
  Object.entries(template.Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [{ id, ...resource }] : [],
  );
export const only = (type: string) => {
  const found = all(type);
  expect(found).toHaveLength(1);
  return found[0]!;
};
export const propertiesOf = (type: string, key: string, value: string) =>
  all(type).find(({ Properties }) => Properties[key] === value)?.Properties ?? {};

/** References as the text that they stand for, so that statements can be compared. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join_ } = value;
  if (typeof ref === 'string') return `<${typeOf(ref)}>`;
  if (Array.isArray(attribute)) return `<${typeOf(String(attribute[0]))}>`;
  if (Array.isArray(join_)) return (plain(join_[1]) as string[]).join(String(join_[0]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
const typeOf = (id: string) => main.Resources[id]?.Type ?? id;

export const places: Places = {
  account,
  region,
  table: '<AWS::DynamoDB::Table>',
  topic: '<AWS::SNS::Topic>',
  evidence: '<AWS::S3::Bucket>',
  stateMachine: (runbook) => `arn:aws:states:${region}:${account}:stateMachine:rebound-${runbook}`,
};
