import type { Definition, MapState, State } from '../model/asl.ts';
import type { Random } from '../model/clock.ts';
import type { Json } from '../model/json.ts';
import type { Event, EventDetails } from './event.ts';
import type { Execution, Frame, TaskAnswer, TaskCall } from './execution.ts';
import type { EvaluationFailure, StateFailure } from './failure.ts';
import { eventsMax } from './limits.ts';
import { member } from './member.ts';
import { mulberry32 } from './random.ts';

/** One input being applied to one execution. Lives only that long. */
export interface Work {
  execution: Execution;
  /** The instant of the input. */
  at: number;
  /** Ids of frames that enter their state next, in order. */
  turns: string[];
  /** What has to be called outside. */
  calls: TaskCall[];
  kinds: Kinds;
}

/** How a type of state behaves. What throws a StateFailure or an EvaluationFailure fails the state; its Retry and Catch apply. */
export interface StateKind<S extends State> {
  /** Begins an attempt: the state was entered, or a retrier tries it again. */
  begin(work: Work, frame: Frame, state: S): Promise<void>;
  /** A task was answered; `calledBack`: through its token. */
  answered?(work: Work, frame: Frame, state: S, answer: TaskAnswer, calledBack: boolean): Promise<void>;
  /** What the state waited for is due. */
  due?(work: Work, frame: Frame, state: S): Promise<void>;
  /** A branch or an iteration ended, or failed. */
  childEnded?(work: Work, frame: Frame, state: S, child: Frame, output: Json): Promise<void>;
  childFailed?(work: Work, frame: Frame, state: S, child: Frame, failure: StateFailure): Promise<void>;
}

/** All types of states. Forgetting one does not compile. */
export type Kinds = { readonly [T in State['Type']]: StateKind<Extract<State, { Type: T }>> };

/** Anything that fails a state. */
export type Failing = StateFailure | EvaluationFailure;

/** The kind of a state. An entry of the table is only ever given states of its own type. */
export function kindOf(work: Work, state: State): StateKind<State> {
  return work.kinds[state.Type];
}

/** What a Map does for each item. `Iterator` is its older name. */
export function processorOf(state: MapState): Definition | undefined {
  return Object.hasOwn(state, 'ItemProcessor') ? state.ItemProcessor : state.Iterator;
}

/** The list of states that a frame runs through: the definition's own, a branch's or a Map's. */
export function definitionOf(execution: Execution, frame: Frame): Definition | undefined {
  const parent = frame.parent === undefined ? undefined : execution.frames[frame.parent];
  if (!parent) return execution.definition;
  const state = stateOf(execution, parent);
  if (state?.Type === 'Parallel') return state.Branches[frame.index];
  return state?.Type === 'Map' ? processorOf(state) : undefined;
}

/** The state that a frame is in; undefined when the definition has none of that name. */
export function stateOf(execution: Execution, frame: Frame): State | undefined {
  const states = definitionOf(execution, frame)?.States;
  return states && member(states, frame.state);
}

const ends: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
]);

/** The history has room for one more event, which is the execution's end. */
export class HistoryFull extends Error {
  /** The event that the next one would have pointed at. */
  readonly previousEventId: number;

  constructor(previousEventId: number) {
    super('the history is full');
    this.previousEventId = previousEventId;
  }
}

/** Appends an event that does not belong to the frame's own thread, or stands beside it. Gives back its id. Throws HistoryFull. */
export function emitAfter(
  work: Work,
  previousEventId: number,
  type: string,
  details: EventDetails = {},
): number {
  const { events } = work.execution;
  if (events.length >= eventsMax - 1 && !ends.has(type)) throw new HistoryFull(previousEventId);
  const event: Event = { id: events.length + 1, previousEventId, type, at: work.at, ...details };
  events.push(event);
  return event.id;
}

/** Appends an event of a frame's thread. */
export function emit(work: Work, frame: Frame, type: string, details: EventDetails = {}): number {
  frame.last = emitAfter(work, frame.last, type, details);
  return frame.last;
}

/** The execution's own chance. Its state is part of the execution, so that the same inputs give the same execution. */
export function chanceOf(execution: Execution): Random {
  return () => {
    const step = mulberry32(execution.chance);
    execution.chance = step.state;
    return step.value;
  };
}
