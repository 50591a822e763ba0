import { catalog } from '../../steps/catalog.ts';
import { estateSchema } from './estate-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { peopleSchema } from './people-schema.ts';
import { runbookSchema } from './runbook-schema.ts';

/** The files of the folder `schema`, by name: what editors are told of a runbook, of rebound.yaml and of people.yaml. */
export function schemaFiles(): Record<string, string> {
  const inFile = (schema: JsonSchema) => `${JSON.stringify(schema, null, 2)}\n`;
  return {
    'runbook.json': inFile(runbookSchema(Object.values(catalog))),
    'rebound.json': inFile(estateSchema()),
    'people.json': inFile(peopleSchema()),
  };
}
