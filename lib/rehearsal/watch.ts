import type { Clock } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import type { SandboxDynamodb } from '../sandbox/dynamodb/dynamodb.ts';
import type { DynamodbState } from '../sandbox/dynamodb/state.ts';
import type { World } from '../sandbox/world.ts';
import { type CallFacts, factsOf } from './calls.ts';
import type { Process } from './process.ts';

/** A point in the one order of everything that is watched, with the history's table as it is then. */
export interface Moment {
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  table: DynamodbState;
}

/** What a call did: the table before and after it, and the world where a check or an ending speaks of it. */
export interface Effect extends Moment {
  before: DynamodbState;
  status: number;
  answer: WireAnswer;
  world: World | null;
}

export interface SeenCall {
  request: WireRequest;
  facts: CallFacts;
  /** The how-many-eth of its kind, from 1; 0 for what no process of ours does. */
  nth: number;
  /** Null for what the state machine does by itself. */
  process: Process | null;
  /** With the world, of a change. */
  begun: Moment & { world: World | null };
  /** Null when it never had one: lost, refused by a fault, or its process died before. */
  effect: Effect | null;
}

export interface Note {
  seq: number;
  at: number;
  text: string;
}

/** Keeps what invariants are judged by: every call when it is begun and when it has its effect, in one order. */
export class Watch {
  readonly calls: SeenCall[] = [];
  readonly notes: Note[] = [];
  readonly #clock: Clock;
  readonly #db: SandboxDynamodb;
  readonly #open = new WeakMap<WireRequest, SeenCall>();
  #world: (() => World) | undefined;
  #first: World | undefined;
  #last: DynamodbState;
  #seq = 0;

  constructor(clock: Clock, db: SandboxDynamodb) {
    this.#clock = clock;
    this.#db = db;
    this.#last = db.state;
  }

  /** From here on the world can be looked at. */
  opened(world: () => World): void {
    this.#world = world;
    this.#first = world();
  }

  /** The world as it was at the beginning. */
  first(): World {
    return this.#first ?? fail('Broken', { what: 'a rehearsal looks back before its world is there' });
  }

  now(): Moment {
    return { seq: (this.#seq += 1), at: this.#clock.now(), table: this.#db.state };
  }

  note(text: string): Note {
    const note = { seq: (this.#seq += 1), at: this.#clock.now(), text };
    this.notes.push(note);
    return note;
  }

  begin(call: { request: WireRequest; facts: CallFacts; nth: number; process: Process | null }): SeenCall {
    const world = call.facts.kind === 'change' ? (this.#world?.() ?? null) : null;
    const seen: SeenCall = { ...call, begun: { ...this.now(), world }, effect: null };
    this.#open.set(call.request, seen);
    this.calls.push(seen);
    return seen;
  }

  /** For `observe` of the world: called at the moment of the effect. */
  readonly observe = (request: WireRequest, answer: WireAnswer): void => {
    const seen =
      this.#open.get(request) ?? this.begin({ request, facts: factsOf(request), nth: 0, process: null });
    const before = this.#last;
    const moment = this.now();
    this.#last = moment.table;
    const world = speaksOfTheWorld(seen.facts) ? (this.#world?.() ?? null) : null;
    seen.effect = { ...moment, before, status: answer.status, answer, world };
  };

  world(): World | null {
    return this.#world?.() ?? null;
  }
}

/** Writes that may say how the world is: a check's event, a verify, an ending. */
function speaksOfTheWorld({ kind, write }: CallFacts): boolean {
  return write && (kind === 'event' || kind === 'ledger' || kind === 'run');
}
