import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compile } from '../../../lib/compiler/compile.ts';
import type { Estate } from '../../../lib/model/estate.ts';
import type { OtherRunbook, Surroundings } from '../../../lib/runbook/context.ts';
import { formatMistakes } from '../../../lib/runbook/mistake.ts';
import { readEstate } from '../../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import type { Runbook } from '../../../lib/runbook/runbook.ts';
import { startsOf } from '../../../lib/runbook/starts.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import { others } from './others.ts';

const file = join(__dirname, '../../../rebound.yaml');
export const estate: Estate = theEstate();

/** The other runbooks, as they are deployed beside a generated one. */
const read = Object.entries(others).map(([name, text]) => readWell(text, name, { catalog, estate }));
const known: Record<string, OtherRunbook> = Object.fromEntries(
  read.map((runbook) => [runbook.runbook, { inputs: runbook.inputs, starts: startsOf(runbook) }]),
);
export const beside: Compiled[] = read.map((runbook) => compile(runbook, { catalog, estate }));

/** A text that has to be without an error. */
export function readGenerated(text: string): Runbook {
  return readWell(text, 'generated.yaml', { catalog, estate, runbooks: known });
}

/** Undefined where the compiler says that a run of it might not fit into an execution's history. */
export function compiledWithin(runbook: Runbook): Compiled | undefined {
  try {
    return compile(runbook, { catalog, estate });
  } catch (error) {
    if (/a worst case of \d+ history events/.test(String(error))) return undefined;
    throw error;
  }
}

function readWell(text: string, name: string, surroundings: Surroundings): Runbook {
  const { runbook, mistakes } = readRunbook(text, name, surroundings);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (!runbook || errors.length > 0) throw new Error(`${formatMistakes(errors)}\n${text}`);
  return runbook;
}

function theEstate(): Estate {
  const { estate: whole } = readEstate(readFileSync(file, 'utf8'), 'rebound.yaml');
  if (!whole) throw new Error('rebound.yaml has mistakes');
  return whole;
}
