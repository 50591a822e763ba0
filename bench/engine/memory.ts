import { fileURLToPath } from 'node:url';
import type { Measurement, Row } from '../measurement.ts';
import { runNode } from '../run-node.ts';
import type { Waiting } from './memory-process.ts';

const script = fileURLToPath(new URL('./memory-process.ts', import.meta.url));
const aimMb = 300;

export const measurement: Measurement = {
  summary:
    'memory of 1,000 and 10,000 executions that wait for somebody, and of as many read back from the journal',
  measure: () => measureMemory([1000, 10_000]),
};

/** Each count in a process of its own, whose whole memory is what counts. */
export async function measureMemory(counts: number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of counts) {
    const waiting: Waiting = JSON.parse((await runNode([script, String(count)])).out);
    const many = count.toLocaleString('en');
    const name = `engine.memory.${count}`;
    const size = (bytes: number): Pick<Row, 'unit' | 'value'> => ({ unit: 'MB', value: mb(bytes) });
    rows.push(
      {
        name,
        what: `a process in which ${many} executions wait, journalled; its garbage let go`,
        ...size(waiting.process),
        aim: aimMb,
      },
      { name: `${name}.heap`, what: 'of it the executions', ...size(waiting.heap) },
      {
        name: `${name}.again`,
        what: `the next process, which read ${many} back`,
        ...size(waiting.processAgain),
        aim: aimMb,
      },
      { name: `${name}.resume`, what: 'how long that took', unit: 'ms', value: Math.round(waiting.resumeMs) },
    );
  }
  return rows;
}

function mb(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}
