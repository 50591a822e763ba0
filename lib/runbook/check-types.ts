import type { InputSpec } from '../model/inputs.ts';
import { modes, outcomes } from '../model/outcome.ts';
import type { Origin, Reading } from './context.ts';
import { startOf } from './expression-place.ts';
import { infer, typeOfLiteral } from './infer.ts';
import type { Place } from './known.ts';
import { type Around, mapOf, outputType, typeOfStatuses } from './output-type.ts';
import type { Expression, Value } from './runbook.ts';
import { typeOfInput } from './schema-type.ts';
import type { StepFact } from './step-facts.ts';
import { anyNumber, anyText, type Type, unknown } from './type.ts';
import { notCondition, notList, type TypeMistake } from './type-judge.ts';

/** What a variable of the runbook is, by its name without `$`. */
export type Roots = (variable: string) => Type;

/** What an expression has to give: true or false, a list, or whatever it is put into takes. */
export type Wanted = 'condition' | 'list' | 'value';

const time: Type = { kind: 'text', is: 'time' };

function runType(target: Type): Type {
  return mapOf({
    id: anyText,
    mode: { kind: 'text', values: modes },
    target,
    started_at: time,
    deadline_at: time,
    elapsed: { kind: 'number', is: 'duration' },
    link: anyText,
    outcome: { kind: 'text', values: outcomes },
    because: anyText,
  });
}

export function rootsOf(
  inputs: Record<string, InputSpec>,
  steps: ReadonlyMap<string, StepFact>,
  target: Record<string, Value> | undefined,
  around: Around,
): Roots {
  const known = new Map<string, Type>();
  const look = (variable: string): Type => {
    if (variable === 'run') return runType(typeOfTarget(target, around));
    if (variable === 'inputs') {
      const own = Object.entries(inputs).map(([name, spec]) => [name, typeOfInput(spec, around.estate)]);
      return mapOf(Object.fromEntries(own));
    }
    if (variable === 'steps') return typeOfStatuses(steps.keys());
    const step = steps.get(variable)?.step;
    return (step?.named ? outputType(step, around) : undefined) ?? unknown;
  };
  return (variable) => {
    const before = known.get(variable);
    if (before) return before;
    const type = look(variable);
    known.set(variable, type);
    return type;
  };
}

function typeOfTarget(
  target: Record<string, Value> | undefined,
  { origins }: Pick<Reading, 'origins'>,
): Type {
  if (!target) return unknown;
  const typeOf = (value: Value): Type => {
    if (value.kind === 'expression') return origins.get(value.expression)?.type ?? unknown;
    return value.kind === 'literal' ? typeOfLiteral(value.value) : anyText;
  };
  return mapOf(Object.fromEntries(Object.entries(target).map(([key, value]) => [key, typeOf(value)])));
}

/** Says what certainly goes wrong in an expression for its types, and keeps what it gives. */
export function checkTypes(
  { expression }: Expression,
  origin: Origin,
  wanted: Wanted,
  root: Roots,
  { loop }: Place,
  { report }: Pick<Reading, 'report'>,
): void {
  const { tree } = origin.analysis;
  const say = ({ code, tree: part, message }: TypeMistake) =>
    report.error({ position: origin.at(startOf(part, expression)), path: origin.path }, code, message);
  const inLoop = (variable: string) =>
    variable === 'item' ? (loop?.item ?? unknown) : variable === 'index' ? anyNumber : root(variable);
  const type = infer(tree, { root: inLoop, locals: new Map(), hasContext: false, say });
  origin.type = type;
  const judge = { condition: notCondition, list: notList, value: () => undefined }[wanted];
  const mistake = judge({ tree, type });
  if (mistake) say(mistake);
}
