import { expect } from '@jest/globals';
import { invariants } from '../../../lib/rehearsal/invariants/all.ts';
import { peopleChecks } from '../../../lib/rehearsal/people/checks/all.ts';
import { peopleScheduleOf } from '../../../lib/rehearsal/people/draw-people-schedule.ts';
import { type Defect, play } from '../../../lib/rehearsal/play.ts';
import { print } from '../campaign.ts';
import { peopleCast, peopleRunbooks } from './runbooks.ts';

const parts = peopleRunbooks();
/** A mistake has to be found within so many plays: those whose name fits, from seed 0 on. */
const playsMax = 60;
const seedsMax = 5000;

/** Plays seed after seed with a planted defect until the checker of that title sees it. `among`: what has to happen in the plays. */
export async function expectFound(
  title: string,
  defect: () => Defect,
  says: RegExp,
  among = /./,
): Promise<void> {
  const checker = [...invariants, ...peopleChecks].find((one) => one.title === title);
  if (!checker) throw new Error(`there is no checker "${title}"`);
  let plays = 0;
  // Nobody reads the errors of these plays, and their stacks are what costs.
  Error.stackTraceLimit = 0;
  for (let seed = 0; plays < playsMax && seed < seedsMax; seed += checker.boundedOnly ? 2 : 1) {
    const schedule = peopleScheduleOf(seed, peopleCast);
    if (!among.test(schedule.name)) continue;
    plays += 1;
    const found = checker
      .check(await play(schedule, { ...parts, defect: defect() }))
      .find(({ text }) => says.test(text));
    if (!found) continue;
    print(
      `"${title}" (${checker.number}): found after ${plays} plays, seed people-${seed}: ${found.text.slice(0, 140)}`,
    );
    // The healthy system plays the same without a word.
    expect(checker.check(await play(schedule, parts))).toEqual([]);
    return;
  }
  expect(`"${title}" found nothing in ${plays} plays`).toMatch(says);
}
