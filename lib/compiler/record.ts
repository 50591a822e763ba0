import type { InputSpec } from '../model/inputs.ts';
import type { Json } from '../model/json.ts';
import { jsonata, literal } from './jsonata.ts';

/** What a person writes down, as ASL. Descriptions and patterns may look like an expression of Step Functions: then the whole is one. */
export function recordJson(record: Record<string, InputSpec>): Json {
  const text: Json = JSON.parse(JSON.stringify(record));
  return /\{%|%\}/.test(JSON.stringify(text)) ? jsonata(literal(text)) : text;
}
