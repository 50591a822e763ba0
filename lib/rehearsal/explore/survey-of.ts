import type { System } from '../../model/transport.ts';
import { formatDuration } from '../../model/duration.ts';
import { groupsOf } from '../../model/on-call.ts';
import type { Watched } from '../watched.ts';
import { hasOther } from './happening-of.ts';
import type { Path } from './path.ts';
import { resultOf } from './result-of.ts';
import type { Survey, Unmet } from './result.ts';
import { scenarioOf } from './schedule-of.ts';
import { sitesOf } from './sites.ts';
import type { Subject } from './subject.ts';

/** A rehearsal as it is written, and whether what it expects holds. */
export function surveyOf(path: Path, watched: Watched, subject: Subject): Survey {
  const result = resultOf(path, watched, subject);
  const systems: Partial<Record<System, number>> = {};
  for (const { request } of watched.calls) systems[request.system] = (systems[request.system] ?? 0) + 1;
  return {
    rehearsal: path.rehearsal,
    result,
    sites: sitesOf(watched),
    unmet: unmetOf(path, watched, subject),
    systems,
    ...(hasOther(scenarioOf(path, subject), subject) ? { other: true as const } : {}),
  };
}

/** What of `expect` does not hold. The first run counts, and for `asked` everybody who was. */
function unmetOf(path: Path, watched: Watched, subject: Subject): Unmet[] {
  const { outcome, within, asked = [], unchanged } = scenarioOf(path, subject).expect;
  const { table, reports, last, calls } = watched;
  const [first] = table
    .runs()
    .filter(({ startedBy }) => startedBy.kind !== 'run')
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const report = reports.find(({ run }) => run === first?.run);
  if (!first || !report) return [{ key: 'outcome', text: 'no run came of it' }];
  const unmet: Unmet[] = [];
  if (outcome !== undefined && first.outcome !== outcome)
    unmet.push({
      key: 'outcome',
      text: `expected ${outcome}, it ${endedAs(first.outcome, first.endedBecause)}`,
    });
  if (within !== undefined && report.seconds > within)
    unmet.push({
      key: 'within',
      text: `expected to end within ${formatDuration(within)}, it ${first.outcome === undefined ? 'went on for' : 'took'} ${formatDuration(report.seconds)}`,
    });
  const changes = calls.filter(({ facts, effect }) => facts.kind === 'change' && effect !== null);
  if (unchanged === true && changes.length > 0)
    unmet.push({
      key: 'unchanged',
      text: `expected to change nothing, it made ${changes.length === 1 ? '1 change' : `${changes.length} changes`} (${changes[0]?.facts.name})`,
    });
  const reached = last.pages
    .filter((page) => page.ask !== undefined)
    .flatMap(({ who }) => [who, ...(subject.directory ? groupsOf(subject.directory, who) : [])]);
  for (const who of asked)
    if (!reached.includes(who))
      unmet.push({ key: 'asked', who, text: `expected that ${who} is asked, nobody asked them` });
  return unmet;
}

function endedAs(outcome: string | undefined, because: string | undefined): string {
  if (outcome === undefined) return 'did not end';
  return because ? `ended ${outcome} (${because})` : `ended ${outcome}`;
}
