import type { AnswerMore, Ask } from '../model/ask.ts';
import type { Estate } from '../model/estate.ts';
import { fail } from '../model/errors.ts';
import { inputValue } from '../model/input-value.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { parseSecret } from '../model/secret.ts';
import { harmless, sayable } from './person.ts';

const nameLengthMax = 100;
const targetLengthMax = 1000;
const channelLengthMax = 20;

/** How something came in, as it is kept. */
export const checkChannel = (channel: string): string =>
  sayable(channel, channelLengthMax, "a channel's name");

/** What of an estate values are checked by. */
export type Known = Pick<Estate, 'clusters' | 'databases'>;

/**
 * What an answer brings, as it is kept: what was written down by its type (durations as seconds, times in UTC), a reference in place of
 * `secret:NAME`. BadInput with every problem at once. `now`: milliseconds since the epoch.
 */
export function checkAnswer(
  ask: Ask,
  answer: string,
  { for: group, values, to, record, breakGlass, plan, channel }: AnswerMore,
  known: Known,
  now: number,
): AnswerMore {
  checkNames(ask, values ?? {});
  if (answer !== 'done') checkNames(ask, record ?? {});
  return {
    ...(group === undefined ? {} : { for: sayable(group, nameLengthMax, 'a group') }),
    ...(to === undefined ? {} : { to: sayable(to, nameLengthMax, "a step's id") }),
    ...(breakGlass === undefined ? {} : { breakGlass: sayable(breakGlass, targetLengthMax, 'a target') }),
    ...(plan === undefined ? {} : { plan: sayable(plan, nameLengthMax, "a plan's hash") }),
    ...(channel === undefined ? {} : { channel: checkChannel(channel) }),
    ...(values === undefined ? {} : { values: withReferences(values) }),
    ...(answer === 'done' ? { record: checkRecord(ask, record ?? {}, known, now) } : {}),
    ...(answer !== 'done' && record !== undefined ? { record } : {}),
  };
}

/** What fields of steps are called; a few more are no mistake here, the step's own check says which it has. */
const nameOfField = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
/** Values have fields within one another, and no step has as many as this. */
const depthMax = 30;

/** Names that are none would be shown, and kept, wherever a value is. Within a value the one that no history can keep is refused. */
function checkNames({ title, run, step }: Ask, values: Record<string, Json>): void {
  const odd = Object.keys(values).find((name) => !nameOfField.test(name));
  if (odd === undefined && Object.values(values).every((value) => canBeKept(value))) return;
  fail('BadInput', {
    what:
      odd === undefined
        ? `a value for "${title}" has a field that is called __proto__, or others too far within one another`
        : `no value for "${title}" is called "${harmless(odd).slice(0, nameLengthMax)}"`,
    todo: 'name a field of the step, in letters, digits and _: --set FIELD=VALUE',
    run,
    step,
  });
}

function canBeKept(value: Json, depth = 0): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth > depthMax || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((one) => canBeKept(one, depth + 1));
}

/** One value that is to be written down, and what is wrong with it. */
export function checkField(
  name: string,
  spec: InputSpec,
  raw: Json,
  known: Known,
  now: number,
): { value: Json; problem?: string } {
  const problems: string[] = [];
  const value = inputValue(name, spec, spec.type === 'boolean' ? asSpoken(raw) : raw, {
    estate: known,
    now,
    problems,
  });
  const [problem] = problems;
  // people are asked for yes or no, and are told so
  const said = spec.type === 'boolean' ? problem?.replace('true or false', 'yes or no') : problem;
  return said === undefined ? { value } : { value, problem: said };
}

/** What people write where yes or no is asked; anything else as it is. */
function asSpoken(raw: Json): Json {
  if (typeof raw !== 'string') return raw;
  const word = raw.trim().toLowerCase();
  return word === 'yes' || word === 'y' ? true : word === 'no' || word === 'n' ? false : raw;
}

function checkRecord(
  { title, run, step, record: specs = {} }: Ask,
  given: Record<string, Json>,
  known: Known,
  now: number,
): Record<string, Json> {
  const problems = Object.keys(given).flatMap((name) => {
    if (Object.hasOwn(specs, name)) return [];
    const close = nearest(name, Object.keys(specs));
    return [`nobody asks for ${name}${close ? ` (did you mean ${close}?)` : ''}`];
  });
  const missing: string[] = [];
  const values = Object.entries(specs).flatMap(([name, spec]): [string, Json][] => {
    const raw = Object.hasOwn(given, name) ? given[name] : undefined;
    if (raw === undefined || raw === null || raw === '') {
      missing.push(name);
      return [];
    }
    const { value, problem } = checkField(name, spec, raw, known, now);
    if (problem !== undefined) problems.push(problem);
    return [[name, value]];
  });
  if (missing.length > 0)
    problems.push(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
  if (problems.length === 0) return Object.fromEntries(values);
  return fail('BadInput', {
    what: `what was written down for "${title}" does not fit: ${problems.join('; ')}`,
    todo: Object.keys(specs).length === 0 ? 'nothing is to be written down' : `it takes ${takes(specs)}`,
    run,
    step,
  });
}

/** What a value looks like, where its type does not say it. */
const words: Partial<Record<InputSpec['type'], string>> = { string: 'text', boolean: 'yes|no' };

/** `--set case_id=<text> --set size=<small|large>` */
function takes(specs: Record<string, InputSpec>): string {
  return Object.entries(specs)
    .map(
      ([name, { type, choices }]) => `--set ${name}=<${choices ? choices.join('|') : (words[type] ?? type)}>`,
    )
    .join(' ');
}

function withReferences(values: Record<string, Json>): Record<string, Json> {
  const entries = Object.entries(values).map(([name, value]): [string, Json] => {
    const reference = typeof value === 'string' ? parseSecret(value) : undefined;
    return [name, reference ? { ...reference } : value];
  });
  return Object.fromEntries(entries);
}
