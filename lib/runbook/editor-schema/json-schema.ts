import type { Json } from '../../model/json.ts';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/**
 * JSON Schema draft-07, as far as we write it, with the words that the YAML language server and VS Code add to it:
 * `markdownDescription`, `markdownEnumDescriptions`, `errorMessage`, `defaultSnippets`, `doNotSuggest`.
 */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  markdownDescription?: string;
  type?: JsonType | JsonType[];
  enum?: Json[];
  markdownEnumDescriptions?: string[];
  const?: Json;
  default?: Json;
  examples?: Json[];
  pattern?: string;
  /** Said instead of the pattern, the type and whatever else is wrong with the value itself. */
  errorMessage?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema | false>;
  propertyNames?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  required?: string[];
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  not?: JsonSchema;
  defaultSnippets?: Snippet[];
  doNotSuggest?: boolean;
  definitions?: Record<string, JsonSchema>;
}

/** What an editor puts in: `body` as a value, whose texts stand as they are, or `bodyText`. Both with `${1:place}` and `$0`. */
export interface Snippet {
  label: string;
  description: string;
  body?: SnippetBody;
  bodyText?: string;
}
export type SnippetBody = string | SnippetBody[] | { [key: string]: SnippetBody };

/** A description in Markdown, and without its signs for editors that show plain text only. */
export function about(markdown: string): Pick<JsonSchema, 'description' | 'markdownDescription'> {
  const plain = markdown.replaceAll('**', '').replaceAll(/`([^`]*)`/g, '$1');
  return plain === markdown ? { description: plain } : { description: plain, markdownDescription: markdown };
}

export function ref(definition: string): JsonSchema {
  return { $ref: `#/definitions/${definition}` };
}

/** A map that has these keys, whatever else is in it. */
export function has(...keys: string[]): JsonSchema {
  return { type: 'object', required: keys };
}

/** What else holds of whatever fits `condition`, and of what does not. */
export function given(condition: JsonSchema, fits: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- that is what JSON Schema calls it
  return { if: condition, then: fits, ...(otherwise ? { else: otherwise } : {}) };
}

/** Keys that cannot stand in a map, and why. */
export function refuses(keys: readonly string[], errorMessage: string): JsonSchema {
  return { properties: Object.fromEntries(keys.map((key) => [key, false as const])), errorMessage };
}

/** A list, not empty, of what a definition describes. */
export function listOf(markdown: string, definition: string): JsonSchema {
  return { ...about(markdown), type: 'array', minItems: 1, items: ref(definition) };
}

/** A map of which every key is known. */
export function fields(
  markdown: string,
  properties: Record<string, JsonSchema>,
  required: string[] = [],
): JsonSchema {
  return {
    ...about(markdown),
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties,
  };
}
