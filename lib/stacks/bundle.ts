import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { frameFunctions, stepFunction } from '../compiler/names.ts';
import { fail } from '../model/errors.ts';
import { catalog } from '../steps/catalog.ts';
import type { StepType } from '../steps/step-type.ts';

/** One deployed function's code. */
export interface Bundle {
  /** `open-run`, `step-check-cluster`, … */
  name: string;
  /** Size of the code. */
  bytes: number;
  /** `<outdir>/<name>/index.mjs`: its folder is the function's. */
  file: string;
}

/** Functions of lambdas/ that no state machine and no runbook by itself needs: the stack knows when. */
export const besideTheFrame = ['webhook', 'voices'] as const;

export const bundleBytesMax = 1024 * 1024;

const root = fileURLToPath(new URL('../../', import.meta.url));
const scheme = 'step-entry';

/** Bundles every function in one call of esbuild: minified ESM for Node 24. Broken when one is larger than 1 MiB. */
export async function bundleFunctions(outdir: string): Promise<Bundle[]> {
  const target = resolve(outdir);
  const types: StepType[] = Object.values(catalog);
  const entries = [
    ...[...frameFunctions, ...besideTheFrame].map((name) => ({
      in: join(root, 'lambdas', `${name}.ts`),
      out: `${name}/index`,
    })),
    ...types.map((type) => ({ in: `${scheme}:${type.uses}`, out: `${stepFunction(type.uses)}/index` })),
  ];
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: target,
    bundle: true,
    minify: true,
    // Errors and logs name functions.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    // CommonJS inside of ESM asks for require; the name is one that no package declares.
    banner: {
      js: "import{createRequire as reboundCreateRequire}from'node:module';const require=reboundCreateRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    plugins: [stepEntries(types)],
  });
  const sizes = new Map(
    Object.entries(result.metafile.outputs).map(([path, output]) => [join(root, path), output.bytes]),
  );
  return entries.map((entry) => {
    const name = entry.out.slice(0, -'/index'.length);
    const file = join(target, name, 'index.mjs');
    const bytes = sizes.get(file) ?? fail('Broken', { what: `esbuild made no bundle of ${name}` });
    if (bytes > bundleBytesMax)
      fail('Broken', {
        what: `the bundle of ${name} has ${bytes} bytes`,
        why: `at most ${bundleBytesMax} are allowed`,
        todo: 'see what it imports',
      });
    return { name, bytes, file };
  });
}

/** An entry for each step type, made of its name: it imports that type's file and hands its value to the function. */
function stepEntries(types: StepType[]): Plugin {
  return {
    name: 'step-entries',
    setup(building) {
      building.onResolve({ filter: new RegExp(`^${scheme}:`) }, ({ path }) => ({
        path: path.slice(scheme.length + 1),
        namespace: scheme,
      }));
      building.onLoad({ filter: /.*/, namespace: scheme }, async ({ path }) => ({
        contents: await entryOf(path, types),
        loader: 'ts',
        resolveDir: join(root, 'lambdas'),
      }));
    },
  };
}

async function entryOf(uses: string, types: StepType[]): Promise<string> {
  const type =
    types.find((one) => one.uses === uses) ?? fail('Broken', { what: `there is no step type ${uses}` });
  if (type.kind !== 'asks') {
    return [
      "import { stepLambda } from './step.ts';",
      `import { ${await exportOf(type)} as type } from '../lib/steps/${uses}.ts';`,
      'export const handler = stepLambda(type);',
    ].join('\n');
  }
  if (uses !== 'approve') return `export { handler } from './${uses}.ts';`;
  const planned = types.filter((one) => one.kind === 'changes');
  const names = await Promise.all(planned.map(exportOf));
  return [
    "import { askStepLambda } from './ask-step.ts';",
    ...planned.map((one, index) => `import { ${names[index]} } from '../lib/steps/${one.uses}.ts';`),
    `export const handler = askStepLambda([${names.join(', ')}]);`,
  ].join('\n');
}

/** Under which name a step type's file exports it: the catalog holds the same value. */
async function exportOf(type: StepType): Promise<string> {
  const module: Record<string, unknown> = await import(`../steps/${type.uses}.ts`);
  const found = Object.entries(module).find(([, value]) => value === type);
  return (
    found?.[0] ??
    fail('Broken', { what: `lib/steps/${type.uses}.ts does not export the step type ${type.uses}` })
  );
}

/** Puts a file beside a bundle, for what is not code. */
export function putBeside(bundle: Bundle, name: string, text: string): void {
  writeFileSync(join(bundle.file, '..', name), text);
}
