import type { ChoiceState, State, WaitState } from '../model/asl.ts';
import type { JsonObject } from '../model/json.ts';
import type { Until, UseStep } from '../runbook/runbook.ts';
import { source } from './expressions.ts';
import { type After, entryOf, goTo } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { everyName, untilName } from './names.ts';
import type { Context } from './parts.ts';
import { statusAssign } from './status.ts';

/** The states behind a step with `until`: does its condition hold? If not, it is gone through again. A dry-run looks once. */
export function untilStates(step: UseStep, context: Context, after: After): [string, State][] {
  const { until } = step;
  if (!until) return [];
  const choice: ChoiceState = {
    Type: 'Choice',
    Choices: [
      {
        Condition: jsonata(`$run.mode = "dry-run" or (${source(until.condition, context)})`),
        Assign: left(step, context),
        Next: goTo(after, context),
        Comment: until.condition.expression,
      },
    ],
    Default: everyName(step.title),
  };
  const wait: WaitState = { Type: 'Wait', Seconds: until.every, Next: step.title };
  return [
    [untilName(step.title), choice],
    [everyName(step.title), wait],
  ];
}

/** Its time is over: the steps of `on_timeout`, which read what was seen last. */
export function lateWay(
  step: UseStep & { until: Until },
  context: Context,
  after: After,
): { Next: string; Assign: JsonObject } {
  const { failure } = context.scope.variables;
  const [first] = step.until.onTimeout ?? [];
  return {
    Assign: {
      [failure]: '{% $states.errorOutput %}',
      ...left(step, context),
      ...statusAssign(step, 'failed', context),
    },
    Next: first ? entryOf(first, context) : goTo(after, context),
  };
}

/** Behind the step its clock begins anew, and so do its attempts: a look that went well is not the end of it. */
function left({ retry }: UseStep, { scope }: Context): JsonObject {
  const { since, tries } = scope.variables;
  return { [since]: null, ...(retry ? { [tries]: 0 } : {}) };
}
