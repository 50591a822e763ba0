import { didYouMean, nearest } from '../model/nearest.ts';
import { checkField, expectedBy, isOptional } from './check-field.ts';
import type { Reading, StepFacts } from './context.ts';
import type { StepSpots, StepsRead } from './read-steps.ts';
import type { Step, UseStep, Value } from './runbook.ts';
import { fieldNames, fieldSchema } from './schema-fields.ts';
import { reportKeyDress, reportMissing } from './shape.ts';
import { laterWords, targetKeys } from './words.ts';

/** Fills what `with` leaves out from the target, and checks every field against the step type. */
export function checkWith(
  read: StepsRead,
  target: Record<string, Value> | undefined,
  reading: Reading,
): void {
  const visit = (steps: Step[]): void => {
    for (const step of steps) {
      if (step.kind === 'choose') for (const arm of step.arms) if ('steps' in arm.body) visit(arm.body.steps);
      const spots = read.spots.get(step);
      const type = step.kind === 'use' ? reading.catalog[step.uses] : undefined;
      if (step.kind === 'use' && spots && type) checkStep(step, spots, type, target, reading);
    }
  };
  visit(read.steps);
}

function checkStep(
  step: UseStep,
  spots: StepSpots,
  type: StepFacts,
  target: Record<string, Value> | undefined,
  reading: Reading,
): void {
  const { report } = reading;
  const known = fieldNames(type.with) ?? [];
  const unknown = spots.withKeys.filter((key) => !known.includes(key));
  for (const key of unknown) {
    const entry = spots.withEntry(key);
    delete step.with[key];
    if (!entry || reportKeyDress(entry, report)) continue;
    if (laterWords.has(key)) {
      report.error(entry.spot, 'not-supported-yet', `"${key}" is not supported yet: leave it out`);
      continue;
    }
    const close =
      didYouMean(key, known) || (known.length === 0 ? '; it takes none' : `; it takes ${known.join(', ')}`);
    report.error(entry.spot, 'unknown-with', `${step.uses} has no field "${key}"${close}`);
  }
  for (const key of known) {
    const schema = fieldSchema(type.with, key);
    if (spots.withKeys.includes(key)) {
      const value = step.with[key];
      const node = spots.withEntry(key)?.value;
      if (value && node) checkField(value, node, schema, reading);
      continue;
    }
    const ofTarget = targetKeys.some((name) => name === key);
    const fromTarget = ofTarget ? target?.[key] : undefined;
    if (fromTarget) step.with[key] = fromTarget;
    else if (ofTarget && !target) continue;
    else if (!isOptional(schema) && !unknown.some((other) => nearest(other, known) === key)) {
      reportMissing(
        spots.of('with'),
        key,
        `${expectedBy(schema) ?? 'a value'}: ${step.uses} needs it`,
        report,
      );
    }
  }
}
