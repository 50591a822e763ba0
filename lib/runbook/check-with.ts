import { didYouMean, nearest } from '../model/nearest.ts';
import { checkField, expectedBy, isOptional } from './check-field.ts';
import type { Reading, StepFacts } from './context.ts';
import type { Spot } from './mistake.ts';
import type { StepSpots, StepsRead } from './steps-read.ts';
import type { Undo, UseStep, Value } from './runbook.ts';
import { fieldNames, fieldSchema } from './schema-fields.ts';
import { reportKeyDress, reportMissing } from './shape.ts';
import { useSteps } from './walk.ts';
import { targetKeys } from './words.ts';
import type { Entry } from './yaml-node.ts';

/** Fills what `with` leaves out from the target, and checks every field against the step type; that of `undo`, too. */
export function checkWith(
  read: StepsRead,
  target: Record<string, Value> | undefined,
  reading: Reading,
): void {
  const { catalog } = reading;
  for (const step of useSteps([...read.steps, ...read.always])) {
    const spots = read.spots.get(step);
    const type = Object.hasOwn(catalog, step.uses) ? catalog[step.uses] : undefined;
    if (!spots || !type) continue;
    checkGiven(stepGiven(step, spots), type, target, reading);
    const { undo } = step;
    const back = undo && Object.hasOwn(catalog, undo.uses) ? catalog[undo.uses] : undefined;
    if (undo && back) checkGiven(undoGiven(undo, spots, step, back), back, target, reading);
  }
}

/** A `with`, as it is checked. */
interface Given {
  values: Record<string, Value>;
  entries: readonly Entry[];
  /** Where something is missing. */
  spot: Spot;
  /** Fields that have a value without standing here. */
  elsewhere: ReadonlySet<string>;
}

function stepGiven(step: UseStep, spots: StepSpots): Given {
  const entries = spots.withKeys.flatMap((key) => spots.withEntry(key) ?? []);
  return { values: step.with, entries, spot: spots.of('with'), elsewhere: new Set() };
}

/** A step type that takes itself back knows what it was given. */
function undoGiven(undo: Undo, spots: StepSpots, step: UseStep, type: StepFacts): Given {
  const itself = undo.uses === step.uses && type.undo !== undefined;
  const elsewhere = new Set(itself ? (fieldNames(type.with) ?? []) : []);
  return { values: undo.with, entries: spots.undoWith, spot: spots.of('undo'), elsewhere };
}

function checkGiven(
  given: Given,
  type: StepFacts,
  target: Record<string, Value> | undefined,
  reading: Reading,
): void {
  const { report } = reading;
  const { values, entries, spot, elsewhere } = given;
  const known = fieldNames(type.with) ?? [];
  const unknown = entries.filter(({ key }) => !known.includes(key));
  for (const entry of unknown) {
    delete values[entry.key];
    if (reportKeyDress(entry, report)) continue;
    const close =
      didYouMean(entry.key, known) ||
      (known.length === 0 ? '; it takes none' : `; it takes ${known.join(', ')}`);
    report.error(entry.spot, 'unknown-with', `${type.uses} has no field "${entry.key}"${close}`);
  }
  for (const key of known) {
    const schema = fieldSchema(type.with, key);
    const entry = entries.find((one) => one.key === key);
    if (entry) {
      const value = values[key];
      // the name and the inputs of another runbook are looked at where that is known
      if (value && !type.nests) checkField(value, entry.value, schema, reading);
      continue;
    }
    const ofTarget = targetKeys.some((name) => name === key);
    const fromTarget = ofTarget ? target?.[key] : undefined;
    if (elsewhere.has(key)) continue;
    if (fromTarget) values[key] = fromTarget;
    else if (ofTarget && !target) continue;
    else if (!isOptional(schema) && !unknown.some((other) => nearest(other.key, known) === key))
      reportMissing(spot, key, `${expectedBy(schema) ?? 'a value'}: ${type.uses} needs it`, report);
  }
}
