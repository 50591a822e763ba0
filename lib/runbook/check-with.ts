import { didYouMean, nearest } from '../model/nearest.ts';
import { checkField, expectedBy, isOptional } from './check-field.ts';
import type { Reading, StepFacts } from './context.ts';
import type { Spot } from './mistake.ts';
import type { StepSpots, StepsRead } from './steps-read.ts';
import type { Undo, UseStep, Value } from './runbook.ts';
import { fieldNames, fieldSchema } from './schema-fields.ts';
import { stepKeys } from './step-keys.ts';
import { reportKeyDress, reportMissing } from './shape.ts';
import { useSteps } from './walk.ts';
import { targetKeys } from './words.ts';
import { describeNode, type Entry } from './yaml-node.ts';

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
  /** The whole of it stands under a key with a typo: nothing is missing in it. */
  astray: boolean;
}

function stepGiven(step: UseStep, spots: StepSpots): Given {
  const entries = spots.withKeys.flatMap((key) => spots.withEntry(key) ?? []);
  const astray =
    entries.length === 0 &&
    spots.keys.some(
      (key) => !stepKeys.uses.known.includes(key) && nearest(key, stepKeys.uses.known) === 'with',
    );
  return { values: step.with, entries, spot: spots.of('with'), elsewhere: new Set(), astray };
}

/** A step type that takes itself back knows what it was given. */
function undoGiven(undo: Undo, spots: StepSpots, step: UseStep, type: StepFacts): Given {
  const itself = undo.uses === step.uses && type.undo !== undefined;
  const elsewhere = new Set(itself ? (fieldNames(type.with) ?? []) : []);
  return { values: undo.with, entries: spots.undoWith, spot: spots.of('undo'), elsewhere, astray: false };
}

function checkGiven(
  given: Given,
  type: StepFacts,
  target: Record<string, Value> | undefined,
  reading: Reading,
): void {
  const { report } = reading;
  const { values, entries, spot, elsewhere, astray } = given;
  const known = fieldNames(type.with) ?? [];
  const unknown = entries.filter(({ key }) => !known.includes(key));
  const missing = astray ? [] : missingOf(given, type, target);
  // one that nobody knows beside one that is not there: the one was meant by the other
  const strange = unknown.filter(({ key }) => nearest(key, known) === undefined);
  const [only, more] = missing;
  const meant = strange.length === 1 && more === undefined ? only : undefined;
  for (const entry of unknown) {
    delete values[entry.key];
    if (reportKeyDress(entry, report)) continue;
    const close =
      didYouMean(entry.key, known) ||
      (meant ? `: write "${meant.key}", ${meant.expected}` : '') ||
      (known.length === 0 ? '; it takes none' : `; it takes ${known.join(', ')}`);
    report.error(entry.spot, 'unknown-with', `${type.uses} has no field "${entry.key}"${close}`);
  }
  for (const key of known) {
    const schema = fieldSchema(type.with, key);
    const entry = entries.find((one) => one.key === key);
    if (entry) {
      const value = values[key];
      // the name and the inputs of another runbook are looked at where that is known
      if (value && !type.nests && isKnown(key, value, entry, reading))
        checkField(value, entry.value, schema, reading);
      continue;
    }
    const ofTarget = targetKeys.some((name) => name === key);
    const fromTarget = ofTarget ? target?.[key] : undefined;
    if (fromTarget && !elsewhere.has(key)) values[key] = fromTarget;
  }
  for (const { key, expected } of meant ? [] : missing)
    reportMissing(spot, key, `${expected}: ${type.uses} needs it`, report);
}

/** A cluster or a database that is written down is one of rebound.yaml, as in an input. */
function isKnown(key: string, value: Value, { value: node }: Entry, { report, estate }: Reading): boolean {
  const names = key === 'cluster' ? estate.clusters : key === 'database' ? estate.databases : undefined;
  if (!names || value.kind !== 'literal' || typeof value.value !== 'string') return true;
  if (Object.hasOwn(names, value.value)) return true;
  const all = Object.keys(names);
  const list = all.length === 0 ? 'it has none' : all.join(', ');
  const expected = `a ${key} of rebound.yaml (${list})${didYouMean(value.value, all)}`;
  report.error(node, 'wrong-with', `found ${describeNode(node)}, expected ${expected}`);
  return false;
}

/** Required fields that stand nowhere, and that no typo is meant for. */
function missingOf(
  { entries, elsewhere }: Given,
  type: StepFacts,
  target: Record<string, Value> | undefined,
): { key: string; expected: string }[] {
  const known = fieldNames(type.with) ?? [];
  const typed = entries.filter(({ key }) => !known.includes(key)).map(({ key }) => nearest(key, known));
  return known.flatMap((key) => {
    const ofTarget = targetKeys.some((name) => name === key);
    if (elsewhere.has(key) || entries.some((one) => one.key === key) || typed.includes(key)) return [];
    if (ofTarget && (!target || target[key])) return [];
    const schema = fieldSchema(type.with, key);
    return isOptional(schema) ? [] : [{ key, expected: expectedBy(schema) ?? 'a value' }];
  });
}
