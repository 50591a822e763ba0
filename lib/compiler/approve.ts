import type { TaskState } from '../model/asl.ts';
import type { ApproveCall } from '../model/call.ts';
import type { AskLevel, CoveredStep } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { type After, onward } from './flow.ts';
import { callAndWait, token } from './invoke.ts';
import { plainText } from './jsonata.ts';
import { levelsJson, levelSeconds, nextLevel } from './levels.ts';
import { askName, inner, stepFunction } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { askRetry, catchers } from './retriers.ts';
import { doneAssign } from './status.ts';
import { stepPayload } from './step.ts';
import { withFromTarget } from './with-from-target.ts';
import { useSteps } from './walk.ts';

/** The levels of an approval. The checker lets none through without. */
export function levelsOf(step: UseStep): AskLevel[] {
  if (!step.ask || step.ask.length === 0)
    fail('BadRunbook', { what: `approve "${step.title}" asks nobody`, todo: 'add ask: [{ who, for }]' });
  return step.ask;
}

/** The question before a change, with everything that it covers. A no comes back as the error `Rejected`. */
export function approveStep(step: UseStep, context: Context, after: After): TaskState {
  const levels = levelsOf(step);
  const common = stepPayload(step, context);
  const payload: { [K in keyof ApproveCall]: Json } = {
    ...common,
    with: {
      ...withFromTarget(step, context),
      ask: levelsJson(levels),
      quorum: step.quorum ?? 1,
    },
    token,
    level: `{% $${inner.level} %}`,
    covers: coveredSteps(step, context),
  };
  return {
    ...callAndWait(stepFunction(step.uses), payload),
    TimeoutSeconds: levelSeconds(levels, inner.level),
    Assign: {
      ...(step.named ? { [step.id]: '{% $merge([$states.result, {"approved": true}]) %}' } : {}),
      ...doneAssign(step),
      [inner.level]: 0,
    },
    Retry: askRetry(executionSeconds(context.runbook)),
    Catch: [
      nextLevel(step.title, inner.level),
      ...catchers(inner.failure, askName(step.title), { [inner.level]: 0 }),
    ],
    ...onward(after),
  };
}

function coveredSteps(step: UseStep, context: Context): Json[] {
  const steps = useSteps(context.runbook.steps);
  return (step.covers ?? []).map((id) => {
    const covered = steps.find((other) => other.id === id);
    if (!covered) fail('Broken', { what: `approve "${step.title}" covers ${id}, which is no step` });
    const entry: { [K in keyof CoveredStep]: Json } = {
      step: covered.id,
      title: plainText(covered.title),
      uses: covered.uses,
      with: withFromTarget(covered, context),
    };
    return entry;
  });
}
