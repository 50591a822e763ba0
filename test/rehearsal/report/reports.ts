import { buildReport, manifestOf } from '../../../lib/rehearsal/report/build-report.ts';
import { Collected } from '../../../lib/rehearsal/report/collect.ts';
import type { Report } from '../../../lib/rehearsal/report/report.ts';
import type { PathResult } from '../../../lib/rehearsal/explore/result.ts';
import { ownPath } from '../../../lib/rehearsal/explore/path.ts';
import { straightPlayer } from '../../../lib/rehearsal/explore/player.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import { deletedAndApproved, smallText, subjectOf } from '../explore/subjects.ts';

export const text = smallText(deletedAndApproved);

/** A result as an exploration gives it, of a fault at a step. */
export function resultWith(given: Partial<PathResult>): PathResult {
  return {
    id: '1+look.3=refused',
    path: { ...ownPath(0), faults: [{ kind: 'look', nth: 3, fault: 'refused' }] },
    ending: 'recovered',
    violations: [],
    runs: [],
    recoveredAfter: 200,
    steps: { look: 2 },
    reached: ['look'],
    happened: true,
    site: {
      kind: 'look',
      nth: 3,
      system: 'kubernetes',
      operation: 'GET /api/v1/namespaces/checkout',
      write: false,
      function: 'step-check-cluster',
      step: 'look',
      runbook: 'restore-small',
      faults: ['refused'],
    },
    questions: [],
    calls: 100,
    virtualSeconds: 300,
    ...given,
  };
}

/** The report of the small runbook's own rehearsal and of these results. */
export async function reportWith(
  results: readonly PathResult[],
  { subject = subjectOf(text), yaml = text }: { subject?: Subject; yaml?: string } = {},
): Promise<Report> {
  const collected = new Collected(manifestOf(subject), subject.runbook);
  const player = straightPlayer(subject);
  for (let n = 0; n < subject.runbook.rehearsals.length; n += 1) collected.survey(await player.survey(n));
  for (const result of results) collected.add(result);
  return buildReport({
    subject,
    text: yaml,
    collected,
    singles: 2000,
    max: 1000,
    complete: true,
    fingerprint: 'abc123',
    story: async (id) => [`the story of ${id}`],
    lines: [57],
  });
}
