import type { Ask, Paging } from '../model/ask.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { asSeen } from './open-asks.ts';
import type { AskReport, RunReport } from './operations.ts';
import type { Recorded } from './recorded.ts';
import { stepReports } from './step-reports.ts';

/** A run's record, as it is shown. */
export function reportOf(kept: Recorded): RunReport {
  const recorded = { ...kept, asks: kept.asks.map((ask) => asSeen(ask, kept.now)) };
  const { run, asks, events, ledger, now } = recorded;
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
    inputs: run.inputs,
    startedBy: run.startedBy,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? null,
    deadlineAt: run.deadlineAt,
    seconds: Math.max(0, Math.round((end - Date.parse(run.startedAt)) / 1000)),
    objectives: run.objectives,
    steps: stepReports(recorded),
    asks: asks
      .map((ask) => asReported(ask, kept.paging ?? []))
      .sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0)),
    changed: Object.values(ledger?.entries ?? {}).map(({ external, step, doneAt }) => ({
      external,
      step,
      done: doneAt !== undefined,
    })),
    joined: run.joined ?? null,
    held: heldBy(run),
    stepping: (run.status === 'open' ? run.stepping : undefined) ?? null,
    severity: run.severity ?? kept.manifest?.severity ?? 'high',
    owner: run.owner ?? kept.manifest?.owner ?? '',
    commander: kept.commander ?? null,
    signals: events.filter(({ kind }) => kind === 'signal').length,
    expectedEnd: null,
    time: { machine: 0, people: 0, noticing: 0, deciding: 0, doing: 0 },
    waitingFor: waitingFor(recorded),
  };
}

function heldBy({ status, held }: Run): RunReport['held'] {
  const last = held.at(-1);
  return status === 'open' && last && last.to === undefined ? { by: last.by, since: last.from } : null;
}

/** The newest thing that a step said it waits for, unless that step has said more since. */
function waitingFor({ run, events }: Recorded): string | null {
  if (run.status !== 'open') return null;
  const last = events.findLast(({ step }) => step !== '');
  return last?.kind === 'step-waiting' ? last.text : null;
}

/** Whoever has the token can answer the question: it is shown nowhere. */
function asReported({ token: _token, told: _told, ...ask }: Ask, paging: Paging[]): AskReport {
  const own = paging.find((one) => one.ask === ask.id);
  return { ...ask, pages: own?.pages ?? [], acks: own?.acks ?? [] };
}
