import { readFileSync } from 'node:fs';
import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import type { Estate } from '../../lib/model/estate.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';

const root = new URL('../../', import.meta.url);

/** The estate and one of the runbooks that ship, read as the command line reads them. */
export function shipped(name: string): { runbook: Runbook; estate: Estate; compiled: Compiled } {
  const { estate } = readEstate(readFileSync(new URL('rebound.yaml', root), 'utf8'), 'rebound.yaml');
  if (!estate) throw new Error('rebound.yaml has mistakes');
  const file = `runbooks/${name}.yaml`;
  const { runbook, mistakes } = readRunbook(readFileSync(new URL(file, root), 'utf8'), file, {
    estate,
    catalog,
  });
  if (!runbook) throw new Error(mistakes.map((mistake) => `${mistake.line}: ${mistake.message}`).join('\n'));
  return { runbook, estate, compiled: compile(runbook, { catalog, estate }) };
}
