import { didYouMean, nearest } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Read } from './expression.ts';
import { functionNames } from './functions.ts';
import type { Known, StepFact, Whole } from './known.ts';
import type { Spot } from './mistake.ts';
import { looksLatin } from './look-alike.ts';
import { fieldNames, fieldSchema } from './schema-fields.ts';
import { laterRunFields, runFields } from './words.ts';

type At = (offset: number) => Spot;

/** One path that an expression reads: whether there is such a thing, and whether it is there by then. */
export function checkRead(read: Read, at: At, known: Known, whole: Whole, reading: Reading): void {
  const { variable } = read;
  if (variable === 'inputs') return checkInput(read, at, whole, reading);
  if (variable === 'run') return checkRun(read, at, reading);
  if (variable === 'steps') return checkStatus(read, at, known, whole, reading);
  const fact = whole.steps.get(variable);
  if (fact?.step.named) return checkOutput(read, at, fact, known, whole, reading);
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

function checkRun({ fields }: Read, at: At, { report }: Reading): void {
  const [first] = fields;
  if (!first || runFields.some((field) => field === first.name)) return;
  const later = Object.hasOwn(laterRunFields, first.name) ? laterRunFields[first.name] : undefined;
  if (later) report.error(at(first.offset), 'not-supported-yet', later);
  else {
    const close = didYouMean(first.name, runFields) || listed(runFields, 'it has');
    report.error(at(first.offset), 'unknown-field', `$run has no field "${first.name}"${close}`);
  }
}

function checkStatus(read: Read, at: At, known: Known, whole: Whole, { report }: Reading): void {
  const [step, field] = read.fields;
  if (!step) return;
  const fact = whole.steps.get(step.name);
  if (!fact?.step.named) {
    if (!whole.complete) return;
    const close = didYouMean(step.name, idsOf(whole)) || listed(idsOf(whole), 'there are');
    report.error(at(step.offset), 'unknown-step', `no step has the id "${step.name}"${close}`);
  } else if (!known.sure.has(step.name) && !known.maybe.has(step.name)) {
    report.error(
      at(read.offset),
      'read-before-step',
      `found ${read.path}, but "${fact.step.title}" cannot have run before this`,
    );
  } else if (field && field.name !== 'status') {
    const instead = `$${step.name}.${field.name}`;
    report.error(
      at(field.offset),
      'unknown-field',
      `$steps.${step.name} has only "status"; its output is read with ${instead}`,
    );
  }
}

function checkOutput(read: Read, at: At, fact: StepFact, known: Known, whole: Whole, reading: Reading): void {
  const { report, catalog } = reading;
  const { step } = fact;
  const where = `"${step.title}" (line ${step.position.line})`;
  if (step.kind !== 'use') {
    report.error(
      at(read.offset),
      'unknown-field',
      `found ${read.path}, but a step that is a ${step.kind} has no output`,
    );
    return;
  }
  if (!known.sure.has(step.id) && !known.maybe.has(step.id)) {
    const elsewhere = fact.order < known.order;
    const code = elsewhere ? 'read-from-branch' : 'read-before-step';
    const why = elsewhere ? 'is on another way than this' : 'runs only after this';
    report.error(at(read.offset), code, `found ${read.path}, but ${where} ${why}`);
    return;
  }
  if (!known.sure.has(step.id) && !read.asked && !read.sure.has(step.id)) {
    const way = `write $exists(${read.path}) where it may be missing`;
    report.error(
      at(read.offset),
      'read-from-branch',
      `found ${read.path}, but ${where} may not have run: ${way}`,
    );
    return;
  }
  let schema: unknown = Object.hasOwn(catalog, step.uses) ? catalog[step.uses]?.output : undefined;
  let path = `the output of ${step.uses}`;
  for (const field of read.fields) {
    const names = fieldNames(schema);
    if (!names) return;
    if (!names.includes(field.name)) {
      const close = didYouMean(field.name, names) || listed(names, 'it has');
      report.error(at(field.offset), 'unknown-field', `${path} has no field "${field.name}"${close}`);
      return;
    }
    schema = fieldSchema(schema, field.name);
    path = `${path}.${field.name}`;
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
    report.error(spot, 'not-supported-yet', `found "$${variable}": loops are not supported yet`);
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
      `found "$${variable}", which is no variable${meant || ': no step has that id'}; for the text itself write "${text}"`,
    );
  }
}

function idsOf(whole: Whole): string[] {
  return [...whole.steps.values()].filter(({ step }) => step.named).map(({ step }) => step.id);
}

function listed(names: Iterable<string>, begin: string): string {
  const all = [...names];
  return all.length === 0 ? '' : `; ${begin} ${all.join(', ')}`;
}
