import type { FlowStep, Manifest } from '../../compiler/manifest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Arm, Runbook, Step, Value } from '../../runbook/runbook.ts';
import type { PathRun } from '../explore/result.ts';

/** A place of a runbook at which a run ends as its author says: a `finish`, a `continue_with`, an arm of a `choose` that is one. */
export interface AuthorsEnd {
  /** The step's id; of an arm the name of its state, as pictures call it. */
  id: string;
  title: string;
  line: number;
  /** Id of the step that a run has come to when it ends here: the `choose`, or the step itself. */
  step: string;
  /** True for a run that ended here, by its outcome and the words of `because`. Nothing else is kept of it: two ends alike are one. */
  isEndOf: (run: Pick<PathRun, 'outcome' | 'because'>) => boolean;
}

/** An arm of a `choose` with steps: it was taken when one of them began. */
export interface StepsArm {
  /** `s2/1`: the step, and the how-many-eth arm. */
  id: string;
  title: string;
  line: number;
  /** Ids of the steps within, however deep. */
  steps: string[];
}

export interface Ways {
  ends: AuthorsEnd[];
  arms: StepsArm[];
}

/** Every way that a run of a runbook can take, where it can take several. */
export function waysOf({ steps }: Pick<Runbook, 'steps'>, { flow = [] }: Pick<Manifest, 'flow'>): Ways {
  const states = new Map(allOf(flow).map((step) => [step.step, step.ways ?? []]));
  const ways: Ways = { ends: [], arms: [] };
  for (const step of inside(steps)) {
    const { id, title, position } = step;
    if (step.kind === 'finish') ways.ends.push(endAt(step, step.finish.outcome, step.finish.because));
    if (step.kind === 'continue_with') ways.ends.push(endAt(step, 'handed-on', step.handOn.because));
    if (step.kind !== 'choose') continue;
    for (const [n, arm] of step.arms.entries()) {
      const at = {
        title: `${title} · ${arm.when?.expression ?? 'otherwise'}`,
        line: lineOf(arm) ?? position.line,
      };
      if ('steps' in arm.body)
        ways.arms.push({ id: `${id}/${n + 1}`, ...at, steps: inside(arm.body.steps).map((one) => one.id) });
      else
        ways.ends.push({
          id: states.get(id)?.[n]?.ends?.state ?? `${id}/${n + 1}`,
          ...at,
          step: id,
          isEndOf: endOf(arm.body),
        });
    }
  }
  return ways;
}

function endAt({ id, title, position }: Step, outcome: Outcome, because: Value): AuthorsEnd {
  return { id, title, line: position.line, step: id, isEndOf: said(outcome, because) };
}

function endOf(body: Exclude<Arm['body'], { steps: Step[] }>): AuthorsEnd['isEndOf'] {
  return 'finish' in body
    ? said(body.finish.outcome, body.finish.because)
    : said('handed-on', body.handOn.because);
}

/** By the outcome, and what is the author's own in `because`, piece by piece. */
function said(outcome: Outcome, because: Value): AuthorsEnd['isEndOf'] {
  const pieces =
    because.kind === 'text'
      ? because.parts.filter((part) => typeof part === 'string')
      : because.kind === 'literal'
        ? [String(because.value)]
        : [];
  return (run) => run.outcome === outcome && inTurn(pieces, run.because);
}

function inTurn(pieces: readonly string[], text: string): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece.trim(), from);
    if (at < 0) return false;
    from = at + piece.trim().length;
  }
  return true;
}

function lineOf({ when, body }: Arm): number | undefined {
  return when?.position.line ?? ('handOn' in body ? body.handOn.position?.line : undefined);
}

/** All steps of a list, and those within them. */
function inside(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...inside(within(step))]);
}

function within(step: Step): Step[] {
  switch (step.kind) {
    case 'choose':
      return step.arms.flatMap(({ body }) => ('steps' in body ? body.steps : []));
    case 'parallel':
      return [...step.branches.flat(), ...onFailure(step)];
    case 'for_each':
      return [...step.steps, ...onFailure(step)];
    case 'use':
      return [...(step.until?.onTimeout ?? []), ...onFailure(step)];
    case 'finish':
    case 'continue_with':
      return [];
  }
}

function onFailure({ onFailure: does }: Extract<Step, { kind: 'use' | 'parallel' | 'for_each' }>): Step[] {
  return does.kind === 'steps' ? does.steps : [];
}

function allOf(steps: readonly FlowStep[]): FlowStep[] {
  return steps.flatMap((step) => [
    step,
    ...allOf([
      ...(step.ways ?? []).flatMap((way) => way.steps),
      ...(step.failed ?? []),
      ...(step.late ?? []),
    ]),
  ]);
}
