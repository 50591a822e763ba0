import type { Ask, Voice } from '../../lib/model/ask.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import type { LedgerEntry } from '../../lib/model/ledger.ts';
import { type Run, runIdOf } from '../../lib/model/run.ts';
import type { Hold, Root } from '../../lib/model/target.ts';

export const start = Date.parse('2026-11-24T03:00:00.000Z');
/** A time, so many seconds after the start. */
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

let executions = 0;
/** An execution that no other test has. */
export function newExecution(): string {
  executions += 1;
  return `arn:aws:states:eu-central-1:111122223333:execution:restore-namespace:test-${executions}`;
}

export function aRun(given: Partial<Run> = {}): Run {
  const execution = given.execution ?? newExecution();
  return {
    run: runIdOf(execution),
    execution,
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'ada' },
    because: 'a test',
    inputs: { cluster: 'prod-blue', namespace: 'payments' },
    objectives: { rto: 4500 },
    startedAt: at(0),
    deadlineAt: at(5400),
    clusters: {},
    status: 'open',
    held: [],
    ...given,
  };
}

export function aRoot(name = 'prod-blue', kind: Root['kind'] = 'cluster'): Root {
  return { kind, account: '111122223333', region: 'eu-west-1', name };
}
export function aHold(name = 'prod-blue', part: string | null = null): Hold {
  return { root: aRoot(name), part };
}

export function anEntry(given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    external: 'rb-run-0-0-restore',
    step: 'restore',
    uses: 'restore-backup',
    generation: 0,
    iteration: 0,
    specHash: 'hash-1',
    spec: { backup: 'nightly', labels: { 'a/b.c': 'd' } },
    root: 'prod-blue',
    intendedAt: at(10),
    writeId: 'write-1',
    ...given,
  };
}

let asks = 0;
export function anAsk(given: Partial<Ask> = {}): Ask {
  asks += 1;
  return {
    id: `ask-${asks}`,
    run: `run-of-ask-${asks}`,
    step: 's4',
    title: 'Restore over what is there?',
    iteration: 0,
    generation: 0,
    kind: 'approval',
    question: 'Restore payments?',
    options: ['approve', 'reject'],
    plans: [],
    planHash: 'hash',
    levels: [
      { who: 'platform-leads', for: 300 },
      { who: 'platform-managers', for: 300 },
    ],
    level: 0,
    quorum: 1,
    openedAt: at(20),
    levelEndsAt: at(320),
    voices: [],
    told: false,
    token: 'token-1',
    ...given,
  };
}

export function aVoice(by: string, answer: Voice['answer'] = 'approve', given: Partial<Voice> = {}): Voice {
  return { by, answer, because: '', at: at(60), ...given };
}

export function anEvent(given: Partial<RunEvent> = {}): RunEvent {
  return {
    run: 'run',
    at: at(0),
    kind: 'step-done',
    state: 'Look at the cluster and the namespace',
    step: 'look',
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: 0,
    text: 'healthy',
    ...given,
  };
}
