import type { Definition } from '../model/asl.ts';
import { isObject } from '../model/json.ts';
import { fault } from './fault.ts';

/** A definition out of its text, with what the engine cannot do without. Fault: InvalidDefinition, in AWS's words. */
export function checkedDefinition(text: string): Definition {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid('INVALID_JSON_DESCRIPTION: no JSON');
  }
  if (!isObject(parsed)) throw invalid('INVALID_JSON_DESCRIPTION: no JSON object');
  const missing = ['States', 'StartAt'].filter((field) => parsed[field] === undefined);
  if (missing.length > 0)
    throw invalid(`SCHEMA_VALIDATION_FAILED: These fields are required: [${missing.join(', ')}] at /`);
  if (parsed['QueryLanguage'] !== 'JSONata')
    throw invalid('SCHEMA_VALIDATION_FAILED: Only JSONata runs here, found JSONPath at /QueryLanguage');
  if (!isDefinition(parsed)) throw invalid('MISSING_TRANSITION_TARGET: StartAt names no state at /StartAt');
  return parsed;
}

function isDefinition(value: Record<string, unknown>): value is Record<string, unknown> & Definition {
  const { StartAt, States } = value;
  return typeof StartAt === 'string' && isObject(States) && isObject(States[StartAt]);
}

function invalid(detail: string): Error {
  return fault('InvalidDefinition', `Invalid State Machine Definition: '${detail}'`);
}
