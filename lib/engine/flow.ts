import type { State } from '../model/asl.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { nextId, type Execution, type Frame, type Status } from './execution.ts';
import { EvaluationFailure, StateFailure } from './failure.ts';
import { checkSize, checkVariables } from './limits.ts';
import { setMember } from './member.ts';
import { catcherOf, retryOf } from './retry.ts';
import { scopeOf, type StatesExtra } from './scope.ts';
import { fill } from './template.ts';
import { chanceOf, emit, emitAfter, kindOf, stateOf, type Failing, type Work } from './work.ts';

/** Where a state, a choice or a catcher leads, and what it assigns and gives. */
export interface Way {
  Next?: string | undefined;
  Assign?: JsonObject | undefined;
  Output?: Json | undefined;
}

/** A frame that begins at a state. */
export function newFrame(
  execution: Execution,
  given: Partial<Frame> & { state: string; input: Json },
): Frame {
  const frame: Frame = {
    id: nextId(execution),
    index: 0,
    variables: {},
    last: 0,
    entered: 0,
    before: 0,
    enteredAt: 0,
    retried: [],
    waits: { for: 'turn' },
    ...given,
  };
  execution.frames[frame.id] = frame;
  return frame;
}

/** Enters the state that a frame stands before. */
export async function enter(work: Work, frame: Frame): Promise<void> {
  const state = stateOf(work.execution, frame);
  if (!state) {
    const cause = `The state '${frame.state}' does not exist.`;
    return frameFailed(work, frame, new StateFailure('States.Runtime', cause));
  }
  frame.before = frame.last;
  frame.entered = emit(work, frame, `${state.Type}StateEntered`, { name: frame.state, input: frame.input });
  frame.enteredAt = work.at;
  frame.retried = [];
  await attempt(work, frame, (kind) => kind.begin(work, frame, state));
}

/** Has a state do something; what it throws fails it. */
export async function attempt(
  work: Work,
  frame: Frame,
  act: (kind: ReturnType<typeof kindOf>, state: State) => Promise<void> | undefined,
): Promise<void> {
  const state = stateOf(work.execution, frame);
  if (!state) return;
  try {
    await act(kindOf(work, state), state);
  } catch (error) {
    if (!(error instanceof StateFailure || error instanceof EvaluationFailure)) throw error;
    await stateFailed(work, frame, state, error);
  }
}

/**
 * Leaves a state: evaluates Assign and Output with the same variables, and goes on to Next or ends the frame.
 * `place` is put before the fields' names in failures (`Choices[0]/`); `otherwise` is the output where there is no Output.
 */
export async function leave(
  work: Work,
  frame: Frame,
  way: Way,
  { otherwise, extra = {}, place = '' }: { otherwise: Json; extra?: StatesExtra; place?: string },
): Promise<void> {
  const state = stateOf(work.execution, frame);
  const scope = () => scopeOf(work, frame, extra);
  const assigned = way.Assign && (await fillObject(way.Assign, `${place}Assign`, scope));
  const output = way.Output === undefined ? otherwise : await fill(way.Output, `${place}Output`, scope);
  if (output !== frame.input) checkSize(output, frame.state);
  if (assigned) checkVariables(work.execution, frame, assigned);
  emit(work, frame, `${state?.Type ?? ''}StateExited`, {
    name: frame.state,
    output,
    ...(assigned && Object.keys(assigned).length > 0 ? { assignedVariables: assigned } : {}),
  });
  if (assigned) frame.variables = { ...frame.variables, ...assigned };
  if (way.Next === undefined) return frameEnded(work, frame, output);
  frame.state = way.Next;
  frame.input = output;
  frame.waits = { for: 'turn' };
  work.turns.push(frame.id);
}

async function fillObject(
  json: JsonObject,
  path: string,
  scope: () => ReturnType<typeof scopeOf>,
): Promise<JsonObject> {
  const filled: JsonObject = {};
  for (const [key, value] of Object.entries(json))
    setMember(filled, key, await fill(value, `${path}/${key}`, scope));
  return filled;
}

/** An evaluation's failure in AWS's words, with its event; any other failure as it is. */
function named(work: Work, frame: Frame, state: State, failing: Failing): StateFailure {
  if (failing instanceof StateFailure) return failing;
  const cause = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}). ${failing.message}`;
  const error = 'States.QueryEvaluationError';
  // Recorded on AWS: a state that has done nothing yet is passed over, except a Wait.
  if (frame.last === frame.entered && state.Type !== 'Wait') frame.last = frame.before;
  emit(work, frame, 'EvaluationFailed', { error, cause, location: failing.location, state: frame.state });
  return new StateFailure(error, cause);
}

/** A state failed: its retriers, then its catchers, then the frame. */
async function stateFailed(work: Work, frame: Frame, state: State, failing: Failing): Promise<void> {
  const failure = named(work, frame, state, failing);
  const retriers = 'Retry' in state ? (state.Retry ?? []) : [];
  const retry = retryOf(retriers, frame.retried, failure, chanceOf(work.execution));
  if (retry) {
    const retried = retriers.map((_, index) => frame.retried[index] ?? 0);
    frame.retried = retried.map((count, index) => (index === retry.retrier ? count + 1 : count));
    const ticket = nextId(work.execution);
    frame.waits = { for: 'instant', ticket, at: work.at + retry.delayMs, to: 'retry' };
    return;
  }
  if (state.Type === 'Map' || state.Type === 'Parallel') emit(work, frame, `${state.Type}StateFailed`);
  const caught = catcherOf('Catch' in state ? (state.Catch ?? []) : [], failure);
  if (!caught) return frameFailed(work, frame, failure);
  // What a failure does not tell is an empty text here, where events leave it out.
  const errorOutput = { Error: failure.error ?? '', Cause: failure.failureCause ?? '' };
  try {
    const place = `Catch[${caught.index}]/`;
    await leave(work, frame, caught.catcher, { otherwise: errorOutput, extra: { errorOutput }, place });
  } catch (error) {
    if (!(error instanceof StateFailure || error instanceof EvaluationFailure)) throw error;
    await frameFailed(work, frame, named(work, frame, state, error));
  }
}

/** The last state of a frame ended: its parent gets the output, the root ends the execution. */
async function frameEnded(work: Work, frame: Frame, output: Json): Promise<void> {
  const parent = frame.parent === undefined ? undefined : work.execution.frames[frame.parent];
  if (parent)
    return attempt(work, parent, (kind, state) => kind.childEnded?.(work, parent, state, frame, output));
  emit(work, frame, 'ExecutionSucceeded', { output });
  work.execution.output = output;
  end(work, 'SUCCEEDED');
}

/** A frame failed: its parent fails, or tolerates it; the root ends the execution. */
export async function frameFailed(work: Work, frame: Frame, failure: StateFailure): Promise<void> {
  const parent = frame.parent === undefined ? undefined : work.execution.frames[frame.parent];
  if (parent)
    return attempt(work, parent, (kind, state) => kind.childFailed?.(work, parent, state, frame, failure));
  endWith(
    work,
    frame.last,
    { status: 'FAILED', type: 'ExecutionFailed' },
    failure.error,
    failure.failureCause,
  );
}

/** Ends the execution other than by success. */
export function endWith(
  work: Work,
  previous: number,
  { status, type }: { status: Status; type: string },
  error: string | undefined,
  cause: string | undefined,
): void {
  // The API leaves out what is empty.
  const details = { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
  emitAfter(work, previous, type, details);
  Object.assign(work.execution, details);
  end(work, status);
}

function end(work: Work, status: Status): void {
  const { execution } = work;
  execution.status = status;
  execution.stoppedAt = work.at;
  execution.frames = {};
  work.turns.length = 0;
}

/** Types of states whose cutting off is an event. */
const abortable: readonly string[] = ['Task', 'Wait', 'Parallel', 'Map'];

/** Cuts a frame off, with all below it. The events point at what made it necessary. */
export function cutOff(work: Work, frame: Frame, previous: number): void {
  const { execution } = work;
  const state = stateOf(execution, frame);
  if (state && abortable.includes(state.Type)) emitAfter(work, previous, `${state.Type}StateAborted`);
  const { waits } = frame;
  if (waits.for === 'branches' || waits.for === 'iterations') {
    for (const id of waits.running) {
      const child = execution.frames[id];
      if (!child) continue;
      if (waits.for === 'iterations')
        emitAfter(work, previous, 'MapIterationAborted', { name: frame.state, index: child.index });
      cutOff(work, child, previous);
    }
  }
  drop(work, frame);
}

/** Takes a frame out of the execution. */
export function drop(work: Work, frame: Frame): void {
  delete work.execution.frames[frame.id];
  const turn = work.turns.indexOf(frame.id);
  if (turn >= 0) work.turns.splice(turn, 1);
}
