import type { Definition } from '../model/asl.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Json } from '../model/json.ts';
import type { Transport } from '../model/transport.ts';
import { newExecution } from './apply.ts';
import { viewOf, type EngineApi, type ExecutionView, type Machine } from './api.ts';
import { apiEvent, type Event } from './event.ts';
import { frameOfTicket, type Execution, type TaskAnswer } from './execution.ts';
import { fault } from './fault.ts';
import { isPlain } from './jsonata.ts';
import { MemoryJournal, type Journal } from './journal.ts';
import { randomIds, uuidOf } from './random.ts';
import { Runner, type Submitted } from './runner.ts';
import { serviceOf } from './service.ts';
import { callTask, type Tasks } from './tasks.ts';
import { readToken } from './token.ts';

export type { ExecutionView, Machine } from './api.ts';
export type { TaskAnswer } from './execution.ts';
export type { FunctionCall, Tasks } from './tasks.ts';

export interface EngineOptions {
  clock: Clock;
  random: Random;
  journal?: Journal;
  tasks: Tasks;
  region: string;
  account: string;
  /** Told of every event, after the input that brought it was applied. */
  onEvent?: (executionArn: string, event: Event) => void;
}

/** Runs Step Functions definitions (JSONata, Standard workflows) in this process. */
export class Engine implements EngineApi {
  /** Answers @aws-sdk/client-sfn in this process. */
  readonly service: Transport;
  readonly #options: EngineOptions;
  readonly #journal: Journal;
  readonly #machines = new Map<string, Machine>();
  readonly #runners = new Map<string, Runner>();
  readonly #newId: () => string;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#journal = options.journal ?? new MemoryJournal();
    this.#newId = randomIds(options.random);
    this.service = serviceOf(this);
  }

  stateMachineArn(name: string): string {
    return `arn:aws:states:${this.#options.region}:${this.#options.account}:stateMachine:${name}`;
  }

  now(): number {
    return this.#options.clock.now();
  }

  createStateMachine(name: string, definition: Definition, roleArn?: string): string {
    const { account, clock, random } = this.#options;
    const arn = this.stateMachineArn(name);
    const before = this.#machines.get(arn);
    this.#machines.set(arn, {
      arn,
      name,
      roleArn: roleArn ?? before?.roleArn ?? `arn:aws:iam::${account}:role/${name}`,
      definition,
      createdAt: before?.createdAt ?? clock.now(),
      revisionId: uuidOf(random),
    });
    void this.#journal.append({ kind: 'machine', arn, name, definition });
    return arn;
  }

  machine(arn: string): Machine | undefined {
    return this.#machines.get(arn);
  }

  start(stateMachineArn: string, input: Json, name = this.#newId()): { arn: string; startedAt: number } {
    const machine = this.#machines.get(stateMachineArn);
    if (!machine)
      throw fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#runners.get(arn)?.execution;
    if (existing) {
      if (existing.status === 'RUNNING' && JSON.stringify(existing.input) === JSON.stringify(input))
        return { arn, startedAt: existing.startedAt };
      throw fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    return { arn, startedAt: this.#begin(machine, arn, name, input) };
  }

  #begin({ definition, ...machine }: Machine, arn: string, name: string, input: Json): number {
    const { clock, random, region, account, tasks, onEvent } = this.#options;
    const startedAt = clock.now();
    const chance = Math.floor(random() * 2 ** 32) | 0;
    const { arn: machineArn, name: machineName, roleArn } = machine;
    isPlain(input);
    const execution = newExecution({
      arn,
      name,
      machine: { arn: machineArn, name: machineName, roleArn },
      definition,
      input,
      startedAt,
      chance,
    });
    void this.#journal.append({ kind: 'execution', execution });
    const runner = new Runner(execution, {
      clock,
      journal: this.#journal,
      call: (of, call) => callTask(tasks, call, { executionArn: of.arn, region, account }),
      onEvent: onEvent && ((of, event) => onEvent(of.arn, event)),
    });
    this.#runners.set(arn, runner);
    void runner.submit({ kind: 'start' });
    return startedAt;
  }

  execution(arn: string): ExecutionView | undefined {
    const execution = this.#runners.get(arn)?.execution;
    return execution && viewOf(execution, apiEvent);
  }

  executions(): Execution[] {
    return [...this.#runners.values()].map((runner) => runner.execution);
  }

  /** Resolves at the end of an execution. Fault: ExecutionDoesNotExist. */
  async ended(arn: string): Promise<ExecutionView> {
    return viewOf(await this.#runner(arn).ended, apiEvent);
  }

  async stop(arn: string, error?: string, cause?: string): Promise<ExecutionView> {
    const runner = this.#runner(arn);
    void runner.submit({
      kind: 'stop',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return viewOf(await runner.ended, apiEvent);
  }

  answer(token: string, answer: TaskAnswer): Promise<void> {
    return this.#tell(token, (ticket) => ({ kind: 'called-back', ticket, answer }));
  }

  heartbeat(token: string): Promise<void> {
    return this.#tell(token, (ticket) => ({ kind: 'heartbeat', ticket }));
  }

  /** Hands something to the task of a token, and says so when nobody waits for it: of two answers only one is heard. */
  async #tell(token: string, inputFor: (ticket: string) => Submitted): Promise<void> {
    const read = readToken(token);
    if (!read) throw fault('InvalidToken', "Invalid Token: 'Invalid token'");
    const runner = this.#runners.get(read.executionArn);
    if (!runner)
      throw fault('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist anymore'");
    const { ticket } = read;
    const waits = frameOfTicket(runner.execution, ticket)?.waits;
    const known = waits?.for === 'task' && waits.token === token;
    if (!known || !(await runner.submit(inputFor(ticket))))
      throw fault('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  #runner(arn: string): Runner {
    const runner = this.#runners.get(arn);
    if (!runner) throw fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return runner;
  }

  /** Drops everything where it is, as the end of the process would: no input is applied and no timer fires any more. */
  kill(): void {
    for (const runner of this.#runners.values()) runner.drop();
    this.#runners.clear();
  }
}
