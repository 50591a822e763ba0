import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import { compile } from '../../lib/compiler/compile.ts';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { startsOf } from '../../lib/runbook/starts.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { others } from './generate/others.ts';
import { aDocument } from './generate/runbook.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf } from './generate/tape.ts';

test('try', () => {
  const { estate } = readEstate(readFileSync('rebound.yaml', 'utf8'), 'rebound.yaml');
  if (!estate) throw new Error('no');
  const known = Object.fromEntries(
    Object.entries(others).map(([name, text]) => {
      const { runbook, mistakes } = readRunbook(text, name, { catalog, estate });
      if (!runbook) throw new Error(formatMistakes(mistakes));
      return [name, { inputs: runbook.inputs, starts: startsOf(runbook) }];
    }),
  );
  const surroundings = { catalog, estate, runbooks: known };
  const from = Number(process.env['FROM'] ?? 0);
  const count = Number(process.env['COUNT'] ?? 300);
  let bad = 0;
  const tally: Record<string, number> = {};
  const warn: Record<string, number> = {};
  for (let seed = from; seed < from + count; seed += 1) {
    const random = seededRandom(seed);
    const tape = tapeOf(Array.from({ length: 900 }, () => Math.floor(random() * 10_000)));
    const doc = aDocument(tape);
    const text = yamlOf(doc, tape);
    const { runbook, mistakes } = readRunbook(text, `seed-${seed}`, surroundings);
    for (const m of mistakes) if (m.severity === 'warning') warn[m.code] = (warn[m.code] ?? 0) + 1;
    const errors = mistakes.filter((m) => m.severity === 'error');
    if (!runbook) {
      bad += 1;
      for (const m of errors) tally[m.code] = (tally[m.code] ?? 0) + 1;
      if (bad <= Number(process.env['SHOW'] ?? 8))
        console.log(`seed ${seed}\n${formatMistakes(errors)}`, process.env['TEXT'] ? text : '');
    } else {
      try {
        compile(runbook, { catalog, estate });
      } catch (error) {
        const k = String(error).replaceAll(/\d+/g, 'N').slice(0, 120);
        tally[k] = (tally[k] ?? 0) + 1;
      }
    }
  }
  console.log(bad, tally, warn);
});
