import type { Definition } from '../model/asl.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { StartedBy } from './children.ts';
import type { Event } from './event.ts';

/** Statuses of Step Functions' DescribeExecution. */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface MachineOfExecution {
  arn: string;
  name: string;
  roleArn: string;
  versionArn?: string;
  aliasArn?: string;
}

/**
 * Everything that is known of an execution, as plain data: it can be written down, read back and copied at any moment
 * between two inputs. Nothing of it lives in a closure. Instants are milliseconds since the epoch.
 */
export interface Execution {
  arn: string;
  name: string;
  /** What it was started with; a version's or an alias' ARN where one was named. */
  machine: MachineOfExecution;
  /** The definition as it was when the execution started. */
  definition: Definition;
  input: Json;
  status: Status;
  startedAt: number;
  stoppedAt?: number;
  output?: Json;
  error?: string;
  cause?: string;
  /** Threads of control by id: the root is '0', a branch or an iteration is a child of the frame that waits for it. */
  frames: Record<string, Frame>;
  /** Ids given so far, for frames and for what frames wait for: never given twice. */
  ids: number;
  /** State of the execution's own chance, drawn from the handed-in one at the start: the same inputs give the same execution. */
  chance: number;
  /** When the whole execution times out. */
  deadline?: number;
  events: Event[];
  /** Present when a task of another execution started it. */
  startedBy?: StartedBy;
}

/** One thread of control: it is in one state of one list of states, and ready, or waits for something. */
export interface Frame {
  id: string;
  /** The frame that waits for this one; absent for the root. */
  parent?: string;
  /** Which branch or iteration of the parent's state it is. */
  index: number;
  /** Value of the Map's item, for `$states.context.Map.Item.Value`. */
  item?: Json;
  /** Name of the state that it is in, or that it enters next. */
  state: string;
  input: Json;
  /** Own variables; those of the frames above can be read, too. */
  variables: JsonObject;
  /** Last event of this thread. */
  last: number;
  /** The state's entered event, the one before it, and its instant. */
  entered: number;
  before: number;
  enteredAt: number;
  /** How often each retrier has struck since the state was entered. */
  retried: number[];
  waits: Waits;
}

/** A Map's or a Parallel's children. Results are in order; null until they are there. */
export interface Children {
  results: Json[];
  /** Ids of the frames that still run. */
  running: string[];
}

/** What a frame waits for. `ticket` is unique within the execution: what was dropped is not mistaken for what is awaited now. */
export type Waits =
  | { for: 'turn' }
  | { for: 'instant'; ticket: string; at: number; to: 'leave' | 'retry' }
  | ({ for: 'task' } & PendingTask)
  | ({ for: 'branches' } & Children)
  | ({
      for: 'iterations';
      items: Json[];
      /** What each iteration gets: the item, or what ItemSelector makes of it. */
      inputs: Json[];
      /** How many iterations were begun. */
      begun: number;
      /** 0 is without limit. */
      together: number;
      /** How many failed iterations are tolerated; null where the definition sets no such threshold. */
      toleratedCount: number | null;
      toleratedPercentage: number | null;
      failed: number[];
    } & Children);

export interface PendingTask {
  ticket: string;
  resource: string;
  arguments: Json;
  /** Present when the task is a callback: what comes with this token answers it. */
  token?: string;
  /** The call of a callback task was answered: from here on only the token is waited for. */
  submitted?: true;
  timeoutAt?: number;
  heartbeatMs?: number;
  heartbeatAt?: number;
}

/** A task's answer: its result, or an error's name and cause. */
export type TaskAnswer = ({ ok: Json } | { error?: string | undefined; cause?: string | undefined }) & {
  /** What began a job answered, where the task waits for the job (`.sync`). */
  submitted?: Json;
};

/** What happens to an execution from outside, one at a time. `at` is the instant: the engine's core does not look at the clock. */
export type Input =
  | { kind: 'start'; at: number }
  /** The function or service that a task calls has answered. */
  | { kind: 'answered'; at: number; ticket: string; answer: TaskAnswer }
  /** Someone sent success or failure with a task token. */
  | { kind: 'called-back'; at: number; ticket: string; answer: TaskAnswer }
  | { kind: 'heartbeat'; at: number; ticket: string }
  /** What was waited for is due: `ticket` is a frame's, or the execution's own deadline. */
  | { kind: 'due'; at: number; ticket: string }
  | { kind: 'stop'; at: number; error?: string; cause?: string };

/** What applying an input asks for. Timers are no effects: they are read from the frames. */
export interface TaskCall {
  ticket: string;
  /** The thread that waits for it. */
  frame: string;
  resource: string;
  arguments: Json;
  state: string;
}

/** Ticket of the execution's own deadline. */
export const deadlineTicket = 'deadline';

/** A new id within the execution. */
export function nextId(execution: Execution): string {
  execution.ids += 1;
  return String(execution.ids);
}

/** The instants that an execution waits for, by ticket; a task's is the earlier of its timeout and its heartbeat. */
export function timersOf(execution: Execution): Map<string, number> {
  const timers = new Map<string, number>();
  if (execution.status !== 'RUNNING') return timers;
  if (execution.deadline !== undefined) timers.set(deadlineTicket, execution.deadline);
  for (const frame of Object.values(execution.frames)) {
    const { waits } = frame;
    if (waits.for === 'instant') timers.set(waits.ticket, waits.at);
    if (waits.for !== 'task') continue;
    const at = Math.min(waits.timeoutAt ?? Infinity, waits.heartbeatAt ?? Infinity);
    if (at < Infinity) timers.set(waits.ticket, at);
  }
  return timers;
}

/** The calls outside that an execution waits for: asked for, and not answered yet. */
export function callsOf(execution: Execution): TaskCall[] {
  return Object.values(execution.frames).flatMap(({ id, waits, state }) =>
    waits.for === 'task' && !waits.submitted
      ? [{ ticket: waits.ticket, frame: id, resource: waits.resource, arguments: waits.arguments, state }]
      : [],
  );
}

/** The frame that waits with this ticket; undefined when it was dropped or answered. */
export function frameOfTicket(execution: Execution, ticket: string): Frame | undefined {
  return Object.values(execution.frames).find(
    ({ waits }) => (waits.for === 'task' || waits.for === 'instant') && waits.ticket === ticket,
  );
}
