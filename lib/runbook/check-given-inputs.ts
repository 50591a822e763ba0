import { parseDuration } from '../model/duration.ts';
import type { InputSpec } from '../model/inputs.ts';
import { canFit, misfits } from './check-field.ts';
import type { Reading } from './context.ts';
import { checkInputValue } from './input-value.ts';
import { createReport } from './mistake.ts';
import type { StepsRead } from './steps-read.ts';
import type { UseStep } from './runbook.ts';
import type { Fields } from './shape.ts';
import { fieldSchema, isSchema } from './schema-fields.ts';
import { useSteps } from './walk.ts';
import { describeNode, entryOf, type Node } from './yaml-node.ts';

/** A step that is given an input as it is. */
interface Reader {
  step: UseStep;
  field: string;
  schema: unknown;
}

/**
 * What a default or a trigger gives for an input, against the steps that are given this input as it is: a backup called "My Backup"
 * is a text, but no step could ever take it. Told once for each value, where it is written.
 */
export function checkGivenInputs(
  fields: Fields,
  inputs: Record<string, InputSpec>,
  read: StepsRead,
  reading: Reading,
): void {
  const readers = readersOf(read, reading);
  const look = (name: string, node: Node | undefined) => {
    const spec = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (node && spec && !spec.list) checkGiven(node, spec, readers.get(name) ?? [], reading);
  };
  const written = fields.get('inputs');
  for (const { key, value } of written?.kind === 'map' ? written.entries : [])
    look(key, entryOf(value, 'default')?.value);
  const triggers = fields.get('triggers');
  for (const trigger of triggers?.kind === 'list' ? triggers.items : []) {
    const given = entryOf(trigger, 'inputs')?.value;
    for (const { key, value } of given?.kind === 'map' ? given.entries : []) look(key, value);
  }
}

function checkGiven(node: Node, spec: InputSpec, readers: Reader[], reading: Reading): void {
  // What is wrong with the value itself was said.
  const silent = { ...reading, report: createReport('', '') };
  const value = checkInputValue(node, spec, silent);
  if (value === undefined) return;
  const given = spec.type === 'duration' && typeof value === 'string' ? parseDuration(value) : value;
  for (const { step, field, schema } of readers) {
    const [misfit] = misfits(given, node, schema);
    if (!misfit) continue;
    const where = `"${step.title}" (line ${step.position.line}) gives it to ${step.uses} as ${field}`;
    reading.report.error(
      misfit.at,
      'wrong-value',
      `found ${describeNode(misfit.at)}, but ${where}: expected ${misfit.expected}`,
    );
    return;
  }
}

/** Inputs by name, with the `with` fields that are nothing but this input. */
function readersOf(read: StepsRead, reading: Reading): Map<string, Reader[]> {
  const { catalog, origins } = reading;
  const readers = new Map<string, Reader[]>();
  for (const step of useSteps([...read.steps, ...read.always])) {
    if (!Object.hasOwn(catalog, step.uses)) continue;
    for (const [field, value] of Object.entries(step.with)) {
      if (value.kind !== 'expression') continue;
      const [only, more] = origins.get(value.expression)?.analysis.reads ?? [];
      const name =
        only?.variable === 'inputs' && !more && only.fields.length === 1 ? only.fields[0]?.name : undefined;
      if (name === undefined || only?.path !== value.expression.expression) continue;
      const schema = fieldSchema(catalog[step.uses]?.with, field);
      const type = origins.get(value.expression)?.type;
      // Where no value of the input could fit, that was said at the step.
      if (!type || !isSchema(schema) || !canFit(type, schema, reading, value)) continue;
      readers.set(name, [...(readers.get(name) ?? []), { step, field, schema }]);
    }
  }
  return readers;
}
