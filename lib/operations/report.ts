import type { Ask, Paging } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { expectedEndOf } from './expected-end.ts';
import { asSeen } from './open-asks.ts';
import type { AskReport, Commander, RunReport } from './operations.ts';
import type { Recorded } from './recorded.ts';
import { isRefusal } from './refused.ts';
import { stepReports } from './step-reports.ts';
import { timeSplitOf } from './time-split.ts';

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
    commander: (run.status === 'open' ? kept.commander : withoutOffer(kept.commander)) ?? null,
    signals: events.filter(isSignal).length,
    notes: events
      .filter((event) => event.kind === 'noted' && !isRefusal(event))
      .map(({ person, at, text }) => ({ by: person ?? '', at, text })),
    expectedEnd: expectedEndOf(recorded, kept.durations ?? { runs: [] }),
    time: timeSplitOf(recorded),
    waitingFor: waitingFor(recorded),
  };
}

/** Another run joined this one. That it looks once more for that is an event of the same kind. */
export function isSignal({ kind, state }: RunEvent): boolean {
  return kind === 'signal' && state.startsWith('Lock');
}

function heldBy({ status, held }: Run): RunReport['held'] {
  const last = held.at(-1);
  return status === 'open' && last && last.to === undefined ? { by: last.by, since: last.from } : null;
}

/** Nobody confirms any more that they take a run over that is closed. */
function withoutOffer(commander: Commander | undefined): Commander | undefined {
  return commander && { by: commander.by, since: commander.since };
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
