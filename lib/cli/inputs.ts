import { fail } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';

/** `k=v` as typed; the runbook's types are applied where the run starts. BadInput when one is no `k=v`, or comes twice. */
export function parseInputs(given: readonly string[]): JsonObject {
  const inputs: JsonObject = {};
  for (const text of given) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(0, at)).trim();
    if (at < 0 || name === '') {
      fail('BadInput', {
        what: `--input takes name=value, found "${text}"`,
        todo: 'write for example --input namespace=payments',
      });
    }
    if (Object.hasOwn(inputs, name))
      fail('BadInput', { what: `the input ${name} is given twice`, todo: 'give it once' });
    inputs[name] = text.slice(at + 1);
  }
  return inputs;
}
