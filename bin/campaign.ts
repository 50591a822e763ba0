// Explores the runbooks that ship, for minutes or for hours: npm run campaign -- --paths 1000000
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { machineClock } from '../lib/engine/clock.ts';
import { loadEstate, loadRunbooks } from '../lib/local/runbooks.ts';
import { loadPeople } from '../lib/local/watch-people.ts';
import { explain } from '../lib/model/errors.ts';
import { didYouMean } from '../lib/model/nearest.ts';
import { campaign } from '../lib/rehearsal/campaign/campaign.ts';
import { codeHashes } from '../lib/local/code-hashes.ts';
import { fingerprintOf } from '../lib/rehearsal/explore/fingerprint.ts';
import { workersDefault } from '../lib/rehearsal/workers/pool.ts';

const usage = `Usage: npm run campaign -- [RUNBOOK…] [--paths N --workers N --seed N --state FOLDER --keep | --anew]

Explores the ways in which runbooks' rehearsals can fail, those of runbooks/ or those named, and prints how far it is. Ctrl-C (or a kill) stops it;
the same command goes on where it was. After a change of the code or of the runbooks it begins anew, and says so.

  --paths N       of all runbooks together, each the same share (default 10000)
  --workers N     processors that play (default ${workersDefault} here); what comes of it is the same
  --seed N        differs the worlds and the pairs that are sampled (default 1)
  --state FOLDER  where it keeps how far it is (default .rebound/campaign)
  --keep          goes on although the code or the runbooks changed
  --anew          begins at the first path

Exit codes:
  0    every path ended well
  1    some did not, or a rehearsal did not go as it expects: each is shown with the command that plays it again
  2    bad input
  130  stopped half-way`;

const home = join(import.meta.dirname, '..');
const out = (line: string): void => void process.stdout.write(`${line}\n`);

function asked() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      paths: { type: 'string', default: '10000' },
      workers: { type: 'string', default: String(workersDefault) },
      seed: { type: 'string', default: '1' },
      state: { type: 'string', default: join(home, '.rebound', 'campaign') },
      keep: { type: 'boolean', default: false },
      anew: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'paths' | 'workers' | 'seed', most: number): number => {
    const value = Number(values[name]);
    if (!/^\d+$/.test(values[name]) || value > most || (value < 1 && name !== 'seed'))
      throw new Error(
        `--${name} has to be a whole number from ${name === 'seed' ? 0 : 1} to ${most}, found "${values[name]}"`,
      );
    return value;
  };
  const how: 'keep' | 'anew' | 'same' = values.anew ? 'anew' : values.keep ? 'keep' : 'same';
  return {
    names: positionals,
    paths: number('paths', 1_000_000_000),
    workers: number('workers', 64),
    seed: number('seed', 2 ** 31 - 1),
    state: values.state,
    how,
    help: values.help,
  };
}

async function main(): Promise<number> {
  const { names, paths, workers, seed, state: folder, how, help } = asked();
  if (help) {
    out(usage);
    return 0;
  }
  const estate = await loadEstate(join(home, 'rebound.yaml'));
  const directory = await loadPeople(join(home, 'people.yaml'), estate);
  const shipped = await loadRunbooks(join(home, 'runbooks'), estate, directory);
  const known = shipped.map(({ runbook }) => runbook.runbook);
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new Error(
      `there is no runbook "${strange}"${didYouMean(strange, known) || `: there are ${known.join(', ')}`}`,
    );
  const compiled = shipped.map((one) => one.compiled);
  const all = { compiled, estate, ...(directory ? { directory } : {}) };
  const chosen = shipped.filter(({ runbook }) => names.length === 0 || names.includes(runbook.runbook));
  const subjects = chosen.map(({ runbook }) => ({ runbook, ...all, seed }));
  const fingerprint = fingerprintOf(all, await codeHashes());
  let interrupts = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      interrupts += 1;
      // npm hands Ctrl-C on to a process that the terminal gave it already: the second may be the first again
      if (interrupts > 2) process.exit(130);
      if (interrupts === 1)
        out(`stops; what was played is kept in ${relative(process.cwd(), folder) || '.'}`);
    });
  const stopped = (): boolean => interrupts > 0;
  return campaign({ subjects, paths, workers, fingerprint, folder, how, clock: machineClock, out, stopped });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`campaign: ${explain(error)}\n`);
  process.exitCode = 2;
}
