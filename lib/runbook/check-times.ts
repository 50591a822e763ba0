import { formatDuration } from '../model/duration.ts';
import type { Objectives } from '../model/run.ts';
import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { StepsRead } from './steps-read.ts';
import type { OnFailure, Step, UseStep } from './runbook.ts';

/** The slowest way through the steps, every question answered at the last moment: within the deadline (mistake) and the RTO (warning). And the RTO within the deadline (warning). */
export function checkTimes(
  read: StepsRead,
  limits: { deadline: number | undefined; objectives: Objectives },
  spots: { deadline: Spot; rto: Spot; rtoValue: Spot },
  { report }: Reading,
): void {
  const seconds = slowest(read.steps, read).through;
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

/** Seconds at most: of the ways that go on behind the steps (undefined: none does), and of all. */
interface Times {
  on: number | undefined;
  through: number;
}

const ends: Times = { on: undefined, through: 0 };

function slowest(steps: Step[], read: StepsRead): Times {
  let on = 0;
  let through = 0;
  for (const step of steps) {
    const time = timesOf(step, read);
    through = Math.max(through, on + time.through);
    if (time.on === undefined && !step.if) return { on: undefined, through };
    on += time.on ?? 0;
  }
  return { on, through: Math.max(through, on) };
}

function timesOf(step: Step, read: StepsRead): Times {
  switch (step.kind) {
    case 'finish':
    case 'continue_with':
      return ends;
    case 'choose': {
      const arms = step.arms.map(({ body }) => ('steps' in body ? slowest(body.steps, read) : ends));
      return longest(step.arms.every((arm) => arm.when) ? [...arms, { on: 0, through: 0 }] : arms);
    }
    case 'parallel': {
      const branches = step.branches.map((steps) => slowest(steps, read));
      const ended = branches.some(({ on }) => on === undefined);
      const through = Math.max(0, ...branches.map((branch) => branch.through));
      const group = { on: ended ? undefined : Math.max(0, ...branches.map(({ on }) => on ?? 0)), through };
      return longest([group, ...behind(through, step.onFailure, read)]);
    }
    case 'for_each': {
      // how many rounds there are is known only at run time
      const round = slowest(step.steps, read);
      return longest([{ ...round, on: round.on ?? 0 }, ...behind(round.through, step.onFailure, read)]);
    }
    case 'use': {
      const seconds = secondsOf(step, read);
      const late = step.until?.onTimeout;
      return longest([
        { on: seconds, through: seconds },
        ...(late ? [after(seconds, slowest(late, read))] : []),
        ...behind(seconds, step.onFailure, read),
      ]);
    }
  }
}

/** What follows a failure that came at the last moment. */
function behind(seconds: number, onFailure: OnFailure, read: StepsRead): Times[] {
  return onFailure.kind === 'steps' ? [after(seconds, slowest(onFailure.steps, read))] : [];
}

function after(seconds: number, { on, through }: Times): Times {
  return { on: on === undefined ? undefined : seconds + on, through: seconds + through };
}

function longest(ways: Times[]): Times {
  const open = ways.flatMap(({ on }) => (on === undefined ? [] : [on]));
  return {
    on: open.length === 0 ? undefined : Math.max(...open),
    through: Math.max(...ways.map(({ through }) => through)),
  };
}

/** A question takes what its levels have together, anything else its timeout; each further attempt takes as long, and waits before it. */
function secondsOf(step: UseStep, { spots }: StepsRead): number {
  const { ask, retry, timeout } = step;
  if (ask) return ask.reduce((sum, level) => sum + level.for, 0);
  // levels that are missing or could not be read: that was said
  if (['approve', 'decide'].includes(step.uses) || spots.get(step)?.withKeys.includes('ask')) return 0;
  if (!retry) return timeout;
  const waits = Array.from({ length: retry.times }, (_, index) => retry.every * retry.backoff ** index);
  return waits.reduce((sum, wait) => sum + timeout + wait, timeout);
}
