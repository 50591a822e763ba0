import type { Definition } from '../model/asl.ts';
import type { Json } from '../model/json.ts';
import type { StartedBy } from './children.ts';
import {
  deadlineTicket,
  frameOfTicket,
  type Execution,
  type Input,
  type MachineOfExecution,
  type TaskCall,
} from './execution.ts';
import { attempt, endWith, enter, newFrame } from './flow.ts';
import { eventsMax } from './limits.ts';
import { kinds } from './states/table.ts';
import { emitAfter, HistoryFull, type Work } from './work.ts';

/** An execution that has not begun: its first input is `start`. */
export function newExecution(given: {
  arn: string;
  name: string;
  machine: MachineOfExecution;
  definition: Definition;
  input: Json;
  startedAt: number;
  chance: number;
  startedBy?: StartedBy;
}): Execution {
  return { ...given, status: 'RUNNING', frames: {}, ids: 0, events: [] };
}

/**
 * Applies one input to an execution: changes its state, appends events, runs until everything in it waits, and says
 * what has to be called. It looks at neither clock nor chance of the outside: the same execution and the same input
 * give the same again. An input that nobody waits for any more changes nothing. One at a time for each execution.
 */
export async function apply(execution: Execution, input: Input): Promise<TaskCall[]> {
  if (execution.status !== 'RUNNING') return [];
  const work: Work = { execution, at: input.at, turns: [], calls: [], kinds };
  try {
    await take(work, input);
    for (let id = work.turns.shift(); id !== undefined; id = work.turns.shift()) {
      const frame = execution.frames[id];
      if (frame) await enter(work, frame);
    }
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    const cause = `The execution reached the maximum number of history events (${eventsMax}).`;
    const ending = { status: 'FAILED', type: 'ExecutionFailed' } as const;
    endWith(work, error.previousEventId, ending, 'States.Runtime', cause);
  }
  return work.calls;
}

async function take(work: Work, input: Input): Promise<void> {
  switch (input.kind) {
    case 'start':
      return start(work);
    case 'answered':
    case 'called-back':
      return answered(work, input);
    case 'heartbeat':
      return heartbeat(work, input.ticket);
    case 'due':
      return due(work, input.ticket);
    case 'stop':
      return endWith(work, 0, { status: 'ABORTED', type: 'ExecutionAborted' }, input.error, input.cause);
  }
}

function start(work: Work): void {
  const { execution } = work;
  if (execution.events.length > 0) return;
  const { definition } = execution;
  emitAfter(work, 0, 'ExecutionStarted', { input: execution.input, roleArn: execution.machine.roleArn });
  if (definition.TimeoutSeconds !== undefined)
    execution.deadline = execution.startedAt + definition.TimeoutSeconds * 1000;
  const root = newFrame(execution, { state: definition.StartAt, input: execution.input });
  work.turns.push(root.id);
}

async function answered(
  work: Work,
  { ticket, answer, kind }: Extract<Input, { kind: 'answered' | 'called-back' }>,
): Promise<void> {
  const frame = frameOfTicket(work.execution, ticket);
  if (frame?.waits.for !== 'task') return;
  await attempt(work, frame, (of, state) =>
    of.answered?.(work, frame, state, answer, kind === 'called-back'),
  );
}

function heartbeat(work: Work, ticket: string): void {
  const waits = frameOfTicket(work.execution, ticket)?.waits;
  if (waits?.for === 'task' && waits.heartbeatMs !== undefined)
    waits.heartbeatAt = work.at + waits.heartbeatMs;
}

async function due(work: Work, ticket: string): Promise<void> {
  if (ticket === deadlineTicket) return timedOut(work);
  const frame = frameOfTicket(work.execution, ticket);
  if (!frame) return;
  const { waits } = frame;
  if (waits.for === 'instant' && waits.at > work.at) return;
  if (waits.for === 'task' && work.at < Math.min(waits.timeoutAt ?? Infinity, waits.heartbeatAt ?? Infinity))
    return;
  const retry = waits.for === 'instant' && waits.to === 'retry';
  await attempt(work, frame, (of, state) =>
    retry ? of.begin(work, frame, state) : of.due?.(work, frame, state),
  );
}

/** As `apply`; a defect of the engine ends the execution, saying why, and does not leave it hanging. */
export async function applySafely(execution: Execution, input: Input): Promise<TaskCall[]> {
  try {
    return await apply(execution, input);
  } catch (error) {
    giveUp(execution, input.at, error instanceof Error ? (error.stack ?? error.message) : String(error));
    return [];
  }
}

/** Measured: the event names the error, the execution does not. */
function timedOut(work: Work): void {
  endWith(work, 0, { status: 'TIMED_OUT', type: 'ExecutionTimedOut' }, 'States.Timeout', undefined);
  delete work.execution.error;
}

/** Ends an execution that the engine cannot go on with, saying why. */
export function giveUp(execution: Execution, at: number, cause: string): void {
  if (execution.status !== 'RUNNING') return;
  const work: Work = { execution, at, turns: [], calls: [], kinds };
  endWith(work, 0, { status: 'FAILED', type: 'ExecutionFailed' }, 'States.Runtime', cause);
}
