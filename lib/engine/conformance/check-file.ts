import { explain } from '../../model/errors.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Case, Difference, InvalidCase } from './case.ts';
import { invalidDifferences } from './check-invalid.ts';
import { differences } from './run-case.ts';

/** What came of one case. */
export interface Result {
  name: string;
  differences: Difference[];
}

/** A file that cannot be read as cases; the message says what to do. */
export class BadFile extends Error {}

/** Runs every case of a file's text: executions, and definitions that are only checked. BadFile when it is no list of cases. */
export async function checkFile(text: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, one] of casesIn(text).entries()) {
    const name = isObject(one) && typeof one['name'] === 'string' ? one['name'] : `case ${index + 1}`;
    results.push({ name, differences: await differencesOf(one) });
  }
  return results;
}

function casesIn(text: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BadFile(`it is no JSON: ${explain(error)}`);
  }
  if (!Array.isArray(parsed))
    throw new BadFile('it holds no list: expected a JSON array of cases, as in cases.json or invalid.json');
  if (parsed.length === 0) throw new BadFile('it holds no case: nothing was compared');
  return parsed;
}

async function differencesOf(one: unknown): Promise<Difference[]> {
  try {
    if (isInvalidCase(one)) return invalidDifferences(one);
    if (isCase(one)) return await differences({ ...one, placeholders: one.placeholders ?? [] });
    return [{ where: 'the case', expected: expectedForm, got: formOf(one) }];
  } catch (error) {
    return [{ where: 'the run', expected: 'a result', got: explain(error) }];
  }
}

const expectedForm: Json =
  'an object with name, definition, input and expected {status, …}, or with definition and expected {result, …}';

/** What a case is that is none: the fields that it has. */
function formOf(one: unknown): Json {
  if (!isObject(one)) return one === null ? 'null' : Array.isArray(one) ? 'a list' : `a ${typeof one}`;
  const fields = Object.keys(one);
  return fields.length === 0 ? 'an object without fields' : `an object with ${fields.join(', ')}`;
}

function isCase(one: unknown): one is Omit<Case, 'placeholders'> & { placeholders?: string[] } {
  if (!isObject(one) || !isObject(one['definition']) || !isObject(one['expected'])) return false;
  return (
    typeof one['expected']['status'] === 'string' && 'input' in one && isObject(one['definition']['States'])
  );
}

function isInvalidCase(one: unknown): one is InvalidCase {
  if (!isObject(one) || !isObject(one['expected'])) return false;
  return typeof one['expected']['result'] === 'string' && ('definition' in one || 'definitionText' in one);
}

/** Longest that a value is shown, in characters. */
const shownMax = 2000;

/** The lines that tell of a case that did not come out as it was recorded. */
export function linesOf({ name, differences: found }: Result): string[] {
  return [
    `FAILED ${name}`,
    ...found.flatMap(({ where, expected, got }) => [
      `  ${where}`,
      `    expected ${shown(expected)}`,
      `    got      ${shown(got)}`,
    ]),
  ];
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}… (${text.length} characters)` : text;
}
