import { parseDuration } from './duration.ts';
import type { Estate } from './estate.ts';
import type { InputSpec } from './inputs.ts';
import { isObject, type Json } from './json.ts';
import { nearest } from './nearest.ts';
import { personCalled } from './on-call.ts';
import type { Directory } from './people.ts';
import { isSecret, parseSecret, secretForm } from './secret.ts';
import { parseTime, timeForm } from './time.ts';

/** What a value is checked with, and where its problems go. */
export interface Checking {
  estate: Pick<Estate, 'clusters' | 'databases'>;
  /** Of people.yaml: persons and groups have to be in it, where there is one. */
  directory?: Directory | undefined;
  /** Milliseconds since the epoch: `15m ago` counts from it. */
  now: number;
  problems: string[];
}

/** Kubernetes: an RFC 1123 label. */
const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** What a terminal would obey, or what would look like two lines. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const nameLengthMax = 100;
const itemsMax = 999;

/** An input's value by its type, or null and a line among the problems. On a command line a list is `a,b`, or JSON where an item has a comma. */
export function inputValue(name: string, spec: InputSpec, raw: Json, checking: Checking): Json {
  if (!spec.list) return valueOf(name, spec, raw, checking);
  const items = itemsOf(raw);
  const item = { ...spec, list: false };
  if (!items) return problem(name, spec, raw, `a list of ${wantedOf(item)}`, checking);
  if (items.length > itemsMax)
    return problem(name, { ...spec, secret: true }, raw, `at most ${itemsMax} items`, checking);
  return items.map((one, index) => valueOf(`${name}[${index}]`, item, one, checking));
}

/** `list of cluster`, `secret` */
export function wantedOf({ list, type, secret }: InputSpec): string {
  return `${list ? 'list of ' : ''}${secret ? 'secret:NAME' : type}`;
}

function itemsOf(raw: Json): Json[] | undefined {
  if (Array.isArray(raw)) return raw;
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim();
  if (text.startsWith('[')) return parsedList(text);
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function parsedList(text: string): Json[] | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function valueOf(name: string, spec: InputSpec, raw: Json, checking: Checking): Json {
  const { estate, now } = checking;
  const say = (expected: string, known?: string[]) => problem(name, spec, raw, expected, checking, known);
  if (spec.secret) {
    // A run that is started by another one is given the reference as it is.
    if (isSecret(raw)) return { $secret: raw.$secret };
    const reference = typeof raw === 'string' ? parseSecret(raw) : undefined;
    return reference ? { $secret: reference.$secret } : say(`${secretForm}: never the value itself`);
  }
  const text = typeof raw === 'string' ? raw : undefined;
  switch (spec.type) {
    case 'number':
      return numberOf(raw) ?? say('a number');
    case 'boolean':
      return truthOf(raw) ?? say('true or false');
    case 'choice':
      return (
        oneOf(text, spec.choices ?? []) ?? say(`one of ${(spec.choices ?? []).join(', ')}`, spec.choices)
      );
    case 'duration':
      return secondsOf(raw) ?? say('a duration such as 15m');
    case 'time':
      return (text === undefined ? undefined : parseTime(text, now)) ?? say(timeForm);
    case 'cluster':
      return ofEstate('cluster', Object.keys(estate.clusters));
    case 'database':
      return ofEstate('database', Object.keys(estate.databases));
    case 'namespace':
      return text !== undefined && namespaceName.test(text)
        ? text
        : say('a namespace: lower-case letters, digits and -, at most 63');
    case 'person':
    case 'group': {
      const called = nameOf(text);
      if (called === undefined)
        return say(`the name of a ${spec.type}: one line of at most ${nameLengthMax} characters`);
      return fits(called, spec) ? ofDirectory(called) : say(`a text that matches ${spec.pattern}`);
    }
    case 'string':
    case 'backup':
      if (text === undefined || text === '') return say('a text');
      return fits(text, spec) ? text : say(`a text that matches ${spec.pattern}`);
  }
  /** A person's id, whichever of their names was given. */
  function ofDirectory(called: string): Json {
    const { directory } = checking;
    if (!directory) return called;
    const ids = Object.keys(spec.type === 'person' ? directory.people : directory.groups);
    const found = spec.type === 'person' ? personCalled(directory, called)?.id : oneOf(called, ids);
    return found ?? say(`a ${spec.type} of people.yaml (${someOf(ids)})`, ids);
  }
  function ofEstate(what: string, known: string[]): Json {
    const list = known.length === 0 ? 'it has none' : known.join(', ');
    return oneOf(text, known) ?? say(`a ${what} of rebound.yaml (${list})`, known);
  }
}

/** As many as one reads through. */
const namedMax = 12;

function someOf(names: string[]): string {
  const more = names.length - namedMax;
  return `${names.slice(0, namedMax).join(', ') || 'it has none'}${more > 0 ? ` and ${more} more` : ''}`;
}

function oneOf(text: string | undefined, known: string[]): string | undefined {
  return text !== undefined && known.includes(text) ? text : undefined;
}

function fits(text: string, { pattern }: InputSpec): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}

function numberOf(raw: Json): number | undefined {
  const number =
    typeof raw === 'number' ? raw : typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function truthOf(raw: Json): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  return raw === 'true' ? true : raw === 'false' ? false : undefined;
}

/** Seconds: as expressions have them, or as written. */
function secondsOf(raw: Json): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) && raw >= 0 ? raw : undefined;
  return typeof raw === 'string' ? parseDuration(raw) : undefined;
}

function nameOf(text: string | undefined): string | undefined {
  const name = text?.trim() ?? '';
  return name === '' || name.length > nameLengthMax || control.test(name) ? undefined : name;
}

function problem(
  name: string,
  spec: InputSpec,
  raw: Json,
  expected: string,
  { problems }: Checking,
  known: string[] = [],
): null {
  const close = typeof raw === 'string' && !spec.secret ? nearest(raw, known) : undefined;
  problems.push(
    `${name}: found ${spec.secret ? 'something else' : shown(raw)}, expected ${expected}${close ? ` (did you mean ${close}?)` : ''}`,
  );
  return null;
}

/** What was given, short, and without what a terminal would obey. */
function shown(raw: Json): string {
  const text = JSON.stringify(isObject(raw) && isSecret(raw) ? `secret:${raw.$secret}` : raw);
  const clean = text.replaceAll(new RegExp(control.source, 'gu'), '?');
  return clean.length > 120 ? `${clean.slice(0, 119)}…` : clean;
}
