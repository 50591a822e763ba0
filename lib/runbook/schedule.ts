interface Field {
  name: string;
  from: number;
  to: number;
  /** Names for values, from `from` on. */
  words?: string[];
  /** What else one of its values may be. */
  also?: RegExp;
}

const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** The six fields of a cron expression, in order (EventBridge Scheduler user guide, 'Schedule types'). */
const fields: Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, also: /^(L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', from: 1, to: 12, words: months },
  {
    name: 'day of week',
    from: 1,
    to: 7,
    words: days,
    also: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { name: 'year', from: 1970, to: 2199 },
];

/**
 * What is wrong with the schedule of a trigger, as it goes on behind `found "…", `; undefined when EventBridge Scheduler takes it. It
 * has six fields where a crontab has five, and takes a day of the month or of the week, never both.
 */
export function scheduleProblem(text: string): string | undefined {
  const [, kind, inside = ''] = /^(cron|rate|at)\((.*)\)$/s.exec(text) ?? [];
  if (kind === 'rate') return rateProblem(inside);
  const parts = (kind === 'cron' ? inside : text).trim().split(/\s+/).filter(Boolean);
  const instead = parts.length === 5 ? fromCrontab(parts) : 'cron(0 6 ? * MON *)';
  if (kind === 'at') return `expected something that comes again, such as ${instead} or rate(7 days)`;
  if (kind !== 'cron') return `expected a schedule such as ${instead} or rate(7 days)`;
  if (parts.length !== fields.length)
    return `expected six fields (${fields.map(({ name }) => name).join(', ')}), such as ${instead}`;
  return cronProblem(parts);
}

function rateProblem(inside: string): string | undefined {
  const [, value = '', unit = ''] = /^([1-9]\d{0,8}) (minutes?|hours?|days?)$/.exec(inside) ?? [];
  if (value === '') return 'expected a rate such as rate(7 days), in minutes, hours or days';
  const one = value === '1';
  if (one !== unit.endsWith('s')) return undefined;
  return `expected rate(${value} ${one ? unit.slice(0, -1) : `${unit}s`})`;
}

function cronProblem(parts: string[]): string | undefined {
  for (const [index, field] of fields.entries()) {
    const problem = fieldProblem(field, parts[index] ?? '');
    if (problem) return problem;
  }
  const [, , day = '', month = '', weekday = ''] = parts;
  if ((day === '?') === (weekday === '?'))
    return 'expected "?" in one of day of month and day of week, and only there, such as cron(0 6 ? * MON *)';
  return neverProblem(day, month);
}

/** A crontab's five fields as EventBridge has them: a year more, `?` for one of the days, and Sunday is 1. */
function fromCrontab([minutes, hours, day, month, weekday]: string[]): string {
  const shifted = weekday?.replaceAll(/(?<![#\d])[0-7](?!\d)/g, (digit) => String((Number(digit) % 7) + 1));
  const everyWeekday = weekday === '*' || weekday === '?';
  const daysOfMonth = everyWeekday ? (day === '?' ? '*' : day) : '?';
  return `cron(${minutes} ${hours} ${daysOfMonth} ${month} ${everyWeekday ? '?' : shifted} *)`;
}

function fieldProblem(field: Field, text: string): string | undefined {
  const mayAny = field.name.startsWith('day of');
  if (text === '*' || (text === '?' && mayAny)) return undefined;
  if (text === '?') return `its ${field.name} cannot be "?", which stands for days only: expected "*"`;
  const items = text.split(',');
  if (items.length > 1 && items.some((item) => item.includes('#')))
    return `its ${field.name} cannot be "${text}": expected no list beside #`;
  const wrong = items.find((item) => !isItem(field, item));
  if (wrong === undefined) return undefined;
  const capital = wrong.toUpperCase();
  const expected = field.words?.includes(capital) ? capital : rangeOf(field);
  return `its ${field.name} cannot be "${text}": expected ${expected}`;
}

function rangeOf({ from, to, words }: Field): string {
  return words ? `${from} to ${to} or ${words[0]} to ${words.at(-1)}` : `${from} to ${to}`;
}

/** `5`, `MON`, `1-5`, `*` or any of these with `/2`. */
function isItem(field: Field, item: string): boolean {
  if (field.also?.test(item)) return true;
  const [base = '', step, ...more] = item.split('/');
  if (more.length > 0) return false;
  if (step !== undefined && !(/^[1-9]\d{0,3}$/.test(step) && Number(step) <= field.to)) return false;
  if (base === '*') return step !== undefined || item === '*';
  const [first = '', last, ...rest] = base.split('-');
  if (rest.length > 0) return false;
  const from = valueOf(field, first);
  if (last === undefined) return from !== undefined;
  const to = valueOf(field, last);
  return from !== undefined && to !== undefined && (from <= to || field.words !== undefined);
}

function valueOf({ from, to, words }: Field, text: string): number | undefined {
  const word = words?.indexOf(text) ?? -1;
  if (word >= 0) return from + word;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}

/** A day that none of its months has: it would wait for ever, and say nothing. */
function neverProblem(day: string, month: string): string | undefined {
  if (!/^\d+(,\d+)*$/.test(day) || !/^[A-Z\d,]+$/.test(month)) return undefined;
  const monthField = fields[3] ?? { name: 'month', from: 1, to: 12 };
  const longest = month.split(',').map((one) => daysIn(valueOf(monthField, one) ?? 1));
  const comes = day.split(',').some((one) => Number(one) <= Math.max(...longest));
  return comes ? undefined : `expected a day that month ${month} has: ${day} never comes`;
}

function daysIn(month: number): number {
  return month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
