// The CDK app: `npx cdk synth`. Offline: it asks AWS nothing. Context: see lib/stacks/make-app.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeHashes } from '../lib/local/code-hashes.ts';
import { explain } from '../lib/model/errors.ts';
import { bundleFunctions } from '../lib/stacks/bundle.ts';
import { compiledRunbooks } from '../lib/stacks/compiled-runbooks.ts';
import { makeApp } from '../lib/stacks/make-app.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rebound-bundles-'));
try {
  const deployment = { ...compiledRunbooks(root), code: await codeHashes() };
  const bundles = await bundleFunctions(folder);
  makeApp({ deployment, bundles }).synth();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
