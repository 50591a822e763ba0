import type { Machine } from './api.ts';
import { applySafely, giveUp } from './apply.ts';
import type { Execution } from './execution.ts';
import { markOf, type JournalEntry } from './journal.ts';

/** The engine's state as a journal leaves it. */
export interface Recovered {
  /** By ARN. */
  machines: Map<string, Machine>;
  /** By ARN, in the order in which they were started. */
  executions: Map<string, Execution>;
  /** When executions ended of which only the name is known any more, by ARN. Milliseconds since the epoch. */
  forgotten: Map<string, number>;
  /** The last instant that is known, milliseconds since the epoch; 0 when none is. */
  lastAt: number;
  /** What was not as it should be and was dealt with, for people. */
  findings: string[];
  /** Executions that could not be brought back, and were ended as failed: why, by ARN. */
  givenUp: Map<string, string>;
}

export function nothingRecovered(): Recovered {
  return {
    machines: new Map(),
    executions: new Map(),
    forgotten: new Map(),
    lastAt: 0,
    findings: [],
    givenUp: new Map(),
  };
}

/** Applies an entry of the journal to the state that was recovered so far. */
export async function recover(state: Recovered, entry: JournalEntry): Promise<void> {
  switch (entry.kind) {
    case 'machine':
      state.machines.set(entry.machine.arn, entry.machine);
      return;
    case 'execution': {
      const { execution } = entry;
      state.executions.set(execution.arn, execution);
      state.givenUp.delete(execution.arn);
      known(state, execution.events.at(-1)?.at ?? execution.startedAt);
      return;
    }
    case 'forgotten':
      state.executions.delete(entry.executionArn);
      state.forgotten.set(entry.executionArn, entry.stoppedAt);
      return;
    case 'input':
      return input(state, entry);
  }
}

function known(state: Recovered, at: number): void {
  state.lastAt = Math.max(state.lastAt, at);
}

async function input(
  state: Recovered,
  { executionArn, input: given, before }: Extract<JournalEntry, { kind: 'input' }>,
): Promise<void> {
  known(state, given.at);
  const execution = state.executions.get(executionArn);
  if (execution?.status !== 'RUNNING') return;
  if (before && markOf(execution).some((value, index) => value !== before[index])) {
    // Going on from a state that it never was in could do anything outside: it ends, and people look.
    const cause =
      'The execution could not be resumed: replaying its journal does not give the state that it was in. It was written by another version of the engine.';
    giveUp(execution, given.at, cause);
    state.givenUp.set(executionArn, cause);
    return;
  }
  await applySafely(execution, given);
}
