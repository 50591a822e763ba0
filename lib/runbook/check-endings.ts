import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { StepsRead } from './read-steps.ts';
import type { Finish, Step, UseStep } from './runbook.ts';

/** What happened on the ways that lead to one place. */
interface Way {
  /** Changing steps after which nothing was verified on some way. */
  unverified: ReadonlySet<UseStep>;
  /** Something was verified on every way. */
  verified: boolean;
  /** Some changing step may have run. */
  changed: boolean;
  ended: boolean;
}

/** Recovered means verified: no way may end as recovered with a change behind its last verify. And each change should have a way back. */
export function checkEndings(read: StepsRead, reading: Reading): void {
  const { report } = reading;
  const end = visit(
    read.steps,
    { unverified: new Set(), verified: false, changed: false, ended: false },
    read,
    reading,
  );
  const last = read.steps.at(-1);
  if (end.ended || !last) return;
  for (const step of end.unverified) unverified(step, read, reading);
  if (!end.verified && end.unverified.size === 0) {
    report.warning(
      spotOf(last, read),
      'not-verified',
      'the steps can end here with nothing verified, so the run could not be recovered: verify, or finish with another outcome',
    );
  }
}

function visit(steps: Step[], before: Way, read: StepsRead, reading: Reading): Way {
  let way = before;
  for (const step of steps) {
    if (way.ended) return way;
    const after = visitStep(step, way, read, reading);
    way = step.if ? merge([{ ...after, verified: way.verified }, way]) : after;
  }
  return way;
}

function visitStep(step: Step, way: Way, read: StepsRead, reading: Reading): Way {
  if (step.kind === 'finish') {
    checkFinish(step.finish, way, read, reading);
    return { ...way, ended: true };
  }
  if (step.kind === 'choose') {
    const ways = step.arms.map((arm) => {
      if ('steps' in arm.body) return visit(arm.body.steps, way, read, reading);
      checkFinish(arm.body.finish, way, read, reading);
      return { ...way, ended: true };
    });
    return merge(step.arms.every((arm) => arm.when) ? [...ways, way] : ways);
  }
  const type = reading.catalog[step.uses];
  if (type?.kind === 'changes') {
    if (type.undo === undefined) {
      reading.report.warning(
        spotOf(step, read),
        'no-undo',
        `${step.uses} has no way back: an abort leaves what it did as it is`,
      );
    }
    return { ...way, unverified: new Set([...way.unverified, step]), changed: true };
  }
  return type?.verifies ? { ...way, unverified: new Set(), verified: true } : way;
}

function checkFinish(finish: Finish, way: Way, read: StepsRead, reading: Reading): void {
  const { outcome } = finish;
  const spot = read.finishes.get(finish);
  if (!spot) return;
  if (outcome === 'recovered') {
    for (const step of way.unverified) unverified(step, read, reading);
    if (!way.verified && way.unverified.size === 0) {
      reading.report.error(
        spot,
        'not-verified',
        'found outcome recovered with nothing verified before it: verify first, or finish with another outcome',
      );
    }
  }
  if (outcome === 'nothing-to-do' && way.changed) {
    reading.report.error(
      spot,
      'wrong-value',
      'found outcome nothing-to-do where a step may have changed something already',
    );
  }
}

function unverified(step: UseStep, read: StepsRead, { report, catalog }: Reading): void {
  const types = Object.values(catalog).flatMap((type) => (type.verifies ? [type.uses] : []));
  const example = types.length === 0 ? 'a step that verifies' : types.join(' or ');
  report.error(
    spotOf(step, read),
    'not-verified',
    `"${step.title}" changes something, and the run can end as recovered without a verify after it: put ${example} after it`,
  );
}

function merge(ways: Way[]): Way {
  const open = ways.filter((way) => !way.ended);
  return {
    unverified: new Set(open.flatMap((way) => [...way.unverified])),
    verified: open.every((way) => way.verified),
    changed: open.some((way) => way.changed),
    ended: open.length === 0,
  };
}

function spotOf(step: Step, read: StepsRead): Spot {
  return (
    read.spots.get(step)?.of(step.kind === 'use' ? 'uses' : step.kind) ?? {
      position: step.position,
      path: 'steps',
    }
  );
}
