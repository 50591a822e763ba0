import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { StepsRead } from './steps-read.ts';
import type { Finish, OnFailure, Step, UseStep } from './runbook.ts';
import { useSteps } from './walk.ts';

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

interface Visit {
  read: StepsRead;
  reading: Reading;
}

/** Recovered means verified: no way may end as recovered with a change behind its last verify. */
export function checkEndings(read: StepsRead, reading: Reading): void {
  const before: Way = { unverified: new Set(), verified: false, changed: false, ended: false };
  const at = { read, reading };
  const end = visit(read.steps, before, at);
  const last = read.steps.at(-1);
  if (end.ended || !last) return;
  for (const step of end.unverified) unverified(step, at);
  if (!end.verified && end.unverified.size === 0) {
    reading.report.warning(
      spotOf(last, at),
      'not-verified',
      'the steps can end here with nothing verified, so the run could not be recovered: verify, or finish with another outcome',
    );
  }
}

function visit(steps: Step[], before: Way, at: Visit): Way {
  let way = before;
  for (const step of steps) {
    if (way.ended) return way;
    const after = visitStep(step, way, at);
    way = step.if ? merge([{ ...after, verified: way.verified }, way]) : after;
  }
  return way;
}

function visitStep(step: Step, way: Way, at: Visit): Way {
  switch (step.kind) {
    case 'finish':
      checkFinish(step.finish, way, at);
      return { ...way, ended: true };
    case 'continue_with':
      return { ...way, ended: true };
    case 'choose': {
      const ways = step.arms.map(({ body }) => {
        if ('steps' in body) return visit(body.steps, way, at);
        if ('finish' in body) checkFinish(body.finish, way, at);
        return { ...way, ended: true };
      });
      return merge(step.arms.every((arm) => arm.when) ? [...ways, way] : ways);
    }
    case 'parallel':
      return afterGroup(
        step,
        meet(
          way,
          step.branches.map((steps) => visit(steps, way, at)),
        ),
        way,
        at,
      );
    case 'for_each': {
      // its list may be empty, and then it ends nothing; that it is, nobody can know here
      const inside = visit(step.steps, way, at);
      return afterGroup(step, inside.ended ? way : inside, way, at);
    }
    case 'use':
      return visitUse(step, way, at);
  }
}

function visitUse(step: UseStep, way: Way, at: Visit): Way {
  const type = at.reading.catalog[step.uses];
  if (type?.kind === 'changes') {
    // one that failed may have changed something all the same
    const changed = { ...way, unverified: new Set([...way.unverified, step]), changed: true };
    return merge([changed, ...afterFailure(step.onFailure, changed, at)]);
  }
  const done = type?.verifies ? { ...way, unverified: new Set<UseStep>(), verified: true } : way;
  const late = step.until?.onTimeout;
  return merge([done, ...(late ? [visit(late, way, at)] : []), ...afterFailure(step.onFailure, way, at)]);
}

/** All branches were gone through: what one of them verified is, what one of them changed and left is not. */
function meet(before: Way, branches: Way[]): Way {
  const left = [...before.unverified].filter((step) => branches.every((way) => way.unverified.has(step)));
  const own = branches.flatMap((way) => [...way.unverified].filter((step) => !before.unverified.has(step)));
  return {
    unverified: new Set([...left, ...own]),
    verified: branches.some((way) => way.verified),
    changed: branches.some((way) => way.changed),
    ended: branches.some((way) => way.ended),
  };
}

/** A group that failed may have changed whatever stands in it, and verified nothing. */
function afterGroup(step: Step & { kind: 'parallel' | 'for_each' }, done: Way, before: Way, at: Visit): Way {
  const lists = step.kind === 'parallel' ? step.branches : [step.steps];
  const changes = useSteps(lists.flat()).filter(({ uses }) => at.reading.catalog[uses]?.kind === 'changes');
  const failed = {
    ...before,
    unverified: new Set([...before.unverified, ...changes]),
    changed: before.changed || changes.length > 0,
  };
  return merge([done, ...afterFailure(step.onFailure, failed, at)]);
}

/** The way behind a failure on which the run goes on, if there is one. */
function afterFailure(onFailure: OnFailure, way: Way, at: Visit): Way[] {
  if (onFailure.kind === 'continue') return [way];
  return onFailure.kind === 'steps' ? [visit(onFailure.steps, way, at)] : [];
}

function checkFinish(finish: Finish, way: Way, at: Visit): void {
  const { outcome } = finish;
  const { report } = at.reading;
  const spot = at.read.finishes.get(finish);
  if (!spot) return;
  if (outcome === 'recovered') {
    for (const step of way.unverified) unverified(step, at);
    if (!way.verified && way.unverified.size === 0) {
      report.error(
        spot,
        'not-verified',
        'found outcome recovered with nothing verified before it: verify first, or finish with another outcome',
      );
    }
  }
  if (outcome === 'nothing-to-do' && way.changed) {
    report.error(
      spot,
      'wrong-value',
      'found outcome nothing-to-do where a step may have changed something already',
    );
  }
}

function unverified(step: UseStep, at: Visit): void {
  const { report, catalog } = at.reading;
  const types = Object.values(catalog).flatMap((type) => (type.verifies ? [type.uses] : []));
  const example = types.length === 0 ? 'a step that verifies' : types.join(' or ');
  report.error(
    spotOf(step, at),
    'not-verified',
    `"${step.title}" changes something, and the run can end as recovered without a verify after it: put ${example} after it`,
  );
}

function merge(ways: Way[]): Way {
  const [only, more] = ways;
  if (only && !more) return only;
  const open = ways.filter((way) => !way.ended);
  return {
    unverified: new Set(open.flatMap((way) => [...way.unverified])),
    verified: open.every((way) => way.verified),
    changed: open.some((way) => way.changed),
    ended: open.length === 0,
  };
}

function spotOf(step: Step, { read }: Visit): Spot {
  return (
    read.spots.get(step)?.of(step.kind === 'use' ? 'uses' : step.kind) ?? {
      position: step.position,
      path: 'steps',
    }
  );
}
