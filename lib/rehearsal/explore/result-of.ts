import type { Run } from '../../model/run.ts';
import type { RunReport } from '../../operations/operations.ts';
import { judge } from '../invariants/all.ts';
import { judgePeople } from '../people/checks/all.ts';
import type { Watched } from '../watched.ts';
import { badEndingOf, type Ending } from './ending.ts';
import { type Path, pathId } from './path.ts';
import type { PathResult, PathRun, Question } from './result.ts';
import { siteOf } from './sites.ts';
import type { Subject } from './subject.ts';

/** What a path came to, of everything that was watched of it. */
export function resultOf(path: Path, watched: Watched, subject: Subject): PathResult {
  const { startedAt, endedAt, calls, table, reports } = watched;
  const violations = [...judge(watched), ...(subject.directory ? judgePeople(watched) : [])].map(
    ({ invariant, at, run, text }) => ({ invariant, at: Math.round((at - startedAt) / 1000), run, text }),
  );
  const chain = chainOf(table.runs(), subject.runbook.runbook);
  const last = chain.at(-1);
  const own = reports.find(({ run }) => run === chain[0]?.run);
  const [bad] = violations;
  const recovers = last && wellOutcomes.includes(last.outcome ?? '') && last.endedAt;
  return {
    id: pathId(path),
    path,
    ending: bad ? badEndingOf(bad) : goodEndingOf(last, reports),
    violations,
    runs: table.runs().map(pathRun),
    recoveredAfter: recovers ? Math.round((Date.parse(last.endedAt ?? '') - startedAt) / 1000) : null,
    steps: Object.fromEntries(
      (own?.steps ?? []).flatMap(({ id, seconds }) => (seconds === null ? [] : [[id, seconds]])),
    ),
    reached: (own?.steps ?? [])
      .filter(({ status }) => status !== 'waiting' && status !== 'skipped')
      .map(({ id }) => id),
    happened: hasHappened(path, watched),
    site: siteOf(path, watched),
    questions: questionsOf(watched),
    calls: calls.length,
    virtualSeconds: Math.round((endedAt - startedAt) / 1000),
  };
}

const wellOutcomes: readonly string[] = ['recovered', 'recovered-with-skips'];

/** The first run of the runbook, and what it handed on to, one after the other. */
function chainOf(runs: Run[], runbook: string): Run[] {
  const [first] = runs
    .filter((run) => run.runbook === runbook && run.outcome !== 'joined' && run.startedBy.kind !== 'run')
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const chain: Run[] = [];
  for (let next = first; next && !chain.includes(next); ) {
    chain.push(next);
    const to: string | undefined = next.handedOnTo;
    next = runs.find(({ run }) => run === to);
  }
  return chain;
}

function goodEndingOf(last: Run | undefined, reports: RunReport[]): Ending {
  if (!last) return 'refused';
  const { run, outcome } = last;
  if (outcome === 'refused') return 'refused';
  if (outcome === 'nothing-to-do' || wellOutcomes.includes(outcome ?? '')) return 'recovered';
  const changed = reports.some((report) => report.run === run && report.changed.length > 0);
  return outcome === 'aborted' && changed ? 'aborted' : 'human';
}

function pathRun({ run, runbook, outcome, endedBecause, startedAt, endedAt }: Run): PathRun {
  return {
    run,
    runbook,
    outcome: outcome ?? null,
    because: endedBecause ?? '',
    seconds: endedAt ? Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000) : null,
  };
}

function hasHappened({ faults, people, happens }: Path, { injected, calls, table }: Watched): boolean {
  const asked = table.runs().flatMap(({ run }) => table.asks(run)).length;
  return (
    faults.every(({ kind, nth }) => injected.some((one) => one.kind === kind && one.nth === nth)) &&
    happens.every(({ kind, nth }) => calls.some((call) => call.facts.kind === kind && call.nth === nth)) &&
    people.every(({ ask }) => ask <= asked)
  );
}

/** In the order in which they were asked. */
function questionsOf({ table }: Watched): Question[] {
  return table
    .runs()
    .flatMap(({ run }) => table.asks(run))
    .filter(({ kind }) => kind !== 'wait')
    .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : a.id < b.id ? -1 : 1))
    .map(({ run, kind, step, title, options, decision, back = [] }, n) => ({
      ask: n + 1,
      kind,
      step,
      runbook: table.run(run)?.runbook ?? '',
      title,
      options,
      answer: decision?.answer ?? null,
      back: back.map((one) => one.step),
    }));
}
