import type { Definition } from '../model/asl.ts';
import type { Json } from '../model/json.ts';
import type { StartedBy } from './children.ts';
import type { ApiEvent } from './event.ts';
import type { Execution, Status, TaskAnswer } from './execution.ts';
import type { Alias, Version } from './versions.ts';

/** A state machine: its definition is that of the latest revision. */
export interface Machine {
  arn: string;
  name: string;
  roleArn: string;
  definition: Definition;
  /** Milliseconds since the epoch. */
  createdAt: number;
  revisionId: string;
  versions?: Version[];
  /** How many numbers of versions were given: none is given twice. */
  versionsGiven?: number;
  aliases?: Alias[];
  /** Set when it was deleted: its executions go on, nothing else sees it. */
  deletedAt?: number;
}

/** What can be seen of an execution. Instants are milliseconds since the epoch. */
export interface ExecutionView {
  arn: string;
  name: string;
  stateMachineArn: string;
  versionArn?: string;
  aliasArn?: string;
  status: Status;
  input: Json;
  startedAt: number;
  stoppedAt?: number;
  output?: Json;
  error?: string;
  cause?: string;
  /** Made when it is read. */
  readonly events: ApiEvent[];
}

/** What the service's API needs of the engine. */
export interface EngineApi {
  now(): number;
  stateMachineArn(name: string): string;
  /** Makes a state machine, or gives one of that name a new definition for new executions. Gives back its ARN. */
  createStateMachine(name: string, definition: Definition, roleArn?: string): string;
  /** By its ARN. */
  machine(arn: string): Machine | undefined;
  /** All of them, in the order in which they were made. */
  machines(): Machine[];
  /** Keeps a state machine as it is given: with its versions and aliases. */
  putStateMachine(machine: Machine): void;
  /** Executions that run go on. One that is not there is deleted already. */
  deleteStateMachine(arn: string): void;
  /**
   * Starts an execution, of a version or by an alias where the ARN names one. The same name with the same input, while it is running, is the same execution.
   * Faults: StateMachineDoesNotExist, ExecutionAlreadyExists.
   */
  start(
    stateMachineArn: string,
    input: Json,
    name?: string,
    startedBy?: StartedBy,
  ): { arn: string; startedAt: number };
  /** Status, output, error, cause and events of an execution; undefined when there is none. */
  execution(arn: string): ExecutionView | undefined;
  /** All executions, in the order in which they were started. */
  executions(): readonly Execution[];
  /** Aborts an execution. One that has ended stays as it is. Fault: ExecutionDoesNotExist. */
  stop(arn: string, error?: string, cause?: string): Promise<ExecutionView>;
  /** Answers the task of a token. Faults: InvalidToken, TaskDoesNotExist, TaskTimedOut (answered, timed out or cut off before). */
  answer(token: string, answer: TaskAnswer): Promise<void>;
  /** Tells that the task of a token is alive. Faults as of `answer`. */
  heartbeat(token: string): Promise<void>;
}

export function viewOf(
  execution: Execution,
  shape: (event: Execution['events'][number]) => ApiEvent,
): ExecutionView {
  const { arn, name, machine, status, input, startedAt, events } = execution;
  return {
    arn,
    name,
    stateMachineArn: machine.arn,
    ...(machine.versionArn === undefined ? {} : { versionArn: machine.versionArn }),
    ...(machine.aliasArn === undefined ? {} : { aliasArn: machine.aliasArn }),
    status,
    input,
    startedAt,
    ...(execution.stoppedAt === undefined ? {} : { stoppedAt: execution.stoppedAt }),
    ...(execution.output === undefined ? {} : { output: execution.output }),
    ...(execution.error === undefined ? {} : { error: execution.error }),
    ...(execution.cause === undefined ? {} : { cause: execution.cause }),
    get events() {
      return events.map(shape);
    },
  };
}
