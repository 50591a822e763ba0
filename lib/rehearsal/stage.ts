import type { Handler } from '../local/functions.ts';
import type { Invocation } from '../local/invoker.ts';
import type { Clock } from '../model/clock.ts';
import { codeOf, explain } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Transport } from '../model/transport.ts';
import type { World } from '../sandbox/world.ts';
import type { Injected } from './faults.ts';
import type { Reply, Word } from './people/words.ts';
import { type Process, processOf } from './process.ts';
import type { Duplicate } from './schedule.ts';
import type { Watch } from './watch.ts';
import type { Said, Watched } from './watched.ts';

/** Functions that say how the world is. */
const looks = /^step-(check|find|verify)/;

export interface StageParts {
  clock: Clock;
  watch: Watch;
  duplicates: readonly Duplicate[];
  /** What the schedule, and a planted defect, do to a process's calls. */
  harm: (inner: Transport, process: Process) => Transport;
}

/** Where functions are invoked: makes a process of each invocation, delivers payloads again, and keeps what functions say. */
export class Stage {
  readonly injected: Injected[] = [];
  readonly processes: Process[] = [];
  readonly worldAtBegin = new Map<number, World>();
  readonly said: Said[] = [];
  readonly shown: Watched['shown'] = [];
  readonly aborts: Watched['aborts'] = [];
  readonly crashes: Watched['crashes'] = [];
  readonly words: Word[] = [];
  readonly replies: Reply[] = [];
  /** Delivers a payload a second time, seconds later; set once the world is open. */
  deliverAgain: (name: string, payload: Json, after: number) => void = () => {};
  readonly #parts: StageParts;
  readonly #byPayload = new WeakMap<object, Process>();
  readonly #duplicates = new WeakSet<object>();
  readonly #invoked = new Map<string, number>();

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  newProcess(name: string, payload: Json = null): Process {
    const process = processOf(name, payload, this.#parts.clock.now(), this.processes.length);
    this.processes.push(process);
    return process;
  }

  /** A copy of a payload for its second delivery. */
  copyOf(payload: Json): Json {
    const copy: Json = isObject(payload) ? structuredClone(payload) : {};
    if (isObject(copy)) this.#duplicates.add(copy);
    return copy;
  }

  /** For `around` of the world: called once for each invocation, before its handler is. */
  readonly around = (inner: Transport, { name, payload }: Invocation): Transport => {
    const { watch, harm } = this.#parts;
    const process = this.newProcess(name, payload);
    const world = looks.test(name) ? watch.world() : null;
    if (world) this.worldAtBegin.set(process.id, world);
    if (isObject(payload)) {
      this.#byPayload.set(payload, process);
      process.duplicate = this.#duplicates.has(payload);
    }
    if (!process.duplicate) this.#repeat(name, payload);
    return harm(inner, process);
  };

  #repeat(name: string, payload: Json): void {
    const nth = (this.#invoked.get(name) ?? 0) + 1;
    this.#invoked.set(name, nth);
    for (const one of this.#parts.duplicates)
      if (one.function === name && one.nth === nth) this.deliverAgain(name, payload, one.after);
  }

  /** The same handlers, with what came of each invocation kept. */
  watched(handlers: Record<string, Handler>): Record<string, Handler> {
    return Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [name, this.#watched(name, handler)]),
    );
  }

  #watched(name: string, handler: Handler): Handler {
    const { watch, clock } = this.#parts;
    return async (call, parts) => {
      const process = isObject(call) ? this.#byPayload.get(call) : undefined;
      const who = `${name} #${process?.id ?? '?'}${process?.duplicate ? ' (second delivery)' : ''}`;
      watch.note(`> ${who} ${process?.run ?? ''} ${process?.step ?? ''}`.trimEnd());
      try {
        const answer = await handler(call, parts);
        watch.note(`< ${who}`);
        const world = looks.test(name) ? watch.world() : null;
        if (process && world) this.said.push({ process, at: clock.now(), answer, world });
        return answer;
      } catch (error) {
        const code = codeOf(error);
        watch.note(`< ${who} ${code ?? 'crashed'}: ${explain(error).slice(0, 200)}`);
        if (code === undefined || code === 'Broken')
          this.crashes.push({ who, run: process?.run ?? '', at: clock.now(), error });
        throw error;
      }
    };
  }
}
