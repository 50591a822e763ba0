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
  /** Of a run that was started after the first had ended. */
  nextEvents: { kind: string }[];
}

/** Events that there is one of, however often the server is killed; a kill may take one, since events hold nothing up. */
const onceAtMost = ['run-opened', 'locked', 'asked', 'decided', 'intended', 'changed', 'closed'];

test(`a server that is killed ${wanted} times brings its runs to their end, each once`, async () => {
  const random = seededRandom(seed);
  let kills = 0;
  while (kills < wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'rebound-server-'));
    const { ending, killed } = await untilEnded(folder, random);
    kills += killed;
    const { outcome, changed, asks } = ending.report;
    const decided = asks.filter(({ decision }) => decision?.answer === 'approve');
    expect([seed, outcome, ending.runs, changed.length, asks.length, decided.length]).toEqual([
      seed,
      'recovered',
      2,
      1,
      1,
      1,
    ]);
    const twice = onceAtMost.filter(
      (wantedKind) => ending.events.filter(({ kind }) => kind === wantedKind).length > 1,
    );
    expect([seed, twice]).toEqual([seed, []]);
    expect(ending.nextEvents.map(({ kind }) => kind)).toContain('locked');
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
