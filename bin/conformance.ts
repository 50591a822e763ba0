// Compares the engine with what AWS Step Functions was recorded to answer: npm run conformance -- FILE…
import { readFile } from 'node:fs/promises';
import { BadFile, checkFile, linesOf } from '../lib/engine/conformance/check-file.ts';

const usage = `Usage: npm run conformance -- FILE…

Runs every case of the files (executions and definitions to be checked) and prints each difference: where, what was
expected, what came out. The last line is "N passed, N failed". Exit code 1 when one failed or a file cannot be read.

Example: npm run conformance -- ../shared/conformance/stepfunctions/cases.json`;

const files = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };
let unread = 0;

if (files.length === 0 || files.includes('--help') || files.includes('-h')) {
  console.log(usage);
  process.exit(files.length === 0 ? 2 : 0);
}
for (const file of files) {
  try {
    for (const result of await checkFile(await readFile(file, 'utf8'))) {
      counts[result.differences.length === 0 ? 'passed' : 'failed'] += 1;
      if (result.differences.length > 0) console.log(linesOf(result).join('\n'));
    }
  } catch (error) {
    unread += 1;
    console.log(`${file} was not checked: ${reason(error)}`);
  }
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed + unread > 0 ? 1 : 0;

function reason(error: unknown): string {
  if (error instanceof BadFile) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file. Give the path of a file of cases';
  if (code === 'EISDIR') return 'it is a folder. Give the files in it';
  if (code === 'EACCES') return 'this user may not read it';
  throw error;
}
