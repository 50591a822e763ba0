import type { Definition } from '../model/asl.ts';
import { hashOf, isObject } from '../model/json.ts';
import type { Arm, OnFailure, Runbook, Step, UseStep } from '../runbook/runbook.ts';
import type { StepCatalog } from './parts.ts';

/**
 * SHA-256 of what a runbook does: of its definition compiled with every title replaced by the step's place, without comments, ARNs
 * not yet put in. Renaming a step keeps it; anything that a run could notice changes it.
 */
export function definitionHash(
  runbook: Runbook,
  catalog: StepCatalog,
  define: (runbook: Runbook, catalog: StepCatalog) => Definition,
): string {
  const untitled: Runbook = {
    ...runbook,
    title: '',
    steps: withoutTitles(runbook.steps),
    always: withoutTitles(runbook.always),
  };
  return hashOf(withoutComments(define(untitled, catalog)));
}

export const inputsHash = (runbook: Runbook): string => hashOf(runbook.inputs);

function withoutTitles(steps: Step[]): Step[] {
  return steps.map((step) => insideWithoutTitles({ ...step, title: step.id }));
}

function insideWithoutTitles(step: Step): Step {
  switch (step.kind) {
    case 'choose':
      return { ...step, arms: step.arms.map(armWithoutTitles) };
    case 'parallel':
      return { ...step, branches: step.branches.map(withoutTitles), onFailure: failureWithoutTitles(step) };
    case 'for_each':
      return { ...step, steps: withoutTitles(step.steps), onFailure: failureWithoutTitles(step) };
    case 'use': {
      const { until } = step;
      const late = until?.onTimeout ? { onTimeout: withoutTitles(until.onTimeout) } : {};
      return {
        ...step,
        ...(until ? { until: { ...until, ...late } } : {}),
        onFailure: failureWithoutTitles(step),
      };
    }
    case 'finish':
    case 'continue_with':
      return step;
  }
}

function failureWithoutTitles({ onFailure }: Pick<UseStep, 'onFailure'>): OnFailure {
  return onFailure.kind === 'steps' ? { ...onFailure, steps: withoutTitles(onFailure.steps) } : onFailure;
}

function armWithoutTitles(arm: Arm): Arm {
  return 'steps' in arm.body ? { ...arm, body: { steps: withoutTitles(arm.body.steps) } } : arm;
}

/** States and rules without their `Comment`; payloads are left alone. */
function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'Comment')
      .map(([key, item]) => [key, key === 'Arguments' ? item : withoutComments(item)]),
  );
}
