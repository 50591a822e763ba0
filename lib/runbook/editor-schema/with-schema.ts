import * as z from 'zod/mini';
import type { StepKind } from '../../steps/step-type.ts';
import { expectedBy, isOptional } from '../check-field.ts';
import { fieldSchema } from '../schema-fields.ts';
import { targetKeys } from '../words.ts';
import { about, type JsonSchema } from './json-schema.ts';
import { record } from './inputs.ts';
import { askLevels } from './people.ts';
import { orExpression, plainSchema } from './written-schema.ts';

/** What the editor is told of a step type. Every StepType is one. */
export interface DescribedType {
  uses: string;
  summary: string;
  kind: StepKind;
  with: z.ZodMiniObject;
  output: z.ZodMiniObject;
  fields: { with: Record<string, string>; output: Record<string, string> };
  types?: Readonly<Record<string, string>>;
  example: string;
  timeoutSeconds: number;
  undo?: unknown;
  nests?: true;
}

/** Fields of `with` that are read apart from the others: no expression stands in them. */
const apart: ReadonlySet<string> = new Set(['ask', 'quorum', 'may_approve', 'record', 'runbook']);

/** `with` of a step type, as a runbook has it: each field takes what the type's schema takes, or an expression. What the target fills in may be left out. */
export function withSchema(type: DescribedType): JsonSchema {
  const schema = asSchema(z.toJSONSchema(type.with, { target: 'draft-7', io: 'input' }));
  const required = (schema.required ?? []).filter((key) => !ofTarget(key));
  const properties = Object.entries(schema.properties ?? {}).flatMap(
    ([name, field]): [string, JsonSchema][] => (field === false ? [] : [[name, fieldOf(type, name, field)]]),
  );
  return {
    ...about(`What \`${type.uses}\` needs. A value may be an expression, such as \`$choice.backup\`.`),
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(properties),
  };
}

function fieldOf(type: DescribedType, name: string, field: JsonSchema): JsonSchema {
  const written = fieldSchema(type.with, name);
  const expected = expectedBy(written);
  const note = ofTarget(name)
    ? ' Left out, it is the target’s.'
    : isOptional(written)
      ? ''
      : ' **Required.**';
  const said = about(`${type.fields.with[name] ?? name}.${note}`);
  if (name === 'ask') return { ...askLevels, ...said };
  if (name === 'record') return { ...record, ...said };
  const plain = plainSchema(field, expected);
  return { ...said, ...(apart.has(name) ? plain : orExpression(plain, expected)) };
}

function ofTarget(name: string): boolean {
  return targetKeys.some((key) => key === name);
}

/** zod's types of JSON Schema know every draft; ours, the words that draft-07 has. */
function asSchema(schema: object): JsonSchema {
  return schema;
}
