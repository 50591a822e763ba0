// A process in which executions wait: `memory-process.ts COUNT`. Prints a Waiting as JSON. With a FOLDER it reads them back.
import { fileURLToPath } from 'node:url';
import { runNode } from '../run-node.ts';
import { collect } from './collect.ts';
import { beginWaiting, checkWaiting, openStage, withFolder } from './stage.ts';
import { wallMs } from './stopwatch.ts';

/** Bytes, and milliseconds. */
export interface Waiting {
  process: number;
  heap: number;
  processAgain: number;
  resumeMs: number;
}

const count = Number(process.argv[2]);
const folder = process.argv[3];
if (folder === undefined) await withFolder(wait);
else await readBack(folder);

async function wait(where: string): Promise<void> {
  const before = heapBytes();
  const opened = await openStage(where);
  await beginWaiting(opened, count);
  const waiting = { heap: heapBytes() - before, process: process.memoryUsage.rss() };
  opened.engine.kill();
  await opened.journal.close();
  const again = await runNode([fileURLToPath(import.meta.url), String(count), where]);
  process.stdout.write(JSON.stringify({ ...waiting, ...JSON.parse(again.out) }));
}

async function readBack(where: string): Promise<void> {
  const opened: Awaited<ReturnType<typeof openStage>>[] = [];
  const resumeMs = await wallMs(async () => {
    const next = await openStage(where);
    opened.push(next);
    await next.engine.resume();
  });
  for (const { engine, journal } of opened) {
    checkWaiting(engine, count);
    heapBytes();
    process.stdout.write(JSON.stringify({ resumeMs, processAgain: process.memoryUsage.rss() }));
    engine.kill();
    await journal.close();
  }
}

/** After what nobody holds any more was let go. */
function heapBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
