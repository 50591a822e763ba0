import { afterAll, describe, expect, test } from '@jest/globals';
import { judge } from '../../../lib/rehearsal/invariants/all.ts';
import { judgePeople } from '../../../lib/rehearsal/people/checks/all.ts';
import { peopleSeeded } from '../../../lib/rehearsal/people/named-people.ts';
import { play } from '../../../lib/rehearsal/play.ts';
import { violationLine } from '../../../lib/rehearsal/story.ts';
import { Tally } from '../../../lib/rehearsal/tally.ts';
import type { Watched } from '../../../lib/rehearsal/watched.ts';
import { chunks, print } from '../campaign.ts';
import { peopleCast, peopleRunbooks } from './runbooks.ts';

const parts = peopleRunbooks();

/** `npm run campaign:seeds`: so many seeds instead of those of the test command. */
const playsAsked = Number(process.env['REBOUND_PLAYS'] ?? 0);
const isLong = playsAsked > 0;
/** Schedules of the test command, in all files together. */
export const peopleSeeds = isLong ? playsAsked : 2000;
const files = 4;

/** What came of the plays of one file: each way to answer, and each thing that happens, has to be among it. */
interface Counts {
  decidedBy: Map<string, number>;
  turnedAway: number;
  refused: number;
  acks: number;
  alone: number;
  topic: number;
}

/** Plays one of four parts of the seeds. Several files share them, for jest's workers. */
export function peopleCampaign(part: 0 | 1 | 2 | 3): void {
  const from = Math.floor((peopleSeeds / files) * part);
  const to = Math.floor((peopleSeeds / files) * (part + 1));
  const tally = new Tally();
  const counts: Counts = { decidedBy: new Map(), turnedAway: 0, refused: 0, acks: 0, alone: 0, topic: 0 };
  const some = chunks(peopleSeeded(from, to, peopleCast), 50).map((all) => ({
    first: all[0]?.id,
    last: all.at(-1)?.id,
    all,
  }));

  describe('no schedule of people goes against an invariant, or against what people have to be able to rely on', () => {
    test.each(some)(
      '$first to $last',
      async ({ all }) => {
        const before = tally.failures.length;
        const { stackTraceLimit } = Error;
        // Hundreds of thousands of errors are made here that nobody reads, and their stacks are what costs.
        Error.stackTraceLimit = 0;
        try {
          for (const { id, schedule } of all) {
            const watched = await play(schedule, parts);
            tally.add(id, watched, [...judge(watched), ...judgePeople(watched)]);
            count(watched, counts);
          }
        } finally {
          Error.stackTraceLimit = stackTraceLimit;
        }
        const failed = tally.failures.slice(before).map(({ id, name, violations, startedAt }) => {
          const lines = violations.slice(0, 5).map((one) => `  ${violationLine(one, startedAt)}`);
          return `seed ${id} (${name}), again with: npm run replay -- ${id}\n${lines.join('\n')}`;
        });
        expect(failed.join('\n')).toBe('');
      },
      isLong ? 3_600_000 : 300_000,
    );

    test('and much of everything has happened', () => {
      expect(tally.plays).toBe(to - from);
      const { decidedBy, ...others } = counts;
      for (const [what, number] of Object.entries(others)) expect([what, number > 3]).toEqual([what, true]);
      expect([...decidedBy.keys()]).toEqual(
        expect.arrayContaining(['approve', 'reject', 'skip', 'leave', 'done', 'abort']),
      );
      expect([...tally.outcomes.keys()]).toEqual(
        expect.arrayContaining(['recovered', 'aborted', 'failed', 'joined']),
      );
      expect(tally.faults.size).toBe(12);
      expect(tally.kills.size).toBeGreaterThan(20);
    });

    afterAll(() => {
      const said = [...counts.decidedBy].map(([answer, number]) => `${answer} ${number}`).sort();
      print(
        `${tally.summary(`people, seeds ${from} to ${to - 1}`)}\n  decided: ${said.join(', ')}; alone ${counts.alone}, acks ${counts.acks}, refused ${counts.refused}, turned away ${counts.turnedAway}, last resort ${counts.topic}`,
      );
    });
  });
}

function count({ table, replies, last }: Watched, counts: Counts): void {
  for (const { run } of table.runs())
    for (const { id, decision } of table.asks(run)) {
      const answer = decision?.answer;
      if (answer !== undefined) counts.decidedBy.set(answer, (counts.decidedBy.get(answer) ?? 0) + 1);
      if (decision?.breakGlass !== undefined) counts.alone += 1;
      const acks = table.item(`RUN#${run}`, `PAGED#${id}`)?.['acks'];
      if (Array.isArray(acks)) counts.acks += acks.length;
    }
  counts.turnedAway += replies.filter(({ status }) => status === 401).length;
  counts.refused += replies.filter(({ error }) => error !== undefined).length;
  counts.topic += last.published.length > 0 ? 1 : 0;
}
