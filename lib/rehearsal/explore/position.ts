import { mulberry32 } from '../../engine/random.ts';
import type { Path } from './path.ts';
import type { PathResult } from './result.ts';
import { SeenPaths } from './seen-paths.ts';

/** Of a single deviation what pairs are made of. */
export type Basis = Pick<PathResult, 'id' | 'path' | 'happened' | 'questions'>;

/** Between two batches: everything that the rest of an exploration depends on, besides its seed and its surveys. Plain data, at most about a megabyte. */
export interface Position {
  /** Batches, single deviations, and paths of any number of faults so far. */
  batch: number;
  at: number;
  any: number;
  /** Single deviations that came to pass, and a sample of them. */
  happened: number;
  basis: Basis[];
  /** Pairs so far, as SeenPaths writes them. */
  seen: string;
}

/** So many single deviations are kept to make pairs of: enough for half a million of them, and for a file that is written now and then. */
const basisMax = 1500;

/** How far an exploration is. It does not grow with what was played. */
export class Progress {
  readonly #seed: number;
  batch: number;
  at: number;
  any: number;
  readonly basis: Basis[];
  readonly seen: SeenPaths;
  #happened: number;

  constructor(seed: number, from?: Position) {
    this.#seed = seed;
    this.batch = from?.batch ?? 0;
    this.at = from?.at ?? 0;
    this.any = from?.any ?? 0;
    this.basis = [...(from?.basis ?? [])];
    this.seen = new SeenPaths(from?.seen);
    this.#happened = from?.happened ?? 0;
  }

  /** A batch was played: its paths, and the results of the single deviations among them. */
  add(paths: readonly Path[], singles: readonly PathResult[]): void {
    this.batch += 1;
    this.at += singles.length;
    this.any += paths.filter((path) => path.any !== undefined).length;
    for (const result of singles) if (result.happened) this.#sample(result);
  }

  position(): Position {
    const { batch, at, any, basis, seen } = this;
    return { batch, at, any, happened: this.#happened, basis: [...basis], seen: seen.text() };
  }

  /** Each one that came so far is kept with the same chance. */
  #sample({ id, path, happened, questions }: PathResult): void {
    const one = { id, path, happened, questions };
    const count = (this.#happened += 1);
    if (this.basis.length < basisMax) this.basis.push(one);
    else {
      const { value } = mulberry32(Math.imul(this.#seed + 5, 0x2545f491) + Math.imul(count, 0x9e3779b1));
      const place = Math.floor(value * count);
      if (place < basisMax) this.basis[place] = one;
    }
  }
}
