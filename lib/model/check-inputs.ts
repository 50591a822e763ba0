import { formatDuration, parseDuration } from './duration.ts';
import type { Estate } from './estate.ts';
import { fail } from './errors.ts';
import type { InputSpec } from './inputs.ts';
import { isObject, type Json } from './json.ts';
import { nearest } from './nearest.ts';

/** The inputs of a run with defaults filled in, durations as seconds. Every problem at once, in one BadInput. */
export function checkInputs(
  runbook: string,
  specs: Record<string, InputSpec>,
  given: unknown,
  estate: Estate,
): Record<string, Json> {
  const problems: string[] = [];
  const values: Record<string, Json> = {};
  if (!isObject(given)) {
    fail('BadInput', {
      what: `the inputs of ${runbook} have to be an object of names and values, found ${JSON.stringify(given)}`,
      todo: `it takes ${describe(specs)}`,
    });
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    const close = nearest(name, Object.keys(specs));
    problems.push(`${runbook} has no input ${name}${close ? ` (did you mean ${close}?)` : ''}`);
  }
  for (const [name, spec] of Object.entries(specs)) {
    const raw = (given[name] ?? spec.default) as Json | undefined;
    if (raw === undefined || raw === null) problems.push(`${name} is missing`);
    else values[name] = checkOne(name, spec, raw, estate, problems);
  }
  if (problems.length > 0)
    fail('BadInput', { what: problems.join('; '), todo: `${runbook} takes ${describe(specs)}` });
  return values;
}

function checkOne(name: string, spec: InputSpec, raw: Json, estate: Estate, problems: string[]): Json {
  if (spec.list) {
    const items = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(',') : undefined;
    if (!items) return say(`a list of ${wanted({ ...spec, list: false })}`);
    return items.map((item, i) =>
      checkOne(`${name}[${i}]`, { ...spec, list: false }, item, estate, problems),
    );
  }
  const text = typeof raw === 'string' ? raw : undefined;
  switch (spec.type) {
    case 'number': {
      const number = typeof raw === 'number' ? raw : text?.trim() ? Number(text) : Number.NaN;
      return Number.isFinite(number) ? number : say('a number');
    }
    case 'boolean':
      return typeof raw === 'boolean'
        ? raw
        : text === 'true'
          ? true
          : text === 'false'
            ? false
            : say('true or false');
    case 'choice':
      return text !== undefined && spec.choices?.includes(text)
        ? text
        : say(`one of ${(spec.choices ?? []).join(', ')}`, text, spec.choices);
    case 'duration': {
      const seconds = typeof raw === 'number' ? raw : text === undefined ? undefined : parseDuration(text);
      return seconds === undefined ? say('a duration such as 15m') : seconds;
    }
    case 'time':
      return text !== undefined && !Number.isNaN(Date.parse(text))
        ? text
        : say('a time such as 2026-11-24T03:05Z');
    case 'cluster':
      return text !== undefined && Object.hasOwn(estate.clusters, text)
        ? text
        : say(
            `a cluster of rebound.yaml (${Object.keys(estate.clusters).join(', ')})`,
            text,
            Object.keys(estate.clusters),
          );
    case 'database':
      return text !== undefined && Object.hasOwn(estate.databases, text)
        ? text
        : say('a database of rebound.yaml', text, Object.keys(estate.databases));
    case 'namespace': // a Kubernetes name: DNS label, RFC 1123
      return text !== undefined && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)
        ? text
        : say('a namespace: lower-case letters, digits and -, at most 63');
    case 'string':
    case 'backup':
    case 'person':
    case 'group': {
      if (text === undefined || text === '') return say('a text');
      if (spec.pattern !== undefined && !new RegExp(`^(?:${spec.pattern})$`).test(text)) {
        return say(`a text that matches ${spec.pattern}`);
      }
      return text;
    }
  }
  function say(expected: string, typed?: string, known?: string[]): null {
    const close = typed === undefined ? undefined : nearest(typed, known ?? []);
    const found = spec.secret ? 'something else' : JSON.stringify(raw);
    problems.push(`${name}: found ${found}, expected ${expected}${close ? ` (did you mean ${close}?)` : ''}`);
    return null;
  }
}

function wanted(spec: InputSpec): string {
  return `${spec.list ? 'list of ' : ''}${spec.type}`;
}

/** `cluster=<cluster> namespace=<namespace> backup=<backup, or newest>` */
function describe(specs: Record<string, InputSpec>): string {
  const names = Object.entries(specs).map(([name, spec]) => {
    const fallback = spec.default === undefined ? '' : `, or ${defaultText(spec)}`;
    return `${name}=<${wanted(spec)}${fallback}>`;
  });
  return names.length > 0 ? names.join(' ') : 'no inputs';
}

function defaultText({ type, default: value }: InputSpec): string {
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
