import { expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { generatedRunbook } from './generated-runbook.ts';
import { smallEstate } from './surroundings.ts';

const surroundings = { catalog, estate: smallEstate };

/** Milliseconds of this process's own work for each runbook: what another process takes of the machine is not counted. */
function each(from: number, count: number): number {
  const texts = Array.from({ length: count }, (_, index) => generatedRunbook(from + index));
  const before = process.cpuUsage();
  for (const text of texts) {
    const { runbook, mistakes } = readRunbook(text, 'f.yaml', surroundings);
    if (!runbook) throw new Error(JSON.stringify(mistakes));
    compile(runbook, surroundings);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

/** The best of several: what is slower than that, something else on the machine was. */
function best(from: number, count: number): number {
  return Math.min(...[0, 1, 2, 3].map((round) => each(from + round * 10_000, count)));
}

// How long 1,000 take is measured by `npm run bench -- check-many`; here only that one does not cost more beside many.
test('checking and compiling a runbook of 20 steps does not take longer the more there are', () => {
  each(0, 30);
  expect(best(60_000, 100) / best(10_000, 20)).toBeLessThan(1.5);
});
