import type { Clock } from '../model/clock.ts';
import { applySafely } from './apply.ts';
import type { Event } from './event.ts';
import {
  callsOf,
  deadlineTicket,
  frameOfTicket,
  timersOf,
  type Execution,
  type Input,
  type TaskAnswer,
  type TaskCall,
} from './execution.ts';
import { markOf, type Journal } from './journal.ts';

/** An input that gets its instant when its turn comes. */
export type Submitted = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never;

/** What a runner needs from the engine. */
export interface Surroundings {
  clock: Clock;
  journal: Journal;
  call: (execution: Execution, call: TaskCall) => Promise<TaskAnswer>;
  onEvent: ((execution: Execution, event: Event) => void) | undefined;
  /** Told when inputs were applied, and what they asked for was called. */
  onApplied?: (execution: Execution) => void;
}

interface Waiting {
  input: Submitted;
  heard: (heard: boolean) => void;
}

/** Carries one execution: inputs one at a time, in order; timers as its frames want them; calls as they are asked for. */
export class Runner {
  readonly execution: Execution;
  /** Resolves when the execution has ended; never, when it is dropped before. */
  readonly ended: Promise<Execution>;
  readonly #surroundings: Surroundings;
  #inputs: Waiting[] = [];
  readonly #timers = new Map<string, { at: number; abort: AbortController }>();
  #working = false;
  #dropped = false;
  #end: (execution: Execution) => void = () => {};
  #checkpoints: (() => void)[] = [];

  constructor(execution: Execution, surroundings: Surroundings) {
    this.execution = execution;
    this.#surroundings = surroundings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    if (execution.status !== 'RUNNING') this.#end(execution);
  }

  /** Resolves when the input was applied: false when nobody waited for it any more. Never, when the execution is dropped before. */
  submit(input: Submitted): Promise<boolean> {
    return new Promise((heard) => {
      if (this.#dropped) return;
      this.#inputs.push({ input, heard });
      if (!this.#working) void this.#work();
    });
  }

  /** Forgets the execution where it is: nothing of it happens any more. */
  drop(): void {
    this.#dropped = true;
    this.#inputs = [];
    for (const { abort } of this.#timers.values()) abort.abort();
    this.#timers.clear();
  }

  /** Writes the execution into the journal as it is, as soon as it stands between two inputs; resolves then. Never, when it is dropped before. */
  checkpoint(): Promise<void> {
    return new Promise((written) => {
      this.#checkpoints.push(written);
      if (!this.#working) this.#writeDown();
    });
  }

  /**
   * After the end of the process before: makes those of its calls again that are still waited for, as Lambda does with
   * an invocation that it lost. The function may have run; what it answered then, nobody heard.
   */
  goOn(lost: ReadonlySet<string>): void {
    if (this.#dropped || this.execution.status !== 'RUNNING') return;
    for (const call of callsOf(this.execution)) if (lost.has(call.ticket)) this.#call(call);
    this.#arm();
  }

  async #work(): Promise<void> {
    const { journal, clock } = this.#surroundings;
    const { execution } = this;
    this.#working = true;
    while (this.#inputs.length > 0) {
      const given = this.#inputs;
      this.#inputs = [];
      const batch = given.map(({ input, heard }) => ({ input: { ...input, at: clock.now() }, heard }));
      // All that came meanwhile is written together, and nothing of it is seen before it is safe.
      for (const [index, { input }] of batch.entries()) {
        const before = index === 0 ? { before: markOf(execution) } : {};
        journal.append({ kind: 'input', executionArn: execution.arn, input, ...before });
      }
      const safe = journal.synced();
      if (safe) await safe;
      if (this.#dropped) return;
      for (const { input, heard } of batch) {
        const awaited = isAwaited(execution, input);
        await this.#apply(input);
        if (this.#dropped) return;
        heard(awaited);
      }
      this.#arm();
      this.#surroundings.onApplied?.(execution);
      if (execution.status !== 'RUNNING') this.#end(execution);
      this.#writeDown();
    }
    this.#working = false;
  }

  #writeDown(): void {
    // What is dropped is not there to be written down: whoever waits for it waits for ever, and lets go of nothing older.
    if (this.#dropped || this.#checkpoints.length === 0) return;
    this.#surroundings.journal.append({ kind: 'execution', execution: this.execution });
    for (const written of this.#checkpoints.splice(0)) written();
  }

  async #apply(input: Input): Promise<void> {
    const { execution } = this;
    const { onEvent } = this.#surroundings;
    const seen = execution.events.length;
    const calls = await applySafely(execution, input);
    if (this.#dropped) return;
    for (const event of execution.events.slice(seen)) tellSafely(() => onEvent?.(execution, event));
    for (const call of calls) this.#call(call);
  }

  #call(call: TaskCall): void {
    const { ticket } = call;
    void this.#surroundings
      .call(this.execution, call)
      .then((answer) => this.submit({ kind: 'answered', ticket, answer }));
  }

  /** Brings the timers to what the frames wait for. Those that nobody waits for are aborted, so that time does not pass for them. */
  #arm(): void {
    const wanted = timersOf(this.execution);
    for (const [ticket, { at, abort }] of this.#timers) {
      if (wanted.get(ticket) === at) continue;
      this.#timers.delete(ticket);
      abort.abort();
    }
    for (const [ticket, at] of wanted) if (!this.#timers.has(ticket)) this.#set(ticket, at);
  }

  #set(ticket: string, at: number): void {
    const { clock } = this.#surroundings;
    const abort = new AbortController();
    this.#timers.set(ticket, { at, abort });
    clock.sleep(at - clock.now(), abort.signal).then(
      () => {
        this.#timers.delete(ticket);
        void this.submit({ kind: 'due', ticket });
      },
      () => {},
    );
  }
}

function isAwaited(execution: Execution, input: Input): boolean {
  if (execution.status !== 'RUNNING') return false;
  if (!('ticket' in input) || input.ticket === deadlineTicket) return true;
  return frameOfTicket(execution, input.ticket) !== undefined;
}

/** Whoever only watches must not be able to stop an execution. */
function tellSafely(tell: () => void): void {
  try {
    tell();
  } catch {
    // The watcher's own matter.
  }
}
