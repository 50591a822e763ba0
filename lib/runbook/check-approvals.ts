import type { Reading } from './context.ts';
import type { StepsRead } from './steps-read.ts';
import type { Expression, Step, UseStep } from './runbook.ts';
import { loopsAround, stepFacts, type StepFact } from './step-facts.ts';
import { expressionsOf } from './values.ts';
import { innerOf } from './walk.ts';

/**
 * Says for each changing step which approve covers it: the last before it that every way to it goes through. Fills `approval` and
 * `covers`. A changing step without (unless the runbook is unattended), or one whose `with` nobody could know when they said yes, is
 * a mistake.
 */
export function checkApprovals(read: StepsRead, unattended: boolean, reading: Reading): void {
  const facts = stepFacts(read.steps);
  visit(read.steps, undefined, { read, facts, unattended, reading });
}

interface Visit {
  read: StepsRead;
  facts: ReadonlyMap<string, StepFact>;
  unattended: boolean;
  reading: Reading;
}

/** Goes through steps that an approve before them covers, until the next one beside them. */
function visit(steps: Step[], before: UseStep | undefined, at: Visit): void {
  let approve = before;
  for (const step of steps) {
    if (step.kind === 'use' && at.reading.catalog[step.uses]?.kind === 'changes') cover(step, approve, at);
    // Whoever said yes in one arm, branch or round was not asked on the other ways: it ends with them.
    for (const inner of innerOf(step)) visit(inner.steps, approve, at);
    if (step.kind === 'use' && step.uses === 'approve') {
      step.covers = [];
      if (isSure(step)) approve = step;
    }
  }
}

/** Whether nothing comes behind an approve without its yes: it is not passed over, and its failure does not let the run go on. */
function isSure({ if: condition, onFailure }: UseStep): boolean {
  return !condition && (onFailure.kind === 'ask' || onFailure.kind === 'stop');
}

function cover(step: UseStep, approve: UseStep | undefined, at: Visit): void {
  const { report, origins } = at.reading;
  if (!approve) {
    if (at.unattended) return;
    const spot = at.read.spots.get(step)?.of('uses') ?? { position: step.position, path: 'steps' };
    const why = `"${step.title}" changes something, and no approve covers it on every way that leads here`;
    report.error(spot, 'not-approved', `${why}: put a step with uses: approve before it`);
    return;
  }
  step.approval = approve.id;
  approve.covers = [...(approve.covers ?? []), step.id];
  for (const [key, value] of Object.entries(step.with)) {
    for (const expression of expressionsOf(value)) {
      const origin = origins.get(expression);
      const [late] = lateReads(expression, step, approve, at);
      if (!late || !origin) continue;
      const message = `found ${late.path} in "${key}", which ${late.why} "${approve.title}" (line ${approve.position.line}): nobody could say yes to it there`;
      report.error({ position: origin.at(late.offset), path: origin.path }, 'unknown-at-approval', message);
    }
  }
}

interface LateRead {
  path: string;
  offset: number;
  why: string;
}

/** What an expression of a step reads that is not known yet where the approve stands. */
function lateReads(expression: Expression, step: Step, approve: UseStep, at: Visit): LateRead[] {
  const approved = at.facts.get(approve.id)?.order ?? -1;
  const reads = at.reading.origins.get(expression)?.analysis.reads ?? [];
  return reads.flatMap(({ variable, fields, path, offset }): LateRead[] => {
    const field = fields[0]?.name;
    if (variable === 'run')
      return field === 'elapsed' ? [{ path, offset, why: 'is another value by then than at' }] : [];
    if (variable === 'item' || variable === 'index') {
      const list = listAround(step, approve, at);
      const late = list && lateReads(list.items, list, approve, at)[0];
      return late ? [{ path, offset, why: `is of a list (${late.path}) that ${late.why}` }] : [];
    }
    const id = variable === 'steps' ? field : variable;
    const order = id === undefined ? undefined : at.facts.get(id)?.order;
    return order !== undefined && order >= approved ? [{ path, offset, why: 'is known only after' }] : [];
  });
}

/** The innermost loop around a step, where the approve stands outside of it: within, the item is at hand. */
function listAround(step: Step, approve: UseStep, at: Visit): (Step & { kind: 'for_each' }) | undefined {
  const loop = loopsAround(at.facts.get(step.id)).at(-1);
  const inside = loopsAround(at.facts.get(approve.id));
  return loop?.step.kind === 'for_each' && !inside.includes(loop) ? loop.step : undefined;
}
