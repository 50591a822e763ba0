import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../lib/engine/random.ts';
import type { RunReport } from '../../../lib/operations/operations.ts';

/** The engine alone is killed far more often (test/engine/crash); here are history and world with it. */
const wanted = Number(process.env['REBOUND_SERVER_KILLS'] ?? 6);
const seed = Number(process.env['REBOUND_SEED'] ?? 1);
const home = join(__dirname, '..', '..', '..');
const killsOfOneRun = 3;
/** About as long as the run takes. */
const lifeMsMax = 500;

interface Ending {
  report: RunReport;
  events: { kind: string }[];
  runs: number;
}

test(`a server that is killed ${wanted} times brings its runs to their end, each once`, async () => {
  const random = seededRandom(seed);
  let kills = 0;
  while (kills < wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'rebound-server-'));
    const { ending, killed } = await untilEnded(folder, random);
    kills += killed;
    const changed = ending.events.filter(({ kind }) => kind === 'changed').length;
    expect([seed, ending.report.outcome, ending.runs, ending.report.changed.length, changed]).toEqual([
      seed,
      'recovered',
      1,
      1,
      1,
    ]);
    rmSync(folder, { recursive: true });
  }
  process.stdout.write(`server: seed ${seed}: ${kills} kills\n`);
}, 600_000);

async function untilEnded(folder: string, random: () => number): Promise<{ ending: Ending; killed: number }> {
  for (let killed = 0; ; killed += 1) {
    const server = spawn(process.execPath, [join(__dirname, 'child.ts'), home, join(folder, '.rebound')]);
    let out = '';
    let errors = '';
    server.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const exited = new Promise<number | null>((resolve) => server.on('close', resolve));
    const ready = new Promise((resolve) =>
      server.stdout.on('data', (text: Buffer) => {
        out += text.toString();
        resolve(undefined);
      }),
    );
    await Promise.race([ready, exited]);
    if (killed < killsOfOneRun) {
      await Promise.race([wait(random() * lifeMsMax), exited]);
      server.kill('SIGKILL');
    }
    const code = await exited;
    if (code === null) continue;
    if (code !== 0) throw new Error(`the server ended with ${code}: ${errors}`);
    return { ending: JSON.parse(out.trim().split('\n').at(-1) ?? ''), killed };
  }
}
