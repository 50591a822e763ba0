import type { AskLevel } from '../model/ask.ts';
import type { TaskState } from '../model/asl.ts';
import type { FailureCall } from '../model/call.ts';
import type { Json } from '../model/json.ts';
import type { Runbook, UseStep } from '../runbook/runbook.ts';
import { callAndWait, place, token } from './invoke.ts';
import { levelsJson, levelSeconds, nextLevel } from './levels.ts';
import { askName, frameStates, inner } from './names.ts';
import { executionSeconds } from './parts.ts';
import { askRetry } from './retriers.ts';
import { plainText } from './jsonata.ts';

/** Who is asked about a failure, and how long a level has, in seconds: the runbook's owner, again and again. */
export function failureLevels(runbook: Runbook): AskLevel[] {
  return [{ who: runbook.owner, for: 600 }];
}

/** The question after a failed step: `retry` comes back as the next generation of the step, `abort` as the error `Aborted`. */
export function failureAsk(step: UseStep, runbook: Runbook): TaskState {
  const name = askName(step.title);
  const levels = failureLevels(runbook);
  const payload: { [K in keyof FailureCall]: Json } = {
    ...place,
    step: step.id,
    title: plainText(step.title),
    uses: step.uses,
    generation: `{% $${inner.generation} %}`,
    iteration: 0,
    token,
    level: `{% $${inner.level} %}`,
    ask: levelsJson(levels),
    failure: `{% $${inner.failure} %}`,
  };
  return {
    ...callAndWait('ask', payload),
    TimeoutSeconds: levelSeconds(levels, inner.level),
    Assign: { [inner.generation]: `{% $${inner.generation} + 1 %}`, [inner.level]: 0 },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [
      nextLevel(name, inner.level),
      {
        ErrorEquals: ['States.ALL'],
        Assign: { [inner.failure]: '{% $states.errorOutput %}' },
        Next: frameStates.stop,
      },
    ],
    Next: step.title,
  };
}
