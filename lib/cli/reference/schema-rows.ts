import type { JsonSchema } from '../../runbook/editor-schema/json-schema.ts';
import type { Field, Part } from './page.ts';

export const keysHead = { name: 'Key', without: 'Left out', text: 'What it is' };

/** Reads rows and sections of the pages out of what the editor is told. `whole` has the definitions that are referred to. */
export function schemaReader(whole: JsonSchema) {
  /** Definitions that have their section already, or have one of their own. */
  const told = new Set(['steps', 'step', 'arm']);

  function resolved(schema: JsonSchema): JsonSchema {
    const name = definitionOf(schema);
    return name === undefined ? schema : (whole.definitions?.[name] ?? {});
  }

  /** The keys of a map, as rows. */
  function rows(schema: JsonSchema): Field[] {
    const { required = [], anyOf = [] } = schema;
    const ofOne = anyOf.flatMap((one) => (one.required?.length === 1 ? one.required : []));
    return propertiesOf(schema).map(([name, property]) => {
      const found = resolved(property);
      const without = ofOne.includes(name) ? 'one of these' : 'optional';
      return {
        name,
        without: required.includes(name) ? 'required' : without,
        text: lineOf({ ...found, ...property }),
        ...wordsOf(found),
      };
    });
  }

  /** The keys of a map, and after them those of every map within. */
  function sections(schema: JsonSchema, heading: string): Part[] {
    const own = rows(schema);
    if (own.length === 0) return [];
    return [
      { kind: 'heading', text: heading },
      { kind: 'fields', head: keysHead, rows: own },
      ...within(schema, ''),
    ];
  }

  /** The maps with known keys that stand in a map, each once, under the way that leads to it: `triggers[]`, `inputs.<name>`. */
  function within(schema: JsonSchema, path: string): Part[] {
    return propertiesOf(schema).flatMap(([name, property]) =>
      mapsIn(property, path === '' ? name : `${path}.${name}`, 0).flatMap((found): Part[] => [
        { kind: 'heading', text: `\`${found.at}\`` },
        { kind: 'fields', head: keysHead, rows: rows(found.schema) },
        ...within(found.schema, found.at),
      ]),
    );
  }

  function mapsIn(schema: JsonSchema, at: string, depth: number): { at: string; schema: JsonSchema }[] {
    const name = definitionOf(schema);
    if (depth > 6 || (name !== undefined && told.has(name))) return [];
    if (name !== undefined) told.add(name);
    const found = resolved(schema);
    if (found.properties) return [{ at, schema: found }];
    const { items, additionalProperties, anyOf = [] } = found;
    return [
      ...(items ? mapsIn(items, `${at}[]`, depth + 1) : []),
      ...(typeof additionalProperties === 'object'
        ? mapsIn(additionalProperties, `${at}.<name>`, depth + 1)
        : []),
      ...anyOf.flatMap((one) => mapsIn(one, at, depth + 1)),
    ];
  }

  return { rows, sections, within };
}

/** `false` says that a key cannot stand here. */
export function propertiesOf({ properties = {} }: JsonSchema): [string, JsonSchema][] {
  return Object.entries(properties).flatMap(([name, property]): [string, JsonSchema][] =>
    property === false ? [] : [[name, property]],
  );
}

function definitionOf({ $ref, allOf }: JsonSchema): string | undefined {
  const ref = $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
  return ref?.replace('#/definitions/', '');
}

/** The description, in one line, and examples where no words are listed. */
function lineOf(schema: JsonSchema): string {
  const said = (schema.markdownDescription ?? schema.description ?? '').replaceAll('**', '');
  const examples = (schema.examples ?? []).filter((example) => typeof example === 'string');
  const such =
    examples.length > 0 && schema.enum === undefined
      ? ` Such as ${examples.map((example) => `\`${example}\``).join(', ')}.`
      : '';
  return `${said.replaceAll(/\s*\n\s*/g, ' ')}${such}`.trim();
}

function wordsOf({ enum: values, markdownEnumDescriptions: means }: JsonSchema): Pick<Field, 'words'> {
  if (!values) return {};
  return {
    words: values.map((value, index) => ({
      word: typeof value === 'string' ? value : JSON.stringify(value),
      text: means?.[index] ?? '',
    })),
  };
}
