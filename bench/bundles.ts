import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundleBytesMax, bundleFunctions } from '../lib/stacks/bundle.ts';
import type { Measurement, Row } from './measurement.ts';
import { rounds } from './rounds.ts';
import { runNode } from './run-node.ts';
import { spread } from './spread.ts';

const imports = 5;

export const measurement: Measurement = {
  summary: 'size and import time of each function’s bundle',
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rebound-bench-'));
    try {
      return await measured(await bundleFunctions(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measured(bundles: Bundle[]): Promise<Row[]> {
  const took = await rounds(
    imports,
    Object.fromEntries(bundles.map(({ name, file }) => [name, () => importMs(file)])),
  );
  return rowsOf(bundles.map(({ name, bytes }) => ({ name, bytes, importsMs: took[name] ?? [] })));
}

/** The largest and the slowest, then each. */
export function rowsOf(bundles: { name: string; bytes: number; importsMs: number[] }[]): Row[] {
  const sizes = bundles.map(({ name, bytes }): Row => {
    return {
      name: `bundles.${name}.size`,
      what: 'minified',
      unit: 'bytes',
      value: bytes,
      aim: bundleBytesMax,
    };
  });
  const times = bundles.map(({ name, importsMs }): Row => {
    return { name: `bundles.${name}.import`, what: 'in a new process', unit: 'ms', ...spread(importsMs) };
  });
  return [
    { ...most(sizes), name: 'bundles.size', what: `the largest of the ${bundles.length} functions’ bundles` },
    { ...most(times), name: 'bundles.import', what: 'import of the slowest in a new process' },
    ...bundles.flatMap((_, place) => [...sizes.slice(place, place + 1), ...times.slice(place, place + 1)]),
  ];
}

function most(rows: Row[]): Row {
  return rows.reduce((most, row) => (row.value > most.value ? row : most));
}

/** In a new process, without the time that Node itself takes to start. */
async function importMs(file: string): Promise<number> {
  const script = `
    const began = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - began), () => process.exit());`;
  return Number((await runNode(['--input-type=module', '--eval', script])).out);
}
