import type { Json } from './json.ts';

export const inputTypes = [
  'string',
  'number',
  'boolean',
  'choice',
  'duration',
  'time',
  'cluster',
  'namespace',
  'database',
  'backup',
  'person',
  'group',
] as const;
export type InputType = (typeof inputTypes)[number];

/** One input of a runbook, as the manifest carries it. Without `default` it is required. */
export interface InputSpec {
  type: InputType;
  list?: boolean;
  description?: string;
  default?: Json;
  pattern?: string;
  choices?: string[];
  secret?: boolean;
}
