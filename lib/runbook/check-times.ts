import { formatDuration } from '../model/duration.ts';
import type { Objectives } from '../model/run.ts';
import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { Step } from './runbook.ts';

/** The slowest way through the steps, every question answered at the last moment: within the deadline (mistake) and the RTO (warning). And the RTO within the deadline (warning). */
export function checkTimes(
  steps: Step[],
  limits: { deadline: number | undefined; objectives: Objectives },
  spots: { deadline: Spot; rto: Spot; rtoValue: Spot },
  { report }: Reading,
): void {
  const seconds = slowest(steps).through;
  const { deadline, objectives } = limits;
  const sum = `questions and steps may take ${formatDuration(seconds)} together`;
  if (deadline !== undefined && seconds > deadline) {
    report.error(
      spots.deadline,
      'over-deadline',
      `${sum}, the deadline is ${formatDuration(deadline)}: shorten them, or give the run more time`,
    );
  } else if (objectives.rto !== undefined && deadline !== undefined && objectives.rto > deadline) {
    report.warning(
      spots.rtoValue,
      'rto-over-deadline',
      `found an RTO of ${formatDuration(objectives.rto)}, but the run ends at its deadline of ${formatDuration(deadline)}: promise less, or give the run more time`,
    );
  } else if (objectives.rto !== undefined && seconds > objectives.rto) {
    report.warning(spots.rto, 'over-rto', `${sum}, the RTO is ${formatDuration(objectives.rto)}`);
  }
}

/** Seconds at most: of the ways that go on, and of all. */
function slowest(steps: Step[]): { on: number; through: number } {
  let on = 0;
  let through = 0;
  for (const step of steps) {
    if (step.kind === 'use') on += secondsOf(step);
    if (step.kind === 'choose') {
      const arms = step.arms.map((arm) =>
        'steps' in arm.body ? slowest(arm.body.steps) : { on: 0, through: 0 },
      );
      through = Math.max(through, ...arms.map((arm) => on + arm.through));
      on += Math.max(0, ...arms.map((arm) => arm.on));
    }
    through = Math.max(through, on);
    if (step.kind === 'finish' && !step.if) return { on: 0, through };
  }
  return { on, through };
}

/** An approve takes what its levels have together; anything else its timeout. */
function secondsOf(step: Step & { kind: 'use' }): number {
  if (step.uses === 'approve') return (step.ask ?? []).reduce((sum, level) => sum + level.for, 0);
  return step.timeout;
}
