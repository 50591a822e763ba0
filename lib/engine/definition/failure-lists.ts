import { isObject } from '../../model/json.ts';
import type { Findings } from './diagnostic.ts';
import { checkExpressions, inCatcher } from './expressions.ts';
import { catcherFields, checkFields, checkRequired, retrierFields, type Fields } from './fields.ts';

/** The rules of Retry and Catch. Source: Amazon States Language, errors. */
export function checkFailureLists(state: Record<string, unknown>, at: string, found: Findings): void {
  checkList(state['Retry'], `${at}/Retry`, ['ErrorEquals'], retrierFields, found);
  checkList(state['Catch'], `${at}/Catch`, ['ErrorEquals', 'Next'], catcherFields, found);
  for (const [index, catcher] of listOf(state['Catch']).entries()) {
    if (!isObject(catcher)) continue;
    for (const field of ['Assign', 'Output'])
      checkExpressions(catcher[field], `${at}/Catch[${index}]/${field}`, inCatcher, found);
  }
}

function checkList(
  value: unknown,
  at: string,
  required: readonly string[],
  fields: Fields,
  found: Findings,
): void {
  const list = listOf(value);
  for (const [index, item] of list.entries()) {
    const place = `${at}[${index}]`;
    if (!isObject(item)) {
      found.schema('Expected value of type [OBJECT]', place);
      continue;
    }
    checkRequired(item, required, place, found);
    checkFields(item, fields, place, found);
    const interval = item['IntervalSeconds'] ?? 1;
    const delay = item['MaxDelaySeconds'];
    if (typeof interval === 'number' && typeof delay === 'number' && delay <= interval)
      found.schema('MaxDelaySeconds must be greater than IntervalSeconds', `${place}/MaxDelaySeconds`);
    checkErrors(item['ErrorEquals'], `${place}/ErrorEquals`, index === list.length - 1, found);
  }
}

function checkErrors(value: unknown, at: string, last: boolean, found: Findings): void {
  if (!Array.isArray(value)) return;
  const names: unknown[] = value;
  if (names.length === 0) found.schema('ErrorEquals must not be empty', at);
  for (const [index, name] of names.entries())
    if (typeof name !== 'string') found.schema('Expected value of type [STRING]', `${at}[${index}]`);
  if (!names.includes('States.ALL')) return;
  if (names.length > 1) found.schema("'States.ALL' must appear alone in ErrorEquals", at);
  if (!last) found.schema("'States.ALL' is only allowed in the last entry", at);
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
