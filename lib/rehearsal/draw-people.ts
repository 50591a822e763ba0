import type { Random } from '../model/clock.ts';
import { type Cast, helpful, type Reply, type Schedule } from './schedule.ts';

/** What people do with what they are asked: mostly they help, and now and then everything else that people do. */
export function drawPeople(random: Random, cast: Cast): Schedule['people'] {
  const { leads, managers, owner } = cast;
  const soon = 5 + Math.floor(random() * 50);
  const people = helpful(cast, soon, 5 + Math.floor(random() * 30));
  const approval = (...says: Reply['says']): Reply[] => [{ to: 'approval', says }];
  const kind = random();
  // About when a level of a minute ends: the answer meets a token that nobody waits for any more.
  const late = 57 + Math.floor(random() * 8000) / 1000;
  if (kind < 0.5) return people;
  if (kind < 0.58) return { ...people, [leads]: [] };
  if (kind < 0.66) return { ...people, [leads]: approval({ answer: 'approve', after: late, by: leads }) };
  if (kind < 0.74) return { ...people, [leads]: approval({ answer: 'reject', after: soon, by: leads }) };
  if (kind < 0.8)
    return {
      ...people,
      [leads]: approval(
        { answer: 'approve', after: soon, by: leads },
        { answer: 'approve', after: soon + random() * 4, by: leads },
      ),
    };
  if (kind < 0.92) {
    // Two of them, at nearly the same moment, each sure of it.
    const between = random() < 0.6 ? Math.floor(random() * 40) / 1000 : random() * 3;
    const [first, second] =
      random() < 0.5 ? (['approve', 'reject'] as const) : (['reject', 'approve'] as const);
    return {
      ...people,
      [leads]: approval(
        { answer: first, after: soon, by: 'alice' },
        { answer: second, after: soon + between, by: 'bob' },
      ),
    };
  }
  if (kind < 0.96) return { ...people, [leads]: [], [managers]: [] };
  const both: Reply = {
    to: 'failure',
    says: [
      { answer: 'retry', after: soon, by: owner },
      { answer: 'abort', after: soon + Math.floor(random() * 40) / 1000, by: 'carol' },
    ],
  };
  return { ...people, [owner]: [both] };
}
