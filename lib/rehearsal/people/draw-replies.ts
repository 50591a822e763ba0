import type { Random } from '../../model/clock.ts';
import { pick, thousandths, whole } from '../draw.ts';
import type { Reply, Schedule } from '../schedule.ts';
import type { PeopleCast } from './people-cast.ts';

/** What each person does with what they are paged for: most help, many say nothing, some come late or say no. */
export function drawReplies(random: Random, { people }: PeopleCast): Schedule['people'] {
  const silent = 0.18;
  return Object.fromEntries(people.map((person) => [person, repliesOf(random, person, silent)]));
}

function repliesOf(random: Random, by: string, silent: number): Reply[] {
  if (random() < silent) return [];
  const channel = random() < 0.5 ? { channel: 'slack' } : {};
  const no = random() < 0.15;
  const one = (to: Reply['to'], answer: string): Reply => {
    return { to, says: [{ answer, after: whenOf(random), by, ...channel }] };
  };
  return [
    one('approval', no ? 'reject' : 'approve'),
    one('failure', pick(random, ['skip', 'skip', 'retry', 'abort'])),
    one('failure', pick(random, ['skip', 'abort'])),
    one('decision', pick(random, ['leave', 'give_up'])),
    one('manual', no ? 'cannot' : 'done'),
  ];
}

/** Soon; or about when the level's minute is over; or much later. */
function whenOf(random: Random): number {
  const kind = random();
  if (kind < 0.72) return 4 + whole(random, 45);
  if (kind < 0.9) return 57 + thousandths(random, 8000);
  return 70 + whole(random, 200);
}
