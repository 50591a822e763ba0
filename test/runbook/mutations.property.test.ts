import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import { codeOf } from '../../lib/model/errors.ts';
import { stepKeys } from '../../lib/runbook/step-keys.ts';
import { runbookKeys } from '../../lib/runbook/words.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
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

/** Every key of a step, of an arm, and of what stands within them. */
const words = [
  ...Object.values(stepKeys).flatMap(({ known }) => known),
  ...runbookKeys,
  ...'when times backoff because outcome runbook inputs record checklist options recommend question ask'.split(
    ' ',
  ),
  ...'who for quorum may_approve list default pattern choices description secret webhook schedule'.split(' '),
  ...'alarm mode account region database'.split(' '),
];

test('every word of the language, and every step type, stands in what is mutated', () => {
  const all = files.join('\n');
  const missing = [...new Set(words)].filter((word) => !new RegExp(`\\b${word}:`).test(all));
  const types = stepTypeNames.filter((type) => !all.includes(`uses: ${type}`));
  expect({ missing, types }).toEqual({ missing: [], types: [] });
  const special = ['$item', '$index', '$steps.', '$run.outcome', '&usual', '*usual', '<<:', '$exists('];
  expect(special.filter((one) => !all.includes(one))).toEqual([]);
});

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
