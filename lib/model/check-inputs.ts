import { formatDuration } from './duration.ts';
import type { Estate } from './estate.ts';
import { fail } from './errors.ts';
import { inputValue, wantedOf } from './input-value.ts';
import type { InputSpec } from './inputs.ts';
import { bytesOf, isObject, type Json } from './json.ts';
import { nearest } from './nearest.ts';
import type { Directory } from './people.ts';
import { hidden } from './secret.ts';

/** A run carries its inputs along, among other things; all of them together have 256 KiB. */
const inputBytesMax = 65_536;

/**
 * The inputs of a run with defaults filled in: durations as seconds, times in UTC, secrets as references to where they are kept. `now`:
 * when the run started, milliseconds since the epoch; `15m ago` counts from it. `directory`: persons (as ids) and groups are of it. Every problem at once, in one BadInput, which never
 * repeats what was given for a secret: it may be the secret.
 */
export function checkInputs(
  runbook: string,
  specs: Record<string, InputSpec>,
  given: unknown,
  estate: Estate,
  now: number,
  directory?: Directory,
): Record<string, Json> {
  if (!isObject(given)) {
    const secret = Object.values(specs).some((spec) => spec.secret);
    fail('BadInput', {
      what: `the inputs of ${runbook} have to be an object of names and values, found ${secret ? 'something else' : JSON.stringify(given)}`,
      todo: `it takes ${describe(specs)}`,
    });
  }
  const bytes = bytesOf(given);
  if (bytes > inputBytesMax) {
    fail('BadInput', {
      what: `the inputs of ${runbook} are ${Math.ceil(bytes / 1024)} KB together, and a run carries at most ${inputBytesMax / 1024}`,
      todo: 'give a name or an address where it can be found instead',
    });
  }
  const problems: string[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    const close = nearest(name, Object.keys(specs));
    problems.push(`${runbook} has no input ${name}${close ? ` (did you mean ${close}?)` : ''}`);
  }
  const values: [string, Json][] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const own = Object.hasOwn(given, name) ? (given[name] as Json | undefined) : undefined;
    const raw = own ?? spec.default;
    if (raw === undefined || raw === null) problems.push(`${name} is missing`);
    else values.push([name, inputValue(name, spec, raw, { estate, directory, now, problems })]);
  }
  if (problems.length > 0)
    fail('BadInput', { what: problems.join('; '), todo: `${runbook} takes ${describe(specs)}` });
  return Object.fromEntries(values);
}

/** `cluster=<cluster> namespace=<namespace> backup=<backup, or newest>` */
function describe(specs: Record<string, InputSpec>): string {
  const names = Object.entries(specs).map(([name, spec]) => {
    const fallback = spec.default === undefined ? '' : `, or ${defaultText(spec)}`;
    return `${name}=<${wantedOf(spec)}${fallback}>`;
  });
  return names.length > 0 ? names.join(' ') : 'no inputs';
}

function defaultText({ type, default: value, secret }: InputSpec): string {
  if (secret) return hidden;
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
