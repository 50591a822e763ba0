import type { Json } from '../../../lib/model/json.ts';
import type { Place } from './place.ts';

export const people = [
  'platform-oncall',
  'platform-leads',
  'platform-managers',
  'payments-data',
  'anna',
] as const;

const verbs = [
  'Look',
  'Wait',
  'Tell',
  'Go on',
  'Check it: again',
  'What #now',
  '"Quoted"',
  'Stop · go',
  'Größe 💥',
  "It's",
];

/** A title that no other step has. Some are as long as may be, some begin as another one does, or go on as one does. */
export function title({ tape, made }: Place): string {
  made.count += 1;
  made.left -= 1;
  const plain = `${tape.of(verbs)} ${made.count}`;
  const before = made.titles.at(-1) ?? plain;
  const prefixed = `${before} · so`;
  const chosen = tape.chance(10)
    ? plain.padEnd(60, ' of what there is to be done here and now, all of it').trimEnd()
    : tape.chance(10) && prefixed.length <= 60 && !made.titles.includes(prefixed)
      ? prefixed
      : plain;
  made.titles.push(chosen);
  return chosen;
}

/** An id of its own, or none. `needed`: something has to read it. */
export function idOf({ tape, made }: Place, needed = false): string | undefined {
  if (!needed && !tape.chance(60)) return undefined;
  return `${tape.one('look', 'x', 'step_of_the_way', 'a1b', 's')}_n${made.count}`;
}

/** Who is asked, and how long each has. */
export function levels({ tape, made }: Place): { ask: Json; seconds: number } {
  const known = made.levels.length > 0 && tape.chance(30) ? tape.of(made.levels) : undefined;
  const ask =
    known ??
    Array.from({ length: 1 + tape.below(3) }, (_, index) => ({
      who: index === 0 ? tape.of(people) : (people[index] ?? people[0]),
      for: tape.one('5m', '10m', '20m'),
    }));
  if (!known) made.levels.push(ask);
  return { ask, seconds: 3600 };
}
