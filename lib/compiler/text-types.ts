import type { TemplateValue } from '../model/call.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { useSteps } from '../runbook/walk.ts';

type TextType = TemplateValue['type'];
/** How a path reads inside text: `$choice.age` → `duration`. `unknown` for anything that is no plain path. */
export type TextTypes = (path: string) => TextType;

/** What `TextTypes` needs of a step type. */
export interface OutputFacts {
  output: { shape?: unknown };
  types: Record<string, 'duration' | 'time' | 'size'>;
}

const runTypes: Record<string, TextType> = {
  id: 'text',
  mode: 'text',
  link: 'text',
  outcome: 'text',
  because: 'text',
  started_at: 'time',
  deadline_at: 'time',
  elapsed: 'duration',
};
const inputTypes: Record<string, TextType> = {
  number: 'number',
  boolean: 'boolean',
  duration: 'duration',
  time: 'time',
};

/** Types of the paths of one runbook, from its inputs and its step types' outputs. */
export function textTypes(runbook: Runbook, facts: (uses: string) => OutputFacts): TextTypes {
  const outputs = new Map<string, OutputFacts>();
  for (const step of useSteps([...runbook.steps, ...runbook.always]))
    if (step.named) outputs.set(step.id, facts(step.uses));
  return (path) => {
    const [, name, field] = /^\$([a-z]\w*)\.([a-z]\w*)$/.exec(path.trim()) ?? [];
    if (name === undefined || field === undefined) return 'unknown';
    if (name === 'run') return runTypes[field] ?? 'unknown';
    if (name === 'inputs') {
      const input = runbook.inputs[field];
      return input === undefined || input.list ? 'unknown' : (inputTypes[input.type] ?? 'text');
    }
    const output = outputs.get(name);
    return output === undefined ? 'unknown' : (output.types[field] ?? schemaType(output.output.shape, field));
  };
}

/** The type of a field of a zod object, through optional and nullable. */
function schemaType(shape: unknown, field: string): TextType {
  let schema = property(shape, field);
  for (let depth = 0; depth < 8; depth += 1) {
    const definition = property(schema, 'def');
    const type = property(definition, 'type');
    if (type === 'string' || type === 'enum' || type === 'literal') return 'text';
    if (type === 'number') return 'number';
    if (type === 'boolean') return 'boolean';
    schema = property(definition, 'innerType');
  }
  return 'unknown';
}

function property(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}
