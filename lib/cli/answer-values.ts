import type { AnswerMore } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';

/** `name=value` as typed, by name. BadInput when one is none, or comes twice. */
export function parseSet(given: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(0, at)).trim();
    if (name === '')
      fail('BadInput', {
        what: `--set takes name=value, found "${text}"`,
        todo: 'write for example --set case_id=4711',
      });
    if (values.has(name)) fail('BadInput', { what: `${name} is set twice`, todo: 'give it once' });
    values.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(values);
}

/** What was set, as the answer brings it: `done` writes it down, `retry` has the step tried with it. BadInput for any other answer. */
export function valuesFor(
  answer: string,
  set: Record<string, string>,
  given: Record<string, Json>,
): Pick<AnswerMore, 'values' | 'record'> {
  if (Object.keys(set).length === 0) return {};
  if (answer === 'done') return { record: set };
  if (answer !== 'retry')
    fail('BadInput', {
      what: `${answer} takes no values`,
      todo: '--set goes with retry (other values) and with done (what is to be written down)',
    });
  const values = Object.entries(set).map(([name, text]) => [name, typed(text, given[name])]);
  return { values: Object.fromEntries(values) };
}

/** What was a text stays one; anything else, and what an expression gave, is read as JSON where it can be: `"123"` is a text. */
function typed(text: string, before: Json | undefined): Json {
  if (typeof before === 'string' && !/^\$[A-Za-z]|\{\{/.test(before)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
