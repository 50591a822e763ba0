import { judge } from '../../lib/rehearsal/invariants/all.ts';
import { named } from '../../lib/rehearsal/named.ts';
import { judgePeople } from '../../lib/rehearsal/people/checks/all.ts';
import { namedPeople } from '../../lib/rehearsal/people/named-people.ts';
import { play, type PlayParts } from '../../lib/rehearsal/play.ts';
import { storyOf, violationLine } from '../../lib/rehearsal/story.ts';
import { peopleCast, peopleRunbooks } from './people/runbooks.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

/** `npm run replay -- <seed, kill-… or people-…> [--all]`: plays one schedule of the safety campaign again and tells its story; with `--all` also what was read. */
const [id = '', ...flags] = process.argv.slice(2);
const ofPeople = namedPeople(id, peopleCast);
const parts: PlayParts = ofPeople ? peopleRunbooks() : campaignRunbooks();
const schedule = ofPeople ?? (await named(id, cast, parts));
if (!schedule) {
  process.stderr.write(
    `there is no schedule "${id}": give a seed such as 17, a kill such as kill-0-12, or people-17\n`,
  );
  process.exit(2);
}
const watched = await play(schedule, parts);
const violations = [...judge(watched), ...(ofPeople ? judgePeople(watched) : [])];
const lines = [
  JSON.stringify(schedule, null, 1),
  ...storyOf(watched, flags.includes('--all')),
  '',
  `seed ${id}: ${schedule.name}`,
  ...watched.table
    .runs()
    .map(({ run, runbook, outcome, endedBecause }) => `run ${run} (${runbook}): ${outcome}, ${endedBecause}`),
  violations.length === 0 ? 'no invariant was violated' : 'violated:',
  ...violations.map((violation) => `  ${violationLine(violation, watched.startedAt)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
