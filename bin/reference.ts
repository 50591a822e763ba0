// Writes docs/reference: what a runbook may say, from the step types and the tables of the language.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { referenceFiles } from '../lib/cli/reference/pages.ts';

const folder = new URL('../docs/reference/', import.meta.url);
await mkdir(folder, { recursive: true });
const files = referenceFiles();
for (const name of await readdir(folder)) if (!files.has(name)) await rm(new URL(name, folder));
for (const [name, text] of files) await writeFile(new URL(name, folder), text);
