// Plays some single deviations of one runbook in a process of its own, and prints what that came to as JSON.
import { join } from 'node:path';
import { loadEstate, loadRunbooks } from '../../lib/local/runbooks.ts';
import { loadPeople } from '../../lib/local/watch-people.ts';
import type { Survey } from '../../lib/rehearsal/explore/result.ts';
import { singlesOf } from '../../lib/rehearsal/explore/singles.ts';
import { handHere } from '../../lib/rehearsal/workers/here.ts';
import type { Hand } from '../../lib/rehearsal/workers/job.ts';
import { openPool } from '../../lib/rehearsal/workers/pool.ts';
import { handInThread } from '../../lib/rehearsal/workers/thread.ts';
import { root } from '../root.ts';
import type { Explored } from './explore.ts';

/** Those of the default budget, of which every so-many-eth is played: of each rehearsal some. */
const budget = 700;

const [name = '', workers = '1', most = '24', seconds = '6'] = process.argv.slice(2);
const estate = await loadEstate(join(root, 'rebound.yaml'));
const directory = await loadPeople(join(root, 'people.yaml'), estate);
const shipped = await loadRunbooks(join(root, 'runbooks'), estate, directory);
const runbook = shipped.find((one) => one.runbook.runbook === name)?.runbook;
if (!runbook) throw new Error(`there is no runbook ${name}`);
const people = directory ? { directory } : {};
const subject = { runbook, compiled: shipped.map(({ compiled }) => compiled), estate, ...people, seed: 1 };
const explored: Explored = { paths: 0, virtualSeconds: 0, seconds: 0, rssMb: 0 };
let began = 0;

/** Counts what is played when it is played: results wait for those before them. */
function counting(hand: Hand): Hand {
  return {
    ...hand,
    do: async (job) => {
      const done = await hand.do(job);
      if (!('results' in done)) return done;
      explored.paths += done.results.length;
      for (const { virtualSeconds } of done.results) explored.virtualSeconds += virtualSeconds;
      explored.seconds = (performance.now() - began) / 1000;
      return done;
    },
  };
}

const pool = openPool({
  subject,
  workers: Number(workers),
  hand: (one) => counting(Number(workers) > 1 ? handInThread(one) : handHere(one)),
});
const surveys: Survey[] = [];
for (const rehearsal of runbook.rehearsals.keys()) surveys.push(await pool.survey(rehearsal));
const singles = singlesOf(surveys).slice(0, budget);
const every = Math.max(1, Math.floor(singles.length / Number(most)));
const paths = singles.filter((_, n) => n % every === 0).slice(0, Number(most));
began = performance.now();
setTimeout(end, Number(seconds) * 1000);
for await (const _ of pool.play(paths));
end();

function end(): void {
  explored.rssMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify(explored), () => process.exit(0));
}
