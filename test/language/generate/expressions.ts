import type { Fact, Kind, Path, Way } from './facts.ts';
import { boolean, number, oneOf, text } from './facts.ts';
import type { Place } from './place.ts';

/** Something that an expression can read. `guard`: what has to stand before it. */
interface Term {
  read: string;
  kind: Kind;
  guard?: string;
}

const aCluster = oneOf('prod-blue', 'prod-green');
const inputs: Term[] = [
  { read: '$inputs.flag', kind: boolean },
  { read: '$inputs.count', kind: number },
  { read: '$inputs.size', kind: oneOf('small', 'large') },
  { read: '$inputs.max_age', kind: number },
  { read: '$inputs.since', kind: text },
  { read: '$inputs.cluster', kind: aCluster },
  { read: '$inputs.namespace', kind: text },
  { read: '$inputs.others', kind: { is: 'list', of: text } },
  { read: '$inputs.none', kind: { is: 'list', of: text } },
  { read: '$inputs.note', kind: text },
  { read: '$inputs.whom', kind: text },
  { read: '$inputs.group', kind: text },
  { read: '$inputs.database', kind: oneOf('payments-db') },
];
const ofRun: Term[] = [
  { read: '$run.mode', kind: oneOf('dry-run', 'drill', 'real') },
  { read: '$run.elapsed', kind: number },
  { read: '$run.id', kind: text },
  { read: '$run.started_at', kind: text },
  { read: '$run.link', kind: text },
];
const ofEnd: Term[] = [
  { read: '$run.outcome', kind: oneOf('recovered', 'aborted', 'failed', 'nothing-to-do') },
  { read: '$run.because', kind: text },
];

function termsOf(place: Place, way: Way): Term[] {
  const { loop } = place;
  return [
    ...inputs,
    ...ofRun,
    ...place.target.map(
      (key): Term => ({ read: `$run.target.${key}`, kind: key === 'cluster' ? aCluster : text }),
    ),
    ...(place.always ? ofEnd : []),
    ...(loop
      ? [
          { read: '$item', kind: loop.item },
          { read: '$index', kind: number },
        ]
      : []),
    ...way.facts.flatMap((fact) => fact.paths.map((path) => termOf(fact, path))),
  ];
}

function termOf({ id, sure }: Fact, { path, kind, nullable }: Path): Term {
  const read = `$${id}${path}`;
  return { read, kind, ...(sure && !nullable ? {} : { guard: `$exists(${read})` }) };
}

/** A step's own output, or any: what was found lately is read most. */
function pick(place: Place, terms: readonly Term[]): Term {
  const { tape } = place;
  return tape.chance(70) ? tape.of(terms.slice(-12)) : tape.of(terms);
}

/** True or false, of what is known at a place. */
export function condition(place: Place, way: Way, depth = 0): string {
  const { tape } = place;
  if (way.ids.length > 0 && tape.chance(20)) return statusOf(place, way.ids);
  if (depth < 2 && tape.chance(20)) {
    const [left, right] = [condition(place, way, depth + 1), condition(place, way, depth + 1)];
    return tape.one(`${left} and ${right}`, `(${left}) or (${right})`, `$not(${left}) and (${right})`);
  }
  const term = pick(place, termsOf(place, way));
  // whoever reads what may be null stops in front of a human
  const bare =
    term.guard !== undefined && way.facts.some(({ id, sure }) => sure && term.read.startsWith(`$${id}.`));
  const held = comparison(place, term);
  return term.guard === undefined || (bare && tape.chance(15)) ? held : `${term.guard} and ${held}`;
}

/** Of what one path gives. */
export function conditionOn(place: Place, read: string, kind: Kind): string {
  return comparison(place, { read, kind });
}

export function statusOf({ tape }: Place, ids: readonly string[]): string {
  const status = `$steps.${tape.of(ids)}.status`;
  return tape.one(
    `${status} = 'done'`,
    `${status} in ['skipped', 'failed']`,
    `${status} != 'skipped-by-hand'`,
    `'failed' != ${status}`,
  );
}

function comparison({ tape }: Place, { read, kind }: Term): string {
  switch (kind.is) {
    case 'map':
      return `$exists(${read})`;
    case 'boolean':
      return tape.one(read, `$not(${read})`, `${read} = true`);
    case 'number':
      return tape.one(
        `${read} >= 0`,
        `${read} > 3`,
        `${read} + 1 < $inputs.count * 2`,
        `$floor(${read} / 2) != 7`,
        `-${read} < 5`,
      );
    case 'list':
      return kind.of.is === 'text'
        ? tape.one(`$count(${read}) > 1`, `'payments' in ${read}`, `$exists(${read}[0])`)
        : tape.one(`$count(${read}) > 1`, `$exists(${read}[0])`);
    case 'text': {
      if (!kind.values) {
        return tape.one(
          `${read} != ''`,
          `$length(${read}) > 3`,
          `$contains(${read}, 'a')`,
          `$uppercase(${read}) = 'PAYMENTS'`,
          `${read} = "it's: a #trap"`,
          `${read} & 'x' != ', {'`,
        );
      }
      const value = tape.of(kind.values);
      return tape.one(
        `${read} = '${value}'`,
        `${read} != '${value}'`,
        `${read} in ['${value}', '${tape.of(kind.values)}']`,
        `'${value}' = ${read}`,
        `(${read} = '${value}' ? true : false)`,
      );
    }
  }
}

const words = [
  'All is well',
  'a: b',
  'half #done',
  'it\'s "so"',
  '!now',
  '{ braces }',
  '[lists]',
  '5 $ off',
  '100 %',
  '- no list',
  'two\nlines: of it #really',
  "{{ '{{' }}",
  'größer 💥 „so“',
  'yes',
  '0x1F',
  '\\d+',
];

/** Text with insertions, of what is sure to be there. */
export function sentence(place: Place, way: Way): string {
  const { tape } = place;
  const begin = tape.chance(10) ? '$$HOME is text' : tape.of(words);
  const scalars = termsOf(place, way).filter(
    ({ kind, guard }) => guard === undefined && (kind.is === 'text' || kind.is === 'number'),
  );
  const count = tape.below(3);
  const inserted = Array.from({ length: count }, () => {
    const { read, kind } = pick(place, scalars);
    if (kind.is === 'number' && tape.chance(30)) return `{{ $string(${read} + 1) }}`;
    return tape.one(`{{ ${read} }}`, `{{${read}}}`, `{{ ${read} & '}' }}`);
  });
  const maybe = way.facts.find(({ sure, paths }) => !sure && paths.some(({ kind }) => kind.is === 'text'));
  const path = maybe?.paths.find(({ kind }) => kind.is === 'text');
  if (maybe && path && tape.chance(30))
    inserted.push(`{{ $exists($${maybe.id}${path.path}) ? $${maybe.id}${path.path} : 'nobody knows' }}`);
  return [begin, ...inserted].join(tape.one(' ', ', ', ': ', ' #'));
}
