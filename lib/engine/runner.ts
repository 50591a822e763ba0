import type { Clock } from '../model/clock.ts';
import { apply, giveUp } from './apply.ts';
import type { Event } from './event.ts';
import {
  deadlineTicket,
  frameOfTicket,
  timersOf,
  type Execution,
  type Input,
  type TaskAnswer,
  type TaskCall,
} from './execution.ts';
import type { Journal } from './journal.ts';

/** An input that gets its instant when its turn comes. */
export type Submitted = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never;

/** What a runner needs from the engine. */
export interface Surroundings {
  clock: Clock;
  journal: Journal;
  call: (execution: Execution, call: TaskCall) => Promise<TaskAnswer>;
  onEvent: ((execution: Execution, event: Event) => void) | undefined;
}

/** Carries one execution: inputs one at a time, in order; timers as its frames want them; calls as they are asked for. */
export class Runner {
  readonly execution: Execution;
  /** Resolves when the execution has ended; never, when it is dropped before. */
  readonly ended: Promise<Execution>;
  readonly #surroundings: Surroundings;
  readonly #inputs: { input: Submitted; heard: (heard: boolean) => void }[] = [];
  readonly #timers = new Map<string, { at: number; abort: AbortController }>();
  #working = false;
  #dropped = false;
  #end: (execution: Execution) => void = () => {};

  constructor(execution: Execution, surroundings: Surroundings) {
    this.execution = execution;
    this.#surroundings = surroundings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
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
    this.#inputs.length = 0;
    for (const { abort } of this.#timers.values()) abort.abort();
    this.#timers.clear();
  }

  async #work(): Promise<void> {
    const { journal, clock } = this.#surroundings;
    this.#working = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const input: Input = { ...next.input, at: clock.now() };
      const awaited = isAwaited(this.execution, input);
      try {
        const kept = journal.append({ kind: 'input', executionArn: this.execution.arn, input });
        if (kept) await kept;
        await this.#apply(input);
      } catch (error) {
        const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
        giveUp(this.execution, input.at, cause);
      }
      if (this.#dropped) return;
      this.#arm();
      if (this.execution.status !== 'RUNNING') this.#end(this.execution);
      next.heard(awaited);
    }
    this.#working = false;
  }

  async #apply(input: Input): Promise<void> {
    const { execution } = this;
    const { call, onEvent } = this.#surroundings;
    const seen = execution.events.length;
    const calls = await apply(execution, input);
    if (this.#dropped) return;
    for (const event of execution.events.slice(seen)) tellSafely(() => onEvent?.(execution, event));
    for (const asked of calls) {
      const { ticket } = asked;
      void call(execution, asked).then((answer) => this.submit({ kind: 'answered', ticket, answer }));
    }
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
