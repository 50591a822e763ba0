import { isObject, type Json } from '../../model/json.ts';

/**
 * Whether a value is the recorded one. A placeholder in angle brackets stands for any text anywhere in a text, a bare
 * word for any text as a whole. An error of the JSONata library is compared up to its code: the words are the library's.
 */
export function matchesRecorded(expected: Json, actual: Json, placeholders: readonly string[]): boolean {
  if (typeof expected === 'string')
    return typeof actual === 'string' && sameText(expected, actual, placeholders);
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matchesRecorded(item, actual[index] ?? null, placeholders))
    );
  if (!isObject(expected)) return expected === actual;
  if (!isObject(actual)) return false;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(actual).length &&
    keys.every(
      (key) => key in actual && matchesRecorded(expected[key] ?? null, actual[key] ?? null, placeholders),
    )
  );
}

function sameText(expected: string, actual: string, placeholders: readonly string[]): boolean {
  if (expected === actual || (placeholders.includes(expected) && !expected.startsWith('<'))) return true;
  const code = /threw an error during evaluation\. [A-Z]\d{4}:/.exec(expected);
  const text = code ? expected.slice(0, code.index + code[0].length) : expected;
  const tokens = placeholders.filter((token) => token.startsWith('<') && text.includes(token));
  const pattern = tokens.reduce((made, token) => made.replaceAll(escaped(token), '[^]*'), escaped(text));
  return new RegExp(`^${pattern}${code ? '[^]*' : ''}$`).test(actual);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A cause that is an object in the record is JSON text on AWS. */
export function asRecorded(expected: Json, actual: Json): Json {
  if (!isObject(expected) || typeof actual !== 'string') return actual;
  try {
    const parsed: Json = JSON.parse(actual);
    return parsed;
  } catch {
    return actual;
  }
}
