import { createHash } from 'node:crypto';
import { explore } from '../../../lib/rehearsal/explore/explore.ts';
import type { PathResult } from '../../../lib/rehearsal/explore/result.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import { openPool } from '../../../lib/rehearsal/workers/pool.ts';
import { deletedAndApproved, smallText, subjectOf } from '../explore/subjects.ts';

/** The small runbook with two rehearsals. */
export function smallSubject(): Subject {
  const second = deletedAndApproved
    .replace('name: deleted', 'name: rejected')
    .replace('approve after', 'reject after');
  return subjectOf(smallText(deletedAndApproved + second));
}

/** Everything that an exploration of it tells, a line of JSON each. */
export async function toldLines(
  max: number,
  workers: number,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const subject = smallSubject();
  const pool = openPool({ subject, workers });
  const lines: string[] = [];
  let paths = 0;
  const stopped = () => paths >= stopAfter;
  async function* play(asked: Parameters<typeof pool.play>[0]): AsyncGenerator<PathResult, undefined> {
    for await (const result of pool.play(asked)) {
      yield result;
      if (stopped()) return undefined;
    }
    return undefined;
  }
  try {
    const { seed, runbook } = subject;
    const options = { max, seed, rehearsals: runbook.rehearsals.length, survey: pool.survey, play, stopped };
    for await (const told of explore(options)) {
      if (told.kind === 'path') paths += 1;
      lines.push(JSON.stringify(told));
    }
  } finally {
    await pool.close();
  }
  return lines;
}

export function hashOfLines(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
