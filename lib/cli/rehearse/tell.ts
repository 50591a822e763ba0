import { formatDuration } from '../../model/duration.ts';
import type { RunReport } from '../../operations/operations.ts';
import type { PathResult } from '../../rehearsal/explore/result.ts';
import type { SeenCall } from '../../rehearsal/watch.ts';
import type { Watched } from '../../rehearsal/watched.ts';
import { eventLines, nothingTold } from '../event-lines.ts';
import type { Paint } from '../screen.ts';
import { firstLine } from './own-lines.ts';

/** Something that happened in a play, as lines for people. */
export interface Moment {
  /** Milliseconds since the epoch, simulated. */
  at: number;
  lines: string[];
}

/**
 * What happened in a play, in order: what the history tells of each run, faults marked with `!`, what was truly changed outside, and what was
 * wrong, with `✗`, at the moment at which it was seen.
 */
export function momentsOf(watched: Watched, result: PathResult, paint: Paint): Moment[] {
  const { startedAt, reports, injected, calls, broken, notes } = watched;
  // as the lines of a run count; where no run came of it, from the beginning
  const since =
    reports.length === 0 ? startedAt : Math.min(...reports.map((report) => Date.parse(report.startedAt)));
  const stamp = (at: number) =>
    `  ${new Date(at).toISOString().slice(11, 19)}  ${`+${formatDuration((at - since) / 1000)}`.padStart(10)}`;
  const one = (at: number, text: string): Moment => ({ at, lines: [`${stamp(at)}  ${text}`] });
  return [
    ...reports.flatMap((report) => ofRun(report, watched, one, paint)),
    ...injected.map(({ at, fault, call, by }) =>
      one(at, `${paint('red', '!')} ${fault.replaceAll('-', ' ')}: ${call}, by ${by}`),
    ),
    ...calls.flatMap((call) => ofChange(call, one, paint)),
    ...broken.map(({ at, what }) => one(at, `${paint('red', '!')} ${what}`)),
    ...notes.flatMap(({ at, text }) =>
      text.startsWith('* ') ? [one(at, `${paint('red', '!')} ${text.slice(2)}`)] : [],
    ),
    ...result.violations.map(({ at, text }) =>
      one(startedAt + at * 1000, `${paint('red', '✗')} ${paint('bold', firstLine(text))}`),
    ),
  ].toSorted((a, b) => a.at - b.at);
}

type One = (at: number, text: string) => Moment;

function ofRun(report: RunReport, { table }: Watched, one: One, paint: Paint): Moment[] {
  const { run, runbook, startedAt, startedBy, outcome, because, endedAt } = report;
  const told = nothingTold();
  const begun = one(
    Date.parse(startedAt),
    `${paint('cyan', '▸')} ${paint('bold', `run ${run.slice(0, 6)} of ${runbook}`)} begins, started by ${startedBy.kind === 'run' ? 'another run' : startedBy.kind}`,
  );
  const events = table
    .events(run)
    .map((event) => ({ at: Date.parse(event.at), lines: eventLines(event, report, told, paint) }))
    .filter(({ lines }) => lines.length > 0);
  const end =
    endedAt === null
      ? []
      : [
          one(
            Date.parse(endedAt),
            `${paint('cyan', '▪')} ${paint('bold', `run ${run.slice(0, 6)} of ${runbook}`)} ends ${outcome ?? ''}: ${because ?? ''}`,
          ),
        ];
  return [begun, ...events, ...end];
}

const verbs: Record<string, string> = { POST: 'made', DELETE: 'deleted', PATCH: 'changed', PUT: 'changed' };

/** A change outside, at the moment of its effect. */
function ofChange({ facts, request, effect, process }: SeenCall, one: One, paint: Paint): Moment[] {
  if (facts.kind !== 'change' || !effect) return [];
  const { pathname } = new URL(request.url);
  const what = pathname.split('/').slice(3).join('/');
  const verb = verbs[request.method] ?? request.method;
  const taken = effect.status < 300 ? `${verb} outside` : `not ${verb} (${effect.status})`;
  return [
    one(effect.at, `${paint('yellow', '±')} ${taken}: ${what}, by ${process?.name ?? 'the state machine'}`),
  ];
}
