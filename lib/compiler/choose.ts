import type { ChoiceState } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import type { Arm, ChooseStep, Step } from '../runbook/runbook.ts';
import { source } from './expressions.ts';
import { type After, entryOf, goTo } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { finishName } from './names.ts';
import { doneAssign, skippedAssign } from './status.ts';
import { armSteps } from './walk.ts';

/** Before a step with `if`: into it, or around it. */
export function ifChoice(step: Step, after: After): ChoiceState {
  if (!step.if) fail('Broken', { what: `step ${step.id} has no condition` });
  return {
    Type: 'Choice',
    Choices: [{ Condition: jsonata(source(step.if)), Next: step.title, Comment: step.if.expression }],
    Assign: skippedAssign([step]),
    Default: goTo(after),
  };
}

/** The name of the state by which an arm ends the run, or undefined when it does not. */
export function armFinish(step: ChooseStep, arm: Arm): string | undefined {
  const finishing = step.arms.filter((other) => 'finish' in other.body);
  const nth = finishing.indexOf(arm);
  return nth < 0 ? undefined : finishName(step.title, nth + 1);
}

/** One way of several. Whatever is taken, the outputs of the other arms are null afterwards. */
export function chooseState(step: ChooseStep, after: After): ChoiceState {
  const otherwise = step.arms.find((arm) => arm.when === undefined);
  const ways = step.arms.flatMap((arm) =>
    arm.when === undefined
      ? []
      : [
          {
            Condition: jsonata(source(arm.when)),
            Assign: assignOf(step, arm),
            Next: armEntry(step, arm, after),
            Comment: arm.when.expression,
          },
        ],
  );
  return {
    Type: 'Choice',
    Choices: ways,
    Assign: assignOf(step, otherwise),
    Default: otherwise ? armEntry(step, otherwise, after) : goTo(after),
  };
}

function assignOf(step: ChooseStep, taken: Arm | undefined) {
  const others = step.arms.filter((arm) => arm !== taken).flatMap(armSteps);
  return others.length === 0 ? doneAssign(step) : skippedAssign(others, [step]);
}

function armEntry(step: ChooseStep, arm: Arm, after: After): string {
  const [first] = armSteps(arm);
  return armFinish(step, arm) ?? (first ? entryOf(first) : goTo(after));
}
