import type { Definition } from '../model/asl.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Json } from '../model/json.ts';
import type { Transport } from '../model/transport.ts';
import { newExecution } from './apply.ts';
import { viewOf, type EngineApi, type ExecutionView, type Machine } from './api.ts';
import { Children, type StartedBy } from './children.ts';
import { apiEvent, type Event } from './event.ts';
import { frameOfTicket, type Execution, type TaskAnswer } from './execution.ts';
import { fault } from './fault.ts';
import { isPlain } from './jsonata.ts';
import { durableService } from './durable-service.ts';
import { noJournal, type Journal } from './journal.ts';
import { nothingRecovered, type Recovered } from './recovery.ts';
import { resume } from './resume.ts';
import { randomIds, uuidOf } from './random.ts';
import { Runner, type Submitted } from './runner.ts';
import { serviceOf } from './service.ts';
import { callTask, type Tasks } from './tasks.ts';
import { readToken } from './token.ts';
import { resolve, type Resolved } from './versions.ts';

export type { ExecutionView, Machine } from './api.ts';
export type { TaskAnswer } from './execution.ts';
export type { FunctionCall, Tasks } from './tasks.ts';

export interface EngineOptions {
  clock: Clock;
  random: Random;
  /** Default: nothing is kept beyond the process. */
  journal?: Journal;
  /** What the journal knew when it was opened. It goes on with `resume`. */
  recovered?: Recovered;
  /** How many executions that have ended are kept with their history, when a journal begins anew. Default: 100. */
  endedMax?: number;
  tasks: Tasks;
  region: string;
  account: string;
  /** Told of every event, after the input that brought it was applied. */
  onEvent?: (executionArn: string, event: Event) => void;
}

/** How long the name of an execution that ended cannot be used again. Source: API reference of StartExecution, 90 days. */
const namesKeptMs = 90 * 86_400_000;

/** How many executions are written down in one go, while everything else waits. */
const checkpointTogether = 50;

/** Runs Step Functions definitions (JSONata, Standard workflows) in this process. */
export class Engine implements EngineApi {
  /** Answers @aws-sdk/client-sfn in this process. */
  readonly service: Transport;
  readonly #options: EngineOptions;
  readonly #journal: Journal;
  readonly #machines: Map<string, Machine>;
  readonly #runners = new Map<string, Runner>();
  /** When executions ended of which only the name is kept, by ARN: a name is not used again. */
  readonly #forgotten: Map<string, number>;
  readonly #children = new Children();
  readonly #newId: () => string;
  #killed = false;

  constructor(options: EngineOptions) {
    const { machines, executions, forgotten } = options.recovered ?? nothingRecovered();
    this.#options = options;
    this.#journal = options.journal ?? noJournal;
    this.#machines = new Map(machines);
    this.#forgotten = new Map(forgotten);
    for (const execution of executions.values()) this.#run(execution);
    this.#newId = randomIds(options.random);
    this.service = durableService(serviceOf(this), this.#journal);
    this.#journal.attach?.(() => this.#checkpoint());
  }

  /** Lets go on what was recovered. Resolves when everything that is overdue was applied. */
  resume(): Promise<void> {
    const { clock, recovered } = this.#options;
    const givenUp = [...(recovered?.givenUp.keys() ?? [])].flatMap((arn) => this.#runners.get(arn) ?? []);
    // What was to be stopped, and the process before ended in between.
    for (const execution of this.executions()) this.#stopAbandoned(execution);
    return resume([...this.#runners.values()], givenUp, clock);
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
    const before = this.machine(arn);
    const machine: Machine = {
      ...before,
      arn,
      name,
      roleArn: roleArn ?? before?.roleArn ?? `arn:aws:iam::${account}:role/${name}`,
      definition,
      createdAt: before?.createdAt ?? clock.now(),
      revisionId: uuidOf(random),
    };
    this.putStateMachine(machine);
    return arn;
  }

  putStateMachine(machine: Machine): void {
    this.#machines.set(machine.arn, machine);
    this.#journal.append({ kind: 'machine', machine });
  }

  deleteStateMachine(arn: string): void {
    const machine = this.machine(arn);
    if (machine) this.putStateMachine({ ...machine, deletedAt: this.now() });
  }

  machine(arn: string): Machine | undefined {
    const machine = this.#machines.get(arn);
    return machine?.deletedAt === undefined ? machine : undefined;
  }

  machines(): Machine[] {
    return [...this.#machines.values()].filter(({ deletedAt }) => deletedAt === undefined);
  }

  start(
    stateMachineArn: string,
    input: Json,
    name = this.#newId(),
    startedBy?: StartedBy,
  ): { arn: string; startedAt: number } {
    const own = startedBy && this.#children.startedBy(startedBy);
    if (own) return { arn: own.arn, startedAt: own.startedAt };
    const resolved = resolve((named) => this.machine(named), stateMachineArn, this.#options.random);
    if (!resolved)
      throw fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    const arn = `${resolved.machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#runners.get(arn)?.execution;
    if (existing) {
      if (existing.status === 'RUNNING' && JSON.stringify(existing.input) === JSON.stringify(input))
        return { arn, startedAt: existing.startedAt };
      throw fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    if (this.#forgotten.has(arn)) throw fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    return { arn, startedAt: this.#begin(resolved, arn, name, input, startedBy) };
  }

  #begin(
    { machine, definition, roleArn, ...qualified }: Resolved,
    arn: string,
    name: string,
    input: Json,
    startedBy: StartedBy | undefined,
  ): number {
    const { clock, random } = this.#options;
    const startedAt = clock.now();
    const chance = Math.floor(random() * 2 ** 32) | 0;
    isPlain(input);
    const execution = newExecution({
      arn,
      name,
      machine: { arn: machine.arn, name: machine.name, roleArn, ...qualified },
      definition,
      input,
      startedAt,
      chance,
      ...(startedBy ? { startedBy } : {}),
    });
    this.#journal.append({ kind: 'execution', execution });
    void this.#run(execution).submit({ kind: 'start' });
    return startedAt;
  }

  #run(execution: Execution): Runner {
    const { clock, region, account, tasks, onEvent } = this.#options;
    const runner = new Runner(execution, {
      clock,
      journal: this.#journal,
      call: (of, call) => callTask(tasks, call, { executionArn: of.arn, region, account }),
      onEvent: onEvent && ((of, event) => onEvent(of.arn, event)),
      onApplied: (of) => this.#stopAbandoned(of),
    });
    this.#runners.set(execution.arn, runner);
    this.#children.add(execution);
    return runner;
  }

  /** What a task ran and nobody waits for any more is stopped. */
  #stopAbandoned(parent: Execution): void {
    for (const { arn } of this.#children.abandonedBy(parent))
      void this.#runners.get(arn)?.submit({ kind: 'stop' });
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

  /** Writes down the present state where the journal begins anew; executions that ended long ago go. */
  async #checkpoint(): Promise<void> {
    // A journal that goes on for a moment must not take an engine without executions for the present state.
    if (this.#killed) return new Promise(() => {});
    const { endedMax = 100 } = this.#options;
    const journal = this.#journal;
    const ended = [...this.#runners.values()]
      .map(({ execution }) => execution)
      .filter(({ status }) => status !== 'RUNNING')
      .sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
    for (const { arn, stoppedAt = 0 } of ended.slice(endedMax)) {
      this.#runners.delete(arn);
      this.#forgotten.set(arn, stoppedAt);
    }
    for (const machine of this.#machines.values()) journal.append({ kind: 'machine', machine });
    for (const [executionArn, stoppedAt] of this.#forgotten)
      if (stoppedAt < this.now() - namesKeptMs) this.#forgotten.delete(executionArn);
      else journal.append({ kind: 'forgotten', executionArn, stoppedAt });
    const runners = [...this.#runners.values()];
    for (let from = 0; from < runners.length; from += checkpointTogether) {
      await Promise.all(runners.slice(from, from + checkpointTogether).map((runner) => runner.checkpoint()));
      await journal.synced();
    }
  }

  /** Drops everything where it is, as the end of the process would: no input is applied and no timer fires any more. */
  kill(): void {
    this.#killed = true;
    for (const runner of this.#runners.values()) runner.drop();
    this.#runners.clear();
  }
}
