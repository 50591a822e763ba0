import type { InputSpec } from '../model/inputs.ts';
import { checkRead } from './check-read.ts';
import { checkTypes, rootsOf, type Wanted } from './check-types.ts';
import { checkWords } from './check-words.ts';
import type { Reading } from './context.ts';
import { sureWhenFalse, sureWhenTrue } from './expression.ts';
import { createKnown, type Known, type Loop, type Place, type Way, type Whole } from './known.ts';
import { itemType } from './output-type.ts';
import type { StepsRead } from './steps-read.ts';
import type { Arm, EachStep, Expression, OnFailure, ParallelStep, Step, UseStep, Value } from './runbook.ts';
import { stepFacts } from './step-facts.ts';
import { unknown } from './type.ts';
import { expressionsOf } from './values.ts';
import { allSteps } from './walk.ts';

/** The inputs as they were read; `names` are all of them, those with mistakes too. */
export interface InputsRead {
  specs: Record<string, InputSpec>;
  names: ReadonlySet<string>;
}

/** Every expression of the steps, in the order in which they run: whether what it reads is there by then. */
export function checkReads(
  read: StepsRead,
  { inputs, target }: { inputs: InputsRead; target: Record<string, Value> | undefined },
  reading: Reading,
): void {
  const steps = stepFacts(read.steps, read.always);
  const isUnread = (step: UseStep) => {
    const written = read.spots.get(step)?.withEntry('record')?.value;
    const count = written?.kind === 'map' ? written.entries.length : written ? 1 : 0;
    return Object.keys(step.record ?? {}).length < count;
  };
  const root = rootsOf(inputs.specs, steps, target, { ...reading, isUnread });
  const whole: Whole = {
    steps,
    inputs: inputs.names,
    root,
    target: target && Object.keys(target),
    refused: read.refused,
    complete: read.whole,
  };
  const go = (list: Step[]) => visit(list, { read, whole, reading, known: createKnown() });
  go(read.steps);
  // it runs on every ending: nothing before it is sure to have run
  go(read.always);
}

/** The target is evaluated before any step. */
export function checkTargetReads(
  targets: readonly Record<string, Value>[],
  inputs: InputsRead,
  reading: Reading,
): void {
  const steps = new Map();
  const root = rootsOf(inputs.specs, steps, undefined, { ...reading, isUnread: () => false });
  const whole: Whole = {
    steps,
    inputs: inputs.names,
    root,
    target: [],
    refused: new Set<string>(),
    complete: false,
  };
  const place: Place = { known: createKnown(), fact: undefined };
  for (const value of targets.flatMap((target) => Object.values(target)))
    check(expressionsOf(value), 'value', place, whole, reading);
}

interface Visit {
  read: StepsRead;
  whole: Whole;
  reading: Reading;
  known: Known;
  loop?: Loop;
}

/** Goes through steps; true when none of the ways goes on behind them. */
function visit(steps: Step[], at: Visit): boolean {
  let ending: Step | undefined;
  for (const step of steps) {
    if (ending) {
      const spot = at.read.spots.get(step)?.step ?? { position: step.position, path: 'steps' };
      const by = `"${ending.title}" (line ${ending.position.line}) ends the run on every way`;
      const way = ending.kind === 'finish' || ending.kind === 'continue_with' ? ': give that an "if"' : '';
      at.reading.report.error(spot, 'unreachable', `this step can never run, ${by}${way}`);
      return true;
    }
    if (visitStep(step, at)) ending = step;
  }
  return ending !== undefined;
}

function visitStep(step: Step, at: Visit): boolean {
  const { known } = at;
  const condition = step.if;
  if (!condition) return visitKind(step, at);
  look([condition], 'condition', step, at);
  const taken = known.tried(() => {
    assume(condition, true, at);
    return visitKind(step, at);
  });
  const around = known.tried(() => {
    assume(condition, false, at);
    return false;
  });
  return known.join([taken, around]);
}

function visitKind(step: Step, at: Visit): boolean {
  switch (step.kind) {
    case 'use':
      return visitUse(step, at);
    case 'finish':
      look(expressionsOf(step.finish.because), 'value', step, at);
      return true;
    case 'continue_with': {
      const { inputs, because } = step.handOn;
      look([...Object.values(inputs), because].flatMap(expressionsOf), 'value', step, at);
      return true;
    }
    case 'choose': {
      const ended = visitArms(step.arms, step, at);
      learn(step, 'sure', at);
      return ended;
    }
    case 'parallel':
      return visitParallel(step, at);
    case 'for_each':
      return visitLoop(step, at);
  }
}

function visitUse(step: UseStep, at: Visit): boolean {
  look(Object.values(step.with).flatMap(expressionsOf), 'value', step, at);
  const { known } = at;
  const done = () => {
    learn(step, 'sure', at);
    if (step.until) look([step.until.condition], 'condition', step, at);
    // what the step found may be read by what takes it back
    look(Object.values(step.undo?.with ?? {}).flatMap(expressionsOf), 'value', step, at);
    return false;
  };
  const late = step.until?.onTimeout;
  if (!late && !goesOn(step.onFailure)) return done();
  const ways = [known.tried(done)];
  if (late) {
    ways.push(
      known.tried(() => {
        learn(step, 'maybe', at);
        return visit(late, at);
      }),
    );
  }
  return known.join([...ways, ...afterFailure(step, 'nothing', at)]);
}

/** The arms of a choose one after the other: where a later one is reached, those before it did not hold. */
function visitArms(arms: Arm[], step: Step, at: Visit): boolean {
  const { known } = at;
  const sure = new Set<string>();
  const way = (go: () => boolean) =>
    known.tried(() => {
      for (const id of sure) known.set(id, 'sure');
      return go();
    });
  const ways = arms.map((arm) => {
    const { when } = arm;
    const gone = way(() => {
      if (when) {
        look([when], 'condition', step, at);
        assume(when, true, at);
      }
      return visitArm(arm, step, at);
    });
    for (const id of when ? sureFrom(when, false, at) : []) sure.add(id);
    return gone;
  });
  return known.join(arms.every(({ when }) => when) ? [...ways, way(() => false)] : ways);
}

function visitArm({ body }: Arm, step: Step, at: Visit): boolean {
  if ('steps' in body) return visit(body.steps, at);
  const values =
    'finish' in body ? [body.finish.because] : [...Object.values(body.handOn.inputs), body.handOn.because];
  look(values.flatMap(expressionsOf), 'value', step, at);
  return true;
}

/** Branches know nothing of each other; behind the group all of them are known. */
function visitParallel(step: ParallelStep, at: Visit): boolean {
  const { known } = at;
  const branches = step.branches.map((steps) => known.tried(() => visit(steps, at)));
  const done = known.tried(() => {
    for (const { changes } of branches) for (const [id, knowledge] of changes) known.set(id, knowledge);
    learn(step, 'sure', at);
    return branches.some(({ ended }) => ended);
  });
  return known.join([done, ...afterFailure(step, 'maybe', at)]);
}

function visitLoop(step: EachStep, at: Visit): boolean {
  look([step.items], 'list', step, at);
  const { known, reading } = at;
  const item = itemType(reading.origins.get(step.items)?.type ?? unknown);
  const inside = { ...at, loop: { item } };
  known.tried(() => {
    const ended = visit(step.steps, inside);
    if (step.stopWhen) look([step.stopWhen], 'condition', step, inside);
    return ended;
  });
  // the list may be empty, so a loop ends no way
  const done = known.tried(() => {
    learn(step, 'sure', at);
    return false;
  });
  return known.join([done, ...afterFailure(step, 'nothing', at)]);
}

/** The way behind a failure on which the run goes on, if there is one. `left`: what is known then of the steps of a group. */
function afterFailure(step: UseStep | ParallelStep | EachStep, left: 'maybe' | 'nothing', at: Visit): Way[] {
  const { onFailure } = step;
  if (!goesOn(onFailure)) return [];
  const within = step.kind === 'parallel' ? step.branches.flatMap(allSteps) : [];
  const way = at.known.tried(() => {
    for (const one of [step, ...within]) learn(one, left, at);
    return onFailure.kind === 'steps' && visit(onFailure.steps, at);
  });
  return [way];
}

const goesOn = ({ kind }: OnFailure): boolean => kind === 'continue' || kind === 'steps';

/** Of steps without an id nothing can be read. */
function learn(step: Step, knowledge: 'sure' | 'maybe' | 'nothing', { known }: Visit): void {
  if (step.named) known.set(step.id, knowledge);
}

function assume(condition: Expression, holds: boolean, at: Visit): void {
  for (const id of sureFrom(condition, holds, at)) at.known.set(id, 'sure');
}

/** What may be missing, and is certainly there where a condition holds, or where it does not. */
function sureFrom(condition: Expression, holds: boolean, { known, reading }: Visit): string[] {
  const analysis = reading.origins.get(condition)?.analysis;
  if (!analysis) return [];
  const sure = holds ? sureWhenTrue(analysis) : sureWhenFalse(analysis);
  return [...sure].filter((id) => known.of(id) === 'maybe');
}

function look(expressions: Expression[], wanted: Wanted, step: Step, at: Visit): void {
  const { known, loop, whole, reading } = at;
  const place: Place = { known, fact: whole.steps.get(step.id), ...(loop ? { loop } : {}) };
  check(expressions, wanted, place, whole, reading);
}

/** `$look-first.api` of an id that cannot be used: it reads as a difference, and all that is wrong with it is the id. */
function readsRefused({ expression }: Expression, { refused }: Whole): boolean {
  return [...refused].some((id) => /\W/.test(id) && expression.includes(`$${id}`));
}

function check(
  expressions: Expression[],
  wanted: Wanted,
  place: Place,
  whole: Whole,
  reading: Reading,
): void {
  for (const expression of expressions) {
    const origin = reading.origins.get(expression);
    if (!origin || readsRefused(expression, whole)) continue;
    checkWords(origin, place, whole, reading);
    for (const read of origin.analysis.reads) {
      const spot = (offset: number) => ({ position: origin.at(offset), path: origin.path });
      checkRead(read, spot, place, whole, reading);
    }
    checkTypes(expression, origin, wanted, whole.root, place, reading);
  }
}
