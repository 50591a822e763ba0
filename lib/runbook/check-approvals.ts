import type { Reading } from './context.ts';
import { stepFacts } from './check-reads.ts';
import type { StepFact } from './known.ts';
import type { StepsRead } from './read-steps.ts';
import type { Step, UseStep } from './runbook.ts';
import { expressionsOf } from './values.ts';

/**
 * Says for each changing step which approve covers it: the last before it that every way to it goes through. Fills `approval` and
 * `covers`. A changing step without, or one whose `with` nobody could know when they said yes, is a mistake.
 */
export function checkApprovals(read: StepsRead, reading: Reading): void {
  const facts = stepFacts(read.steps);
  visit(read.steps, undefined, { read, facts, reading });
}

interface Visit {
  read: StepsRead;
  facts: ReadonlyMap<string, StepFact>;
  reading: Reading;
}

/** The approve that covers what follows the steps. */
function visit(steps: Step[], before: UseStep | undefined, at: Visit): void {
  let approve = before;
  for (const step of steps) {
    if (step.kind === 'choose') {
      // Whoever said yes in one arm was not asked on the other ways: it ends with the arm.
      for (const arm of step.arms) if ('steps' in arm.body) visit(arm.body.steps, approve, at);
    } else if (step.kind === 'use') {
      if (step.uses === 'approve') {
        step.covers = [];
        if (!step.if) approve = step;
      } else if (at.reading.catalog[step.uses]?.kind === 'changes') cover(step, approve, at);
    }
  }
}

function cover(step: UseStep, approve: UseStep | undefined, at: Visit): void {
  const { report } = at.reading;
  const spot = at.read.spots.get(step)?.of('uses') ?? { position: step.position, path: 'steps' };
  if (!approve) {
    const why = `"${step.title}" changes something, and no approve covers it on every way that leads here`;
    report.error(spot, 'not-approved', `${why}: put a step with uses: approve before it`);
    return;
  }
  step.approval = approve.id;
  approve.covers = [...(approve.covers ?? []), step.id];
  const approved = at.facts.get(approve.id)?.order ?? -1;
  for (const [key, value] of Object.entries(step.with)) {
    for (const expression of expressionsOf(value)) {
      const origin = at.reading.origins.get(expression);
      for (const { variable, fields, path, offset } of origin?.analysis.reads ?? []) {
        const late = lateRead(variable, fields[0]?.name, approved, at.facts);
        if (!late || !origin) continue;
        const message = `found ${path} in "${key}", which ${late} "${approve.title}" (line ${approve.position.line}): nobody could say yes to it there`;
        report.error({ position: origin.at(offset), path: origin.path }, 'unknown-at-approval', message);
      }
    }
  }
}

/** Why a path is not known yet where the approve stands; undefined when it is. */
function lateRead(
  variable: string,
  field: string | undefined,
  approved: number,
  facts: Visit['facts'],
): string | undefined {
  if (variable === 'run' && field === 'elapsed') return 'is another value by then than at';
  const id = variable === 'steps' ? field : variable;
  const order = id === undefined ? undefined : facts.get(id)?.order;
  return order !== undefined && order >= approved ? 'is known only after' : undefined;
}
