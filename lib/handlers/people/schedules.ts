import { rotationOf } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';
import type { Parts } from '../parts.ts';

/**
 * Who is on call by PagerDuty's schedules, for the groups among these names that have one: ids of its users by schedule. One that does
 * not answer is missing.
 */
export async function schedulesFor(
  directory: Directory,
  who: readonly string[],
  { clients: { channels }, clock }: Pick<Parts, 'clients' | 'clock'>,
): Promise<Record<string, string[]>> {
  const schedules = who.flatMap((name) => {
    const rotation = rotationOf(directory, name);
    return rotation?.kind === 'pagerduty' ? [rotation.schedule] : [];
  });
  const found = await Promise.all(
    [...new Set(schedules)].map(async (schedule): Promise<[string, string[]][]> => {
      try {
        return [[schedule, await channels.onCall(schedule, clock.now())]];
      } catch {
        return []; // whoever asks wakes everybody instead, and says why
      }
    }),
  );
  return Object.fromEntries(found.flat());
}
