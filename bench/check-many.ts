import { join } from 'node:path';
import { compile } from '../lib/compiler/compile.ts';
import { loadEstate } from '../lib/local/runbooks.ts';
import { readRunbook } from '../lib/runbook/read-runbook.ts';
import { catalog } from '../lib/steps/catalog.ts';
import { generatedRunbook } from '../test/runbook/generated-runbook.ts';
import type { Measurement } from './measurement.ts';
import { root } from './root.ts';

/** Seconds of this process for `count` runbooks that nothing was kept of. */
async function seconds(from: number, count: number): Promise<number> {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const texts = Array.from({ length: count }, (_, index) => generatedRunbook(from + index));
  const before = process.cpuUsage();
  for (const text of texts) {
    const { runbook, mistakes } = readRunbook(text, 'f.yaml', { catalog, estate });
    if (!runbook) throw new Error(JSON.stringify(mistakes));
    compile(runbook, { catalog, estate });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export const measurement: Measurement = {
  summary: 'checking and compiling many runbooks',
  measure: async () => {
    await seconds(0, 50);
    const hundred = await seconds(10_000, 100);
    const thousand = await seconds(20_000, 1000);
    const what = 'check and compile 1,000 runbooks of 20 steps, processor time';
    return [
      { name: 'check-many', what, unit: 's', value: thousand, aim: 5 },
      { name: 'check-many.100', what: 'the same for 100', unit: 's', value: hundred },
      {
        name: 'check-many.each',
        what: 'each of 1,000; at most 1.5 times as long as each of 100',
        unit: 'ms',
        value: thousand,
        aim: hundred * 15,
      },
    ];
  },
};
