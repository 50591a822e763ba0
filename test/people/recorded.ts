import type { Ask } from '../../lib/model/ask.ts';
import { iso } from '../../lib/model/clock.ts';
import type { EventKind, RunEvent } from '../../lib/model/event.ts';
import type { Run } from '../../lib/model/run.ts';

/** What the history has of a run, for what is made of it. */
export const began = Date.parse('2026-11-24T03:12:44.000Z');
export const at = (seconds: number) => iso(began + seconds * 1000);

export function aRecordedRun(more: Partial<Run> = {}): Run {
  return {
    run: 'k3f9aaaabbbbcccc',
    execution: 'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:k3f9',
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'ana' },
    because: 'it is gone',
    inputs: {},
    objectives: {},
    startedAt: at(0),
    deadlineAt: at(5400),
    clusters: {},
    target: { cluster: 'prod-blue', namespace: 'payments' },
    status: 'open',
    held: [],
    ...more,
  };
}

let count = 0;
export function anEvent(kind: EventKind, seconds: number, more: Partial<RunEvent> = {}): RunEvent {
  return {
    run: 'k3f9aaaabbbbcccc',
    at: at(seconds),
    kind,
    state: more.step ?? '',
    step: '',
    iteration: 0,
    generation: 0,
    attempt: 0,
    n: (count += 1),
    text: `text of ${kind}`,
    ...more,
  };
}

export function askOf(more: Partial<Ask> = {}): Ask {
  return {
    id: 'abcdefghijklmnopqrstuvwxyz',
    run: 'k3f9aaaabbbbcccc',
    step: 'ask',
    title: 'Restore over it?',
    iteration: 0,
    generation: 0,
    kind: 'approval',
    question: 'Restore payments?',
    options: ['approve', 'reject'],
    plans: [],
    planHash: 'h',
    levels: [
      { who: 'leads', for: 300 },
      { who: 'managers', for: 300 },
    ],
    level: 0,
    quorum: 1,
    openedAt: at(10),
    levelEndsAt: at(310),
    voices: [],
    told: false,
    token: 'token-that-nobody-may-see',
    ...more,
  };
}
