import { seededRandom } from '../../engine/clock.ts';
import { ownPath, type Path, pathId } from './path.ts';
import type { Basis } from './position.ts';
import type { Question, Survey } from './result.ts';
import { turnsAt } from './singles.ts';

/** Of so many sampled paths one has any number of faults. */
const oneOfAny = 8;
/** Of the pairs, about: what somebody does, not for the first time, with a question that a deviation led to; two that strike at the same step. */
const turnedShare = 0.5;
const nearShare = 0.5;
/** How often another pair is drawn before the sampling gives up: everything there is was seen. */
const drawsMax = 50;

/** Where in the sampling it is: its draws are their own in each batch, what was drawn before is left out, and `any` goes on counting. */
export interface PairsFrom {
  batch: number;
  anyFrom: number;
  seen: { has: (id: string) => boolean; add: (id: string) => unknown };
}

/**
 * Pairs without end, drawn from what singles came to: a fault and what somebody does with the question that it leads to, or another fault
 * (behind the first, mostly), or something that happens; and now and then any number of faults. None comes twice.
 */
export function* pairsOf(
  surveys: readonly Survey[],
  singles: readonly Basis[],
  seed: number,
  { batch, anyFrom, seen }: PairsFrom = { batch: 0, anyFrom: 0, seen: new Set() },
): Generator<Path, undefined> {
  const random = seededRandom(Math.imul(seed + 11, 0x27d4eb2d) + Math.imul(batch, 0x9e3779b1));
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const happened = () => singles.filter((one) => one.happened);
  const rehearsals = surveys.map(({ rehearsal }) => rehearsal);
  const turns = turnedOf(surveys, singles);
  const rows = new Map(
    surveys.flatMap(({ rehearsal, sites }) =>
      sites.map(
        (site) => [`${rehearsal} ${site.kind} ${site.nth}`, `${site.function} ${site.step}`] as const,
      ),
    ),
  );
  let any = anyFrom;
  // What was seen stays seen: nothing before this one is looked at again.
  let turning = 0;
  for (let number = 1, missed = 0; missed < drawsMax; number += 1) {
    const path = number % oneOfAny === 0 ? anyPath() : pair();
    if (!path || seen.has(pathId(path))) {
      missed += 1;
      continue;
    }
    missed = 0;
    seen.add(pathId(path));
    yield path;
  }
  return undefined;

  function anyPath(): Path | undefined {
    const rehearsal = pick(rehearsals);
    if (rehearsal === undefined) return undefined;
    any += 1;
    return { ...ownPath(rehearsal), any: Math.imul(seed + 1, 1009) + any };
  }

  /** The step, or the function, at which a deviation strikes. */
  function rowOf({ rehearsal, faults, happens }: Path): string | undefined {
    const [at] = [...faults, ...happens];
    return at && rows.get(`${rehearsal} ${at.kind} ${at.nth}`);
  }

  function pair(): Path | undefined {
    const before = happened();
    const first = pick(before);
    if (!first) return undefined;
    const { rehearsal } = first.path;
    let turned = turns[turning];
    while (turned && seen.has(pathId(turned.path))) turned = turns[(turning += 1)];
    if (turned && (turned.rank === 0 || random() < turnedShare)) return turned.path;
    const alike = before.filter((one) => one.path.rehearsal === rehearsal);
    const row = rowOf(first.path);
    const near =
      row === undefined || random() >= nearShare ? [] : alike.filter(({ path }) => rowOf(path) === row);
    const second = pick(near.length > 1 ? near : alike);
    if (!second || second.id === first.id) return undefined;
    const faults = [...first.path.faults, ...second.path.faults];
    const [one, other] = faults;
    if (one && other && one.kind === other.kind && one.nth === other.nth) return undefined;
    if (first.path.people.length > 0 && second.path.people.length > 0) return undefined;
    return {
      rehearsal,
      faults,
      people: [...first.path.people, ...second.path.people],
      happens: [...first.path.happens, ...second.path.happens],
    };
  }
}

/**
 * What somebody does with a question that only a deviation led to, before or after something was changed: of each answer to each step's question the first, then the second of each,
 * and so on.
 */
function turnedOf(surveys: readonly Survey[], singles: readonly Basis[]): { rank: number; path: Path }[] {
  const own = new Map(
    surveys.map(({ rehearsal, result }) => [rehearsal, new Set(result.questions.map(placeOf))] as const),
  );
  const count = new Map<string, number>();
  return singles
    .filter(({ happened, path }) => happened && path.people.length === 0)
    .map((one) => ({ ...one, after: isAfterChange(one.path, surveys) }))
    .flatMap(({ path, questions, after }) =>
      questions
        .filter((question) => own.get(path.rehearsal)?.has(placeOf(question)) !== true)
        .flatMap((question) =>
          turnsAt(question).map((does) => {
            const place = `${placeOf(question)} ${does} ${after}`;
            const rank = count.get(place) ?? 0;
            count.set(place, rank + 1);
            return { rank, path: { ...path, people: [{ ask: question.ask, does }] } };
          }),
        ),
    )
    .toSorted((a, b) => a.rank - b.rank);
}

/** Whether a deviation strikes when something was changed already: what people do then is about that. */
function isAfterChange({ rehearsal, faults, happens }: Path, surveys: readonly Survey[]): boolean {
  const [at] = [...faults, ...happens];
  const sites = surveys.find((one) => one.rehearsal === rehearsal)?.sites ?? [];
  const own = sites.findIndex(({ kind, nth }) => kind === at?.kind && nth === at.nth);
  const change = sites.findIndex(({ kind, write }) => kind === 'change' && write);
  return change >= 0 && own > change;
}

function placeOf({ step, kind }: Question): string {
  return `${step} ${kind}`;
}
