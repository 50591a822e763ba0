import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { readJournal } from '../../../lib/engine/read-journal.ts';
import { seededRandom } from '../../../lib/engine/random.ts';
import { openDisk } from '../../../lib/local/disk.ts';
import type { Random } from '../../../lib/model/clock.ts';
import type { Line } from './outside-lines.ts';
import { Outside } from './outside.ts';
import { checkEnded, Witness } from './witness.ts';
import { jobsOf } from './workload.ts';

export interface Killed {
  kills: number;
  /** Runs of jobs that were brought to their end. */
  histories: number;
  /** Kills before the process was ready: while it read its journal, or before. */
  early: number;
  /** Files of the journal that were torn by a kill. */
  torn: number;
}

/** The child as one file: it starts three times as fast. */
export async function bundleChild(): Promise<{ file: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-child-'));
  const file = join(folder, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Runs jobs in a child process that is killed with SIGKILL again and again until they have ended, then other jobs, until it
 * was killed `wanted` times. After each kill the journal must know of everything that anybody saw. Throws with the seed.
 */
export async function killChildren(
  child: string,
  { wanted, firstSeed, planted = '' }: { wanted: number; firstSeed: number; planted?: string },
): Promise<Killed> {
  const counts: Killed = { kills: 0, histories: 0, early: 0, torn: 0 };
  let seed = firstSeed;
  const worker = async (): Promise<void> => {
    while (counts.kills < wanted) {
      const own = seed;
      seed += 1;
      try {
        await history(child, own, planted, counts);
      } catch (error) {
        throw new Error(`seed ${own}: ${String(error)}`, { cause: error });
      }
    }
  };
  // Two: one starts while the other works.
  await Promise.all([worker(), worker()]);
  return counts;
}

async function history(child: string, seed: number, planted: string, counts: Killed): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-kill-'));
  const random = seededRandom(seed);
  const witness = new Witness();
  let seen = 0;
  try {
    for (;;) {
      const ended = await oneLife([child, folder, String(seed), planted], random, counts);
      seen = readLines(folder, witness, seen);
      if (!existsSync(join(folder, 'engine'))) continue;
      const { recovered, segments } = await readJournal(await openDisk(join(folder, 'engine')), folder);
      if (segments.some(({ torn }) => torn > 0)) counts.torn += 1;
      witness.check(recovered, outsideOf(folder));
      if (!ended) continue;
      for (const job of jobsOf(seed)) {
        const execution = [...recovered.executions.values()].find(({ name }) => name === job.name);
        if (!execution) throw new Error(`${job.name} is not there`);
        checkEnded(job, execution);
      }
      counts.histories += 1;
      return;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a life may be, in milliseconds: about as long as all the jobs take. */
const lifeMsMax = 150;

/** Starts the process and kills it at a moment of chance. True when it ended by itself before. */
async function oneLife(args: string[], random: Random, counts: Killed): Promise<boolean> {
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = listen(process_);
  const early = random() < 0.15;
  await (early ? wait(random() * 100) : Promise.race([said.ready, said.exited]));
  if (!early) await Promise.race([wait(random() * lifeMsMax), said.exited]);
  const alive = process_.exitCode === null && process_.signalCode === null;
  if (alive) {
    process_.kill('SIGKILL');
    counts.kills += 1;
    if (early) counts.early += 1;
  }
  const code = await said.exited;
  if (code !== 0 && code !== null) throw new Error(`the process ended with ${code}: ${said.errors()}`);
  return code === 0;
}

function listen(child: ChildProcess) {
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => resolve());
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { ready, exited, errors: () => errors };
}

function linesOf(folder: string): Line[] {
  const file = join(folder, 'outside.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text): Line => JSON.parse(text));
}

function outsideOf(folder: string): Outside {
  const outside = new Outside();
  for (const line of linesOf(folder)) outside.remember(line);
  return outside;
}

/** Takes in what was seen since the last time. */
function readLines(folder: string, witness: Witness, from: number): number {
  const lines = linesOf(folder);
  for (const line of lines.slice(from)) {
    if ('accepted' in line) witness.accepted.add(line.accepted);
    if ('told' in line) witness.tell(line.told, line.event);
    if ('called' in line && witness.over.has(line.called.call))
      throw new Error(
        `${line.called.name} of ${line.called.of} was called again, and its result was recorded`,
      );
  }
  return lines.length;
}
