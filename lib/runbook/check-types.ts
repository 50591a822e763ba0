import type { InputSpec } from '../model/inputs.ts';
import { modes, outcomes } from '../model/outcome.ts';
import type { Origin, Reading } from './context.ts';
import { startOf } from './expression-place.ts';
import { infer } from './infer.ts';
import type { StepFact } from './known.ts';
import type { Expression } from './runbook.ts';
import { typeOfInput, typeOfSchema } from './schema-type.ts';
import { anyText, type Type, unknown } from './type.ts';
import { notCondition, type TypeMistake } from './type-judge.ts';

/** What a variable of the runbook is, by its name without `$`. */
export type Roots = (variable: string) => Type;

const statuses = ['done', 'skipped', 'failed', 'skipped-by-hand'];
const time: Type = { kind: 'text', is: 'time' };
const runType: Type = fields({
  id: anyText,
  mode: { kind: 'text', values: modes },
  started_at: time,
  deadline_at: time,
  elapsed: { kind: 'number', is: 'duration' },
  link: anyText,
  outcome: { kind: 'text', values: outcomes },
});

export function rootsOf(
  inputs: Record<string, InputSpec>,
  steps: ReadonlyMap<string, StepFact>,
  { catalog, estate }: Pick<Reading, 'catalog' | 'estate'>,
): Roots {
  const known = new Map<string, Type>();
  const look = (variable: string): Type => {
    if (variable === 'run') return runType;
    if (variable === 'inputs') {
      return fields(
        Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, typeOfInput(spec, estate)])),
      );
    }
    if (variable === 'steps') {
      const status = fields({ status: { kind: 'text', values: statuses } });
      return fields(Object.fromEntries([...steps.keys()].map((id) => [id, status])));
    }
    const step = steps.get(variable)?.step;
    if (step?.kind !== 'use' || !step.named || !Object.hasOwn(catalog, step.uses)) return unknown;
    const { output, types = {} } = catalog[step.uses] ?? {};
    return withUnits(typeOfSchema(output), types);
  };
  return (variable) => {
    const before = known.get(variable);
    if (before) return before;
    const type = look(variable);
    known.set(variable, type);
    return type;
  };
}

/** Says what certainly goes wrong in an expression for its types, and keeps what it gives. */
export function checkTypes(
  { expression }: Expression,
  origin: Origin,
  wanted: 'condition' | 'value',
  root: Roots,
  { report }: Pick<Reading, 'report'>,
): void {
  const { tree } = origin.analysis;
  const say = ({ code, tree: part, message }: TypeMistake) =>
    report.error({ position: origin.at(startOf(part, expression)), path: origin.path }, code, message);
  const type = infer(tree, { root, locals: new Map(), hasContext: false, say });
  origin.type = type;
  const mistake = wanted === 'condition' ? notCondition({ tree, type }) : undefined;
  if (mistake) say(mistake);
}

/** A step type says which numbers are durations, and which texts are times. */
function withUnits(type: Type, units: Readonly<Record<string, 'duration' | 'time' | 'size'>>): Type {
  if (type.kind !== 'map' || !type.fields) return type;
  const named = [...type.fields].map(([name, field]): [string, Type] => {
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined) return [name, field];
    if (unit === 'time') return [name, field.kind === 'text' ? { ...field, is: unit } : field];
    return [name, field.kind === 'number' ? { ...field, is: unit } : field];
  });
  return { kind: 'map', fields: new Map(named) };
}

function fields(of: Record<string, Type>): Type {
  return { kind: 'map', fields: new Map(Object.entries(of)) };
}
