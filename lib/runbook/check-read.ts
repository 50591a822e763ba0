import { didYouMean, nearest } from '../model/nearest.ts';
import { type At, checkFields, listed } from './check-fields.ts';
import { checkOutput } from './check-output.ts';
import type { Reading } from './context.ts';
import type { Read } from './expression.ts';
import { functionNames } from './functions.ts';
import type { Place, Whole } from './known.ts';
import { looksLatin } from './look-alike.ts';
import type { Spot } from './mistake.ts';
import { endedRunFields, runFields } from './words.ts';

/** One path that an expression reads: whether there is such a thing, and whether it is there by then. */
export function checkRead(read: Read, at: At, place: Place, whole: Whole, reading: Reading): void {
  const { variable } = read;
  if (variable === 'inputs') return checkInput(read, at, whole, reading);
  if (variable === 'run') return checkRun(read, at, place, whole, reading);
  if (variable === 'steps') return checkStatus(read, at, place, whole, reading);
  if (variable === 'item' && place.loop) return checkFields(read, place.loop.item, '$item', at, reading);
  if (variable === 'index' && place.loop) return;
  const fact = whole.steps.get(variable);
  if (fact?.step.named) return checkOutput(read, at, fact, place, whole, reading);
  if (functionNames.has(variable)) return;
  unknownVariable(read, at(read.offset), whole, reading);
}

function checkInput({ fields }: Read, at: At, { inputs }: Whole, { report }: Reading): void {
  const [first, second] = fields;
  if (first && !inputs.has(first.name)) {
    const close = didYouMean(first.name, inputs) || listed(inputs, 'there are');
    report.error(at(first.offset), 'unknown-input', `this runbook has no input "${first.name}"${close}`);
  } else if (first && second) {
    report.error(
      at(second.offset),
      'unknown-field',
      `an input has no fields, found "${second.name}" behind $inputs.${first.name}`,
    );
  }
}

function checkRun({ fields }: Read, at: At, place: Place, { target }: Whole, { report }: Reading): void {
  const [first, second] = fields;
  if (!first) return;
  const ended = place.fact?.always === true;
  const late: readonly string[] = endedRunFields;
  const known: readonly string[] = ended ? [...runFields, ...late] : runFields;
  if (!known.includes(first.name)) {
    const close = didYouMean(first.name, known) || listed(known, 'it has');
    const message = late.includes(first.name)
      ? `found $run.${first.name}, which is known only once the run has ended: read it in a step of "always"`
      : `$run has no field "${first.name}"${close}`;
    report.error(at(first.offset), 'unknown-field', message);
  } else if (first.name === 'target' && second && target && !target.includes(second.name)) {
    const close = didYouMean(second.name, target) || listed(target, 'it has');
    report.error(at(second.offset), 'unknown-field', `the target has no "${second.name}"${close}`);
  }
}

function checkStatus(read: Read, at: At, place: Place, whole: Whole, reading: Reading): void {
  const { report } = reading;
  const [step, field] = read.fields;
  if (!step) return;
  const fact = whole.steps.get(step.name);
  if (!fact?.step.named) {
    if (!whole.complete || whole.refused.has(step.name)) return;
    const close = didYouMean(step.name, idsOf(whole)) || listed(idsOf(whole), 'there are');
    report.error(at(step.offset), 'unknown-step', `no step has the id "${step.name}"${close}`);
  } else if (place.known.of(step.name) === undefined) {
    checkOutput(read, at, fact, place, whole, reading);
  } else if (field && field.name !== 'status') {
    const instead = `$${step.name}.${field.name}`;
    report.error(
      at(field.offset),
      'unknown-field',
      `$steps.${step.name} has only "status"; its output is read with ${instead}`,
    );
  }
}

function unknownVariable({ variable, path }: Read, spot: Spot, whole: Whole, { report }: Reading): void {
  if (variable === '' || variable === '$') {
    report.error(
      spot,
      'unknown-variable',
      `found "$${variable}", which means nothing here: read $inputs, $run or the output of a step`,
    );
  } else if (variable === 'states') {
    report.error(
      spot,
      'unknown-variable',
      'found "$states", which is the state machine\'s own: read $inputs, $run or the output of a step',
    );
  } else if (variable === 'item' || variable === 'index') {
    report.error(
      spot,
      'unknown-variable',
      `found "$${variable}", which only the steps within a for_each have: read $inputs, $run or the output of a step`,
    );
  } else if (whole.inputs.has(variable)) {
    report.error(
      spot,
      'unknown-variable',
      `found "$${variable}", which is an input: write $inputs.${variable}`,
    );
  } else if (!whole.refused.has(variable) && looksLatin(variable) !== undefined) {
    report.error(spot, 'unknown-variable', `found "$${variable}": ${looksLatin(variable) ?? ''}`);
  } else if (!whole.refused.has(variable) && (whole.complete || /^[A-Z]/.test(variable))) {
    const close = nearest(variable, ['inputs', 'run', 'steps', ...idsOf(whole)]);
    const meant = close ? `; did you mean "$${close}"?` : '';
    const text = path === `$${variable}` ? `$$${variable}` : '$$';
    report.error(
      spot,
      'unknown-variable',
      `found "$${variable}", which is no variable${meant || `: no step has that id; for the text itself write "${text}"`}`,
    );
  }
}

function idsOf(whole: Whole): string[] {
  return [...whole.steps.values()].filter(({ step }) => step.named).map(({ step }) => step.id);
}
