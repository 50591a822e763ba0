import { seededRandom } from '../../engine/clock.ts';
import { ownPath, type Path, pathId } from './path.ts';
import type { Basis } from './position.ts';
import type { PathResult, Survey } from './result.ts';
import { turnsAt } from './singles.ts';

/** Of so many sampled paths one has any number of faults. */
const oneOfAny = 8;
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
  let any = anyFrom;
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

  function pair(): Path | undefined {
    const before = happened();
    const first = pick(before);
    if (!first) return undefined;
    const { rehearsal } = first.path;
    // what somebody does with a question that only this deviation led to
    const turns = first.path.faults.length > 0 ? first.questions.flatMap(turn) : [];
    if (turns.length > 0 && random() < 0.5) {
      const turned = pick(turns);
      return turned && { ...first.path, people: [turned] };
    }
    const second = pick(before.filter((one) => one.path.rehearsal === rehearsal));
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

  function turn(question: PathResult['questions'][number]): Path['people'] {
    return turnsAt(question).map((does) => ({ ask: question.ask, does }));
  }
}
