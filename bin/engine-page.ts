// Writes docs/engine.md: node bin/engine-page.ts FOLDER, the folder with cases.json and invalid.json.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case, InvalidCase } from '../lib/engine/conformance/case.ts';
import { enginePage } from '../lib/engine/conformance/page.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node bin/engine-page.ts FOLDER, such as ../shared/conformance/stepfunctions');
  process.exit(2);
}
const cases: Case[] = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8'));
const invalid: InvalidCase[] = JSON.parse(await readFile(join(folder, 'invalid.json'), 'utf8'));
await writeFile(new URL('../docs/engine.md', import.meta.url), enginePage(cases, invalid));
