import { expect } from '@jest/globals';
import { judge } from '../../lib/rehearsal/invariants/all.ts';
import type { Named } from '../../lib/rehearsal/named.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { violationLine } from '../../lib/rehearsal/story.ts';
import type { Tally } from '../../lib/rehearsal/tally.ts';
import { campaignRunbooks } from './runbooks.ts';

const parts = campaignRunbooks();

/** `npm run campaign:seeds`: so many seeds instead of those of the test command, and every kill. */
const playsAsked = Number(process.env['REBOUND_PLAYS'] ?? 0);
export const isLong = playsAsked > 0;
export const seedsMax = isLong ? playsAsked : 440;

/** Plays schedules one after the other and counts what came of them; fails with what has to be typed to see each again. */
export async function playAll(schedules: readonly Named[], tally: Tally): Promise<void> {
  const before = tally.failures.length;
  const { stackTraceLimit } = Error;
  // Hundreds of thousands of errors are made here that nobody reads, and their stacks are what costs.
  Error.stackTraceLimit = 0;
  try {
    for (const { id, schedule } of schedules) {
      const watched = await play(schedule, parts);
      tally.add(id, watched, judge(watched));
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const failed = tally.failures.slice(before).map(({ id, name, violations, startedAt }) => {
    const lines = violations.slice(0, 5).map((violation) => `  ${violationLine(violation, startedAt)}`);
    return `seed ${id} (${name}), again with: npm run replay -- ${id}\n${lines.join('\n')}`;
  });
  expect(failed.join('\n')).toBe('');
}

/** Lists as they are played in one test. */
export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** The summary of a file, for whoever reads the log. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
