import type { InputSpec } from '../model/inputs.ts';
import { checkTypes, rootsOf } from './check-types.ts';
import type { Reading } from './context.ts';
import { sureWhenTrue } from './expression.ts';
import { checkRead } from './check-read.ts';
import { checkWords } from './check-words.ts';
import { type Known, type StepFact, type Whole, without } from './known.ts';
import type { StepsRead } from './read-steps.ts';
import type { Expression, Step, Value } from './runbook.ts';
import { expressionsOf } from './values.ts';

/** Every expression of the steps, in the order in which they run: whether what it reads is there by then. */
export function checkReads(read: StepsRead, inputs: InputsRead, reading: Reading): void {
  const steps = stepFacts(read.steps);
  const root = rootsOf(inputs.specs, steps, reading);
  const whole = { steps, inputs: inputs.names, root, refused: read.refused, complete: read.whole };
  visit(read.steps, { sure: new Set(), maybe: new Set(), ended: false, order: 0 }, { read, whole, reading });
}

/** The target is evaluated before any step. */
export function checkTargetReads(target: Record<string, Value>, inputs: InputsRead, reading: Reading): void {
  const steps = new Map<string, StepFact>();
  const root = rootsOf(inputs.specs, steps, reading);
  const whole = { steps, inputs: inputs.names, root, refused: new Set<string>(), complete: false };
  const known: Known = { sure: new Set(), maybe: new Set(), ended: false, order: 0 };
  for (const value of Object.values(target)) check(expressionsOf(value), 'value', known, whole, reading);
}

/** The inputs as they were read; `names` are all of them, those with mistakes too. */
export interface InputsRead {
  specs: Record<string, InputSpec>;
  names: ReadonlySet<string>;
}

interface Visit {
  read: StepsRead;
  whole: Whole;
  reading: Reading;
}

/** All steps by id, with their order in the file. */
export function stepFacts(steps: Step[]): Map<string, StepFact> {
  const facts = new Map<string, StepFact>();
  const add = (list: Step[]): void => {
    for (const step of list) {
      facts.set(step.id, { step, order: facts.size });
      if (step.kind !== 'choose') continue;
      for (const arm of step.arms) if ('steps' in arm.body) add(arm.body.steps);
    }
  };
  add(steps);
  return facts;
}

/** What is known after the steps. */
function visit(steps: Step[], before: Known, at: Visit): Known {
  let known = before;
  for (const step of steps) {
    if (known.ended) {
      const spot = at.read.spots.get(step)?.step ?? { position: step.position, path: 'steps' };
      at.reading.report.error(
        spot,
        'unreachable',
        'this step can never run: every way before it ends the run',
      );
      return known;
    }
    known = visitStep(step, { ...known, order: at.whole.steps.get(step.id)?.order ?? known.order }, at);
  }
  return known;
}

function visitStep(step: Step, known: Known, at: Visit): Known {
  if (step.if) check([step.if], 'condition', known, at.whole, at.reading);
  const here = step.if ? withSure(known, sureOf(step.if, at.reading)) : known;
  const after = visitKind(step, here, at);
  if (!step.if) return after;
  const maybe = new Set([...known.maybe, ...after.maybe, ...after.sure].filter((id) => !known.sure.has(id)));
  return { ...known, maybe, ended: false };
}

function visitKind(step: Step, known: Known, at: Visit): Known {
  if (step.kind === 'use') {
    check(Object.values(step.with).flatMap(expressionsOf), 'value', known, at.whole, at.reading);
    return { ...known, sure: new Set([...known.sure, step.id]), maybe: without(known.maybe, step.id) };
  }
  if (step.kind === 'finish') {
    check(expressionsOf(step.finish.because), 'value', known, at.whole, at.reading);
    return { ...known, ended: true };
  }
  const ways = step.arms.map((arm) => {
    if (arm.when) check([arm.when], 'condition', known, at.whole, at.reading);
    const here = arm.when ? withSure(known, sureOf(arm.when, at.reading)) : known;
    if ('steps' in arm.body) return visit(arm.body.steps, here, at);
    check(expressionsOf(arm.body.finish.because), 'value', here, at.whole, at.reading);
    return { ...here, ended: true };
  });
  if (step.arms.every((arm) => arm.when)) ways.push(known);
  return merge(ways, known, step.id);
}

/** What is known after one of several ways was taken: what ran on all that go on. */
function merge(ways: Known[], before: Known, id: string): Known {
  const open = ways.filter((way) => !way.ended);
  const [first, ...others] = open;
  if (!first) return { ...before, ended: true };
  const seen = new Set(ways.flatMap((way) => [...way.sure, ...way.maybe]));
  const sure = new Set([...first.sure].filter((name) => others.every((way) => way.sure.has(name))));
  // What an `if` or `when` made sure of holds only within it.
  for (const name of before.maybe) if (open.some((way) => way.sure.has(name))) sure.delete(name);
  sure.add(id);
  return { ...before, sure, maybe: new Set([...seen].filter((name) => !sure.has(name))) };
}

function withSure(known: Known, more: ReadonlySet<string>): Known {
  const found = [...more].filter((id) => known.maybe.has(id));
  const sure = new Set([...known.sure, ...found]);
  return { ...known, sure, maybe: new Set([...known.maybe].filter((id) => !sure.has(id))) };
}

/** `$look-first.api` of an id that cannot be used: it reads as a difference, and all that is wrong with it is the id. */
function readsRefused({ expression }: Expression, { refused }: Whole): boolean {
  return [...refused].some((id) => /\W/.test(id) && expression.includes(`$${id}`));
}

function sureOf(condition: Expression, { origins }: Reading): ReadonlySet<string> {
  const origin = origins.get(condition);
  return origin ? sureWhenTrue(origin.analysis) : new Set();
}

function check(
  expressions: Expression[],
  wanted: 'condition' | 'value',
  known: Known,
  whole: Whole,
  reading: Reading,
): void {
  for (const expression of expressions) {
    const origin = reading.origins.get(expression);
    if (!origin || readsRefused(expression, whole)) continue;
    checkWords(origin, known, whole, reading);
    for (const read of origin.analysis.reads) {
      const spot = (offset: number) => ({ position: origin.at(offset), path: origin.path });
      checkRead(read, spot, known, whole, reading);
    }
    checkTypes(expression, origin, wanted, whole.root, reading);
  }
}
