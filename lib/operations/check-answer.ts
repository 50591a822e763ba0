import type { AnswerMore, Ask } from '../model/ask.ts';
import type { Estate } from '../model/estate.ts';
import { fail } from '../model/errors.ts';
import { inputValue } from '../model/input-value.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { parseSecret } from '../model/secret.ts';
import { sayable } from './person.ts';

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
