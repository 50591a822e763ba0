import * as z from 'zod/mini';
import type { InputSpec } from '../model/inputs.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { Reading, StepFacts } from './context.ts';
import type { StepSpots, StepsRead } from './read-steps.ts';
import type { Step, UseStep, Value } from './runbook.ts';
import { baseType, fieldNames, fieldSchema } from './schema-fields.ts';
import { reportKeyDress, reportMissing } from './shape.ts';
import { laterWords, targetKeys } from './words.ts';
import { describeNode, nodeAt, plainOf } from './yaml-node.ts';

/** Fills what `with` leaves out from the target, and checks every field against the step type. */
export function checkWith(
  read: StepsRead,
  target: Record<string, Value> | undefined,
  inputs: Record<string, InputSpec>,
  reading: Reading,
): void {
  const visit = (steps: Step[]): void => {
    for (const step of steps) {
      if (step.kind === 'choose') for (const arm of step.arms) if ('steps' in arm.body) visit(arm.body.steps);
      const spots = read.spots.get(step);
      const type = step.kind === 'use' ? reading.catalog[step.uses] : undefined;
      if (step.kind === 'use' && spots && type) checkStep(step, spots, type, target, inputs, reading);
    }
  };
  visit(read.steps);
}

function checkStep(
  step: UseStep,
  spots: StepSpots,
  type: StepFacts,
  target: Record<string, Value> | undefined,
  inputs: Record<string, InputSpec>,
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
      if (value) checkField(key, value, schema, spots, inputs, reading);
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

function checkField(
  key: string,
  value: Value,
  schema: unknown,
  spots: StepSpots,
  inputs: Record<string, InputSpec>,
  { report, origins }: Reading,
): void {
  const node = spots.withEntry(key)?.value;
  if (!node || !isSchema(schema)) return;
  if (isLiteral(value)) {
    const literal = value.kind === 'literal' ? value.value : plainOf(node);
    const result = z.safeParse(schema, literal);
    for (const issue of result.success ? [] : result.error.issues) {
      const at = nodeAt(node, issue.path);
      report.error(at, 'wrong-with', `found ${describeNode(at)}, ${sayExpected(issue.message)}`);
    }
    return;
  }
  const wanted = baseType(schema);
  const found =
    value.kind === 'text'
      ? 'string'
      : value.kind === 'list'
        ? 'array'
        : value.kind === 'map'
          ? 'object'
          : undefined;
  const clear = ['string', 'number', 'boolean', 'array', 'object'];
  if (found && clear.includes(wanted) && found !== wanted) {
    report.error(
      node,
      'wrong-with',
      `found ${describeNode(node)}, ${sayExpected(expectedBy(schema) ?? `expected ${wanted}`)}`,
    );
  }
  if (value.kind !== 'expression') return;
  const [only, more] = origins.get(value.expression)?.analysis.reads ?? [];
  const whole =
    only &&
    !more &&
    only.path === value.expression.expression &&
    only.variable === 'inputs' &&
    only.fields.length === 1;
  const name = whole ? only.fields[0]?.name : undefined;
  const spec = name !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  const type = spec && typeOfInput(spec);
  if (type && clear.includes(wanted) && type !== wanted) {
    report.error(
      node,
      'wrong-with',
      `found the input "${name}", a ${spec.list ? 'list' : spec.type}, ${sayExpected(expectedBy(schema) ?? wanted)}`,
    );
  }
}

/** What an input is within expressions: durations are seconds. */
function typeOfInput(spec: InputSpec): string {
  if (spec.list) return 'array';
  if (spec.type === 'number' || spec.type === 'duration') return 'number';
  return spec.type === 'boolean' ? 'boolean' : 'string';
}

function isLiteral(value: Value): boolean {
  if (value.kind === 'list') return value.items.every(isLiteral);
  return value.kind === 'map' ? Object.values(value.entries).every(isLiteral) : value.kind === 'literal';
}

function isOptional(schema: unknown): boolean {
  return isSchema(schema) && z.safeParse(schema, undefined).success;
}

/** What the schema says it expects, when it is given nothing it could like. */
function expectedBy(schema: unknown): string | undefined {
  if (!isSchema(schema)) return undefined;
  const [issue] = z.safeParse(schema, { nothing: true }).error?.issues ?? [];
  const said = /^expected (.*), found .*$/s.exec(issue?.message ?? '')?.[1];
  return said;
}

/** Step types say `expected a text, found 3`; what was found is said already. Zod's own sentences stay. */
function sayExpected(message: string): string {
  const said = /^expected (.*), found .*$/s.exec(message)?.[1] ?? message.replace(/^expected /, '');
  const missing = /^is missing: give (.*)$/s.exec(said)?.[1];
  return `expected ${missing ?? said}`;
}

function isSchema(schema: unknown): schema is z.ZodMiniType {
  return schema !== null && typeof schema === 'object' && '_zod' in schema;
}
