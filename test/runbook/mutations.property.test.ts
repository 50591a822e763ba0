import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import { codeOf } from '../../lib/model/errors.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { judged } from './judge.ts';
import { mutated } from './mutations.ts';
import { smallEstate } from './surroundings.ts';
import { wholeRunbook } from './whole-runbook.ts';

// npm run test:mutations asks for more: both say how to come back to the same documents
const documents = Number(process.env['REBOUND_DOCUMENTS'] ?? 2000);
const seed = Number(process.env['REBOUND_SEED'] ?? 20_261_124);

const folder = join(__dirname, '../../runbooks');
const shipped = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const files = [...shipped, wholeRunbook];
const surroundings = { catalog, estate: smallEstate };

test(
  `${documents} mutated documents (seed ${seed}): no crash, and each mistake stands in the file`,
  () => {
    const outcome = { good: 0, bad: 0 };
    fc.assert(
      fc.property(mutated(files), (text) => {
        const { runbook, wrong } = judged(text, surroundings);
        expect(wrong).toEqual([]);
        outcome[runbook ? 'good' : 'bad'] += 1;
        // what the checker lets through, the compiler takes; a limit of Step Functions is the only thing that may stand in its way
        if (runbook) expect(compileError(() => compile(runbook, surroundings))).toBeUndefined();
      }),
      { seed, numRuns: documents },
    );
    process.stdout.write(
      `${documents} documents, seed ${seed}: ${outcome.good} without errors, ${outcome.bad} with\n`,
    );
    // the mutations are neither harmless nor so wild that nothing behind YAML is ever reached
    expect(Math.min(outcome.good, outcome.bad)).toBeGreaterThan(documents / 20);
  },
  Math.max(60_000, documents * 60),
);

function compileError(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return codeOf(error) === 'BadRunbook' && /does not fit/.test(String(error)) ? undefined : String(error);
  }
}
