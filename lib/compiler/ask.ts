import type { ChoiceState, State, TaskState } from '../model/asl.ts';
import type { FailureCall } from '../model/call.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Step, UseStep } from '../runbook/runbook.ts';
import type { Fallible } from './failure.ts';
import { type After, entryOf, goTo, ownEntry } from './flow.ts';
import { generationsOfGroup } from './generations.ts';
import { callAndWait, place, token } from './invoke.ts';
import { jsonata, literal, plainText } from './jsonata.ts';
import { failureLevels, levelSeconds, levelsJson, nextLevel } from './levels.ts';
import { answeredName, approveName, askName } from './names.ts';
import { type Context, executionSeconds } from './parts.ts';
import { askRetry } from './retriers.ts';
import { iterationJson, stepsInSight } from './scope.ts';
import { skippedAssign } from './status.ts';
import { withFromTarget } from './with-from-target.ts';

type Offer = FailureCall['offers'][number];

/** What a person may decide about a failed step besides trying it again and aborting. */
export function offersOf(step: Fallible, context: Context): Offer[] {
  const asks = step.kind === 'use' && context.facts(step.uses).kind === 'asks';
  const approves = step.kind === 'use' && step.uses === 'approve';
  const nests = step.kind === 'use' && context.facts(step.uses).nests === true;
  return [
    ...(step.kind === 'use' && !asks && !nests && Object.keys(context.facts(step.uses).with.shape).length > 0
      ? ['values' as const]
      : []),
    ...(approves ? [] : ['skip' as const]),
    'back',
    ...(context.verifies.get(step) ? ['by-hand' as const] : []),
  ];
}

/** The question after a failed step, and where each answer leads. */
export function askStates(step: Fallible, context: Context, after: After): [string, State][] {
  if (step.onFailure.kind !== 'ask' || context.scope.quiet) return [];
  return [
    [askName(step.title), failureAsk(step, context)],
    [answeredName(step.title), answeredChoice(step, context, after)],
  ];
}

/** What is tried again is the next generation; `abort` comes back as the error `Aborted`. */
function failureAsk(step: Fallible, context: Context): TaskState {
  const { runbook, scope } = context;
  const { variables } = scope;
  const name = askName(step.title);
  const levels = failureLevels(runbook);
  const offers = offersOf(step, context);
  const payload: { [K in keyof FailureCall]: Json } = {
    ...place,
    step: step.id,
    title: plainText(step.title),
    uses: step.kind === 'use' ? step.uses : step.kind,
    generation: jsonata(`$${variables.generation}`),
    iteration: iterationJson(scope),
    token,
    level: jsonata(`$${variables.level}`),
    ask: levelsJson(levels),
    failure: jsonata(`$${variables.failure}`),
    offers,
    ...(step.kind === 'use' && offers.includes('values') ? { with: readableWith(step, context) } : {}),
  };
  return {
    ...callAndWait('ask', payload),
    TimeoutSeconds: levelSeconds(levels, variables.level),
    Assign: {
      [variables.generation]: jsonata(`$${variables.generation} + ${generationsLater(step, context)}`),
      [variables.level]: 0,
      [variables.answer]: jsonata(`$merge([$states.result, {"step": ${literal(step.id)}}])`),
    },
    Retry: askRetry(executionSeconds(runbook)),
    Catch: [
      nextLevel(name, variables.level),
      {
        ErrorEquals: ['States.ALL'],
        Assign: { [variables.failure]: '{% $states.errorOutput %}' },
        Next: scope.states.stop,
      },
    ],
    Next: answeredName(step.title),
  };
}

/** JSONata source: a step needs one more; a group, and a way back that may lead through one, more than were used inside of it. */
function generationsLater(step: Fallible, context: Context): string {
  const group = String(generationsOfGroup(context));
  if (step.kind !== 'use' || group === '1') return group;
  return `($states.result.answer = "back" ? ${group} : 1)`;
}

/** What cannot be evaluated is why it failed, perhaps: literals are shown, expressions as they are written. */
function readableWith(step: UseStep, context: Context): JsonObject {
  const shown = Object.entries(withFromTarget(step, context)).map(([key, value]) => {
    const written = step.with[key] ?? context.runbook.target[key];
    return [key, written?.kind === 'literal' ? value : writtenAs(written)];
  });
  return Object.fromEntries(shown);
}

function writtenAs(value: UseStep['with'][string] | undefined): Json {
  if (value?.kind === 'expression') return value.expression.expression;
  if (value?.kind === 'text')
    return plainText(
      value.parts.map((part) => (typeof part === 'string' ? part : `{{ ${part.expression} }}`)).join(''),
    );
  return null;
}

function answeredChoice(step: Fallible, context: Context, after: After): ChoiceState {
  const { scope } = context;
  const answer = `$${scope.variables.answer}`;
  const offers = offersOf(step, context);
  const is = (word: string) => jsonata(`${answer}.answer = ${literal(word)}`);
  const changes = step.kind === 'use' && context.facts(step.uses).kind === 'changes';
  const choices: ChoiceState['Choices'] = [];
  if (offers.includes('skip'))
    choices.push({
      Condition: is('skip'),
      Assign: skippedAssign([step], context, [], 'skipped-by-hand'),
      Next: goTo(after, context),
    });
  if (offers.includes('back')) choices.push({ Condition: is('back'), Next: scope.states.back });
  if (offers.includes('by-hand')) choices.push({ Condition: is('by-hand'), ...byHand(step, context) });
  if (changes)
    choices.push({
      Condition: jsonata(`$exists(${answer}.values.*)`),
      Next: approveName(step.title),
    });
  if (choices.length === 0) choices.push({ Condition: is('retry'), Next: step.title });
  return { Type: 'Choice', Choices: choices, Default: ownEntry(step, context) };
}

/** The rest is done by hand: on to the verify behind it, over everything between. */
function byHand(step: Fallible, context: Context): { Assign: JsonObject; Next: string } {
  const { scope } = context;
  if (scope.path.length > 0) {
    const left = { Error: 'ByHand', Cause: '' };
    return { Assign: { [scope.variables.failure]: left }, Next: scope.states.stop };
  }
  const way = byHandWay(step, context);
  return way ?? { Assign: {}, Next: step.title };
}

/** From a step of Recovery's own scope to the verify behind it. */
export function byHandWay(step: Step, context: Context): { Assign: JsonObject; Next: string } | undefined {
  const verify = context.verifies.get(step);
  if (!verify) return undefined;
  const all = stepsInSight(context.runbook.steps);
  const between = all.slice(all.indexOf(step), all.indexOf(verify));
  return {
    Assign: skippedAssign(between, context, [], 'skipped-by-hand'),
    Next: entryOf(verify, context),
  };
}
