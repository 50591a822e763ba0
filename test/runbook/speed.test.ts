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

test('checking and compiling is as fast for the 300th runbook of 20 steps as for the 50th', () => {
  each(0, 30);
  const [few, many] = [each(1000, 50), each(2000, 250)];
  // five seconds for 1,000 are promised; a busy machine may take three times as long before this fails
  expect(many).toBeLessThan(15);
  expect(many / few).toBeLessThan(1.5);
});
