import type { MapState } from '../../model/asl.ts';
import type { Json } from '../../model/json.ts';
import type { Frame, Waits } from '../execution.ts';
import { EvaluationFailure, StateFailure } from '../failure.ts';
import { unexpectedType, wholeNumber } from '../fields.ts';
import { cutOff, drop, leave, newFrame } from '../flow.ts';
import type { Scope } from '../jsonata.ts';
import { checkSize } from '../limits.ts';
import { scopeOf } from '../scope.ts';
import { fill } from '../template.ts';
import { emit, emitAfter, processorOf, type StateKind, type Work } from '../work.ts';

type Iterations = Extract<Waits, { for: 'iterations' }>;

/** Most iterations of an inline Map at the same time, whatever MaxConcurrency says. Source: Step Functions quotas. */
const togetherMax = 40;

/**
 * Inline Map: one iteration for each item, at most MaxConcurrency at once; the result is the list of their outputs.
 * A failed iteration that is tolerated gives nothing to that list.
 */
export const map: StateKind<MapState> = {
  async begin(work, frame, state) {
    const scope = () => scopeOf(work, frame);
    const items = await itemsOf(frame, state, scope);
    const together = (await bound(state, 'MaxConcurrency', scope)) ?? 0;
    const toleratedCount = await bound(state, 'ToleratedFailureCount', scope);
    const toleratedPercentage = await bound(state, 'ToleratedFailurePercentage', scope, 100);
    const inputs = await inputsOf(work, frame, state, items);
    const started = emit(work, frame, 'MapStateStarted', { length: items.length });
    frame.waits = {
      for: 'iterations',
      items,
      inputs,
      begun: 0,
      together: together === 0 ? togetherMax : Math.min(together, togetherMax),
      toleratedCount,
      toleratedPercentage,
      failed: [],
      results: items.map(() => null),
      running: [],
    };
    if (items.length === 0) return finish(work, frame, state, frame.waits);
    beginIterations(work, frame, state, frame.waits, started);
  },

  async childEnded(work, frame, state, child, output) {
    const { waits } = frame;
    if (waits.for !== 'iterations') return;
    waits.results[child.index] = output;
    const event = emitAfter(work, child.last, 'MapIterationSucceeded', iteration(frame, child));
    await settle(work, frame, state, waits, child, event);
  },

  async childFailed(work, frame, state, child, failure) {
    const { waits } = frame;
    if (waits.for !== 'iterations') return;
    const event = emitAfter(work, child.last, 'MapIterationFailed', iteration(frame, child));
    waits.failed.push(child.index);
    if (tolerated(waits)) return settle(work, frame, state, waits, child, event);
    cutOff(work, child, child.last);
    for (const id of waits.running) {
      const other = work.execution.frames[id];
      if (!other || other === child) continue;
      emitAfter(work, child.last, 'MapIterationAborted', iteration(frame, other));
      cutOff(work, other, child.last);
    }
    frame.last = child.last;
    throw limitsFailures(state) ? exceeded() : failure;
  },
};

function limitsFailures({ ToleratedFailureCount, ToleratedFailurePercentage }: MapState): boolean {
  return ToleratedFailureCount !== undefined || ToleratedFailurePercentage !== undefined;
}

/** Source: Amazon States Language, errors; the cause as the service words it. */
function exceeded(): StateFailure {
  return new StateFailure(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

function iteration(frame: Frame, child: Frame): { name: string; index: number } {
  return { name: frame.state, index: child.index };
}

async function itemsOf(frame: Frame, state: MapState, scope: () => Scope): Promise<Json[]> {
  if (state.Items === undefined) {
    if (Array.isArray(frame.input)) return frame.input;
    throw new EvaluationFailure(`Map state input must be an array but was: ${JSON.stringify(frame.input)}`);
  }
  const items = await fill(state.Items, 'Items', scope);
  if (!Array.isArray(items)) throw unexpectedType(state.Items, 'Items', 'array', items);
  return items;
}

async function bound(
  state: MapState,
  field: 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  scope: () => Scope,
  max = Number.MAX_SAFE_INTEGER,
): Promise<number | null> {
  const written = state[field];
  return written === undefined ? null : wholeNumber(written, field, scope, { min: 0, max });
}

async function inputsOf(work: Work, frame: Frame, state: MapState, items: Json[]): Promise<Json[]> {
  const selector = state.ItemSelector;
  if (selector === undefined) return items;
  const inputs: Json[] = [];
  for (const [index, value] of items.entries()) {
    const input = await fill(selector, 'ItemSelector', () =>
      scopeOf(work, frame, { item: { index, value } }),
    );
    checkSize(input, frame.state);
    inputs.push(input);
  }
  return inputs;
}

/** Begins as many iterations as may run now. */
function beginIterations(
  work: Work,
  frame: Frame,
  state: MapState,
  waits: Iterations,
  previous: number,
): void {
  while (waits.begun < waits.items.length && waits.running.length < waits.together) {
    const index = waits.begun;
    waits.begun += 1;
    const last = emitAfter(work, previous, 'MapIterationStarted', { name: frame.state, index });
    const child = newFrame(work.execution, {
      parent: frame.id,
      index,
      item: waits.items[index] ?? null,
      state: processorOf(state)?.StartAt ?? '',
      input: waits.inputs[index] ?? null,
      last,
    });
    waits.running.push(child.id);
    work.turns.push(child.id);
  }
}

/** Whether the failed iterations exceed no threshold: where both are set, either one fails the Map. Source: Developer Guide, failure thresholds. */
function tolerated({
  failed,
  items,
  toleratedCount: count,
  toleratedPercentage: percentage,
}: Iterations): boolean {
  if (count === null && percentage === null) return false;
  const few = count === null || failed.length <= count;
  return few && (percentage === null || (failed.length / items.length) * 100 <= percentage);
}

/** After an iteration: the next one begins, or the Map ends. `event` is the iteration's last. */
async function settle(
  work: Work,
  frame: Frame,
  state: MapState,
  waits: Iterations,
  child: Frame,
  event: number,
): Promise<void> {
  waits.running = waits.running.filter((id) => id !== child.id);
  drop(work, child);
  // Recorded on AWS: the next iteration follows what happened inside the one before.
  beginIterations(work, frame, state, waits, child.last);
  if (waits.running.length > 0) return;
  frame.last = event;
  await finish(work, frame, state, waits);
}

async function finish(work: Work, frame: Frame, state: MapState, waits: Iterations): Promise<void> {
  const results = waits.results.filter((_, index) => !waits.failed.includes(index));
  emitAfter(work, frame.last, 'MapStateSucceeded');
  await leave(work, frame, state, { otherwise: results, extra: { result: results } });
}
