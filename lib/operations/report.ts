import type { Manifest } from '../compiler/manifest.ts';
import type { Ask } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { AskReport, RunReport } from './operations.ts';
import { stepReports } from './step-reports.ts';

export interface Recorded {
  run: Run;
  events: RunEvent[];
  asks: Ask[];
  ledger: Ledger | undefined;
  /** Absent when the runbook is not there any more: steps are then those that events know. */
  manifest: Manifest | undefined;
  /** Milliseconds. */
  now: number;
}

/** A run's record, as it is shown. */
export function reportOf(recorded: Recorded): RunReport {
  const { run, asks, ledger, now } = recorded;
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  return {
    run: run.run,
    runbook: run.runbook,
    title: run.title,
    world: run.world,
    mode: run.mode,
    target: run.target ? describeTarget(run.target) : '',
    status: run.status,
    outcome: run.outcome ?? null,
    because: run.endedBecause ?? null,
    badInput: run.badInput ?? false,
    startedBy: run.startedBy,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? null,
    deadlineAt: run.deadlineAt,
    seconds: Math.max(0, Math.round((end - Date.parse(run.startedAt)) / 1000)),
    objectives: run.objectives,
    steps: stepReports(recorded),
    asks: asks
      .map(withoutToken)
      .sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0)),
    changed: Object.values(ledger?.entries ?? {}).map(({ external, step, doneAt }) => ({
      external,
      step,
      done: doneAt !== undefined,
    })),
    joined: run.joined ?? null,
  };
}

/** Whoever has the token can answer the question: it is shown nowhere. */
function withoutToken({ token: _token, told: _told, ...ask }: Ask): AskReport {
  return ask;
}
