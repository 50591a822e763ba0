import type { ChoiceState } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import type { Arm, ChooseStep, Step } from '../runbook/runbook.ts';
import { armSteps } from '../runbook/walk.ts';
import { source } from './expressions.ts';
import { type After, entryOf, goTo, ownEntry } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { finishName } from './names.ts';
import type { Context } from './parts.ts';
import { skippedAssign, statusAssign } from './status.ts';

/** Before a step with `if`: into it, or around it. */
export function ifChoice(step: Step, context: Context, after: After): ChoiceState {
  if (!step.if) fail('Broken', { what: `step ${step.id} has no condition` });
  return {
    Type: 'Choice',
    Choices: [
      {
        Condition: jsonata(source(step.if, context)),
        Next: ownEntry(step, context),
        Comment: step.if.expression,
      },
    ],
    Assign: skippedAssign([step], context),
    Default: goTo(after, context),
  };
}

/** The name of the state by which an arm ends the run, or undefined when it does not. */
export function armFinish(step: ChooseStep, arm: Arm): string | undefined {
  const finishing = step.arms.filter((other) => !('steps' in other.body));
  const nth = finishing.indexOf(arm);
  return nth < 0 ? undefined : finishName(step.title, nth + 1);
}

/** One way of several. Whatever is taken, the outputs of the other arms are null afterwards. */
export function chooseState(step: ChooseStep, context: Context, after: After): ChoiceState {
  const otherwise = step.arms.find((arm) => arm.when === undefined);
  const ways = step.arms.flatMap((arm) =>
    arm.when === undefined
      ? []
      : [
          {
            Condition: jsonata(source(arm.when, context)),
            Assign: assignOf(step, arm, context),
            Next: armEntry(step, arm, context, after),
            Comment: arm.when.expression,
          },
        ],
  );
  return {
    Type: 'Choice',
    Choices: ways,
    Assign: assignOf(step, otherwise, context),
    Default: otherwise ? armEntry(step, otherwise, context, after) : goTo(after, context),
  };
}

function assignOf(step: ChooseStep, taken: Arm | undefined, context: Context) {
  const others = step.arms.filter((arm) => arm !== taken).flatMap(armSteps);
  return others.length === 0 ? statusAssign(step, 'done', context) : skippedAssign(others, context, [step]);
}

function armEntry(step: ChooseStep, arm: Arm, context: Context, after: After): string {
  const [first] = armSteps(arm);
  return armFinish(step, arm) ?? (first ? entryOf(first, context) : goTo(after, context));
}
