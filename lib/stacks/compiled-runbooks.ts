import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compile } from '../compiler/compile.ts';
import type { Estate } from '../model/estate.ts';
import { fail } from '../model/errors.ts';
import { readEstate } from '../runbook/read-estate.ts';
import { readRunbook } from '../runbook/read-runbook.ts';
import type { Mistake } from '../runbook/runbook.ts';
import { catalog } from '../steps/catalog.ts';

/** What a folder with rebound.yaml and runbooks/ deploys. */
export interface Deployment {
  estate: Estate;
  /** By file name, in code-point order. */
  runbooks: Compiled[];
}

/** Reads and compiles everything that is deployed. BadRunbook with all mistakes of all files. */
export function compiledRunbooks(folder: string): Deployment {
  const { estate, mistakes } = readEstate(readFileSync(join(folder, 'rebound.yaml'), 'utf8'), 'rebound.yaml');
  if (!estate) return refuse(mistakes);
  const files = readdirSync(join(folder, 'runbooks'))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `runbooks/${name}`);
  const read = files.map((file) =>
    readRunbook(readFileSync(join(folder, file), 'utf8'), file, { estate, catalog }),
  );
  const errors = read.flatMap((one) => one.mistakes).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) refuse(errors);
  const runbooks = read.flatMap(({ runbook }) => (runbook ? [compile(runbook, { catalog, estate })] : []));
  const names = runbooks.map(({ manifest }) => manifest.runbook);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    fail('BadRunbook', { what: `two files are the runbook ${twice}`, todo: 'give one of them another name' });
  return { estate, runbooks };
}

function refuse(mistakes: Mistake[]): never {
  const lines = mistakes.map(
    ({ file, line, column, path, message }) => `${file}:${line}:${column} ${path}: ${message}`,
  );
  return fail('BadRunbook', {
    what: `nothing is deployed: ${lines.join('\n')}`,
    todo: 'run `rebound check` and mend these',
  });
}
