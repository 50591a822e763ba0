import type { Path } from '../explore/path.ts';
import type { Survey } from '../explore/result.ts';

/** Where paths leave their rehearsals, as far as the surveys tell. */
export interface Beginnings {
  learn: (survey: Survey) => void;
  /** Indices of the paths, those with the same beginning beside each other: by rehearsal, and by the first call at which they differ from it. */
  order: (paths: readonly Path[]) => number[];
}

export function makeBeginnings(): Beginnings {
  /** By rehearsal: the how-many-eth of all calls each one is. */
  const known = new Map<number, Map<string, number>>();

  /** What people do differently comes late, after the question was asked; any number of faults begins at once. */
  function firstOf({ rehearsal, faults, happens, any }: Path): number {
    if (any !== undefined) return -1;
    const places = known.get(rehearsal);
    const calls = [...faults, ...happens].map(
      ({ kind, nth }) => places?.get(`${kind} ${nth}`) ?? Number.MAX_SAFE_INTEGER,
    );
    return Math.min(Number.MAX_SAFE_INTEGER, ...calls);
  }

  return {
    learn: ({ rehearsal, sites }) =>
      void known.set(rehearsal, new Map(sites.map(({ kind, nth }, n) => [`${kind} ${nth}`, n]))),
    order: (paths) =>
      paths
        .map((path, index) => ({ index, rehearsal: path.rehearsal, first: firstOf(path) }))
        .toSorted((a, b) => a.rehearsal - b.rehearsal || a.first - b.first || a.index - b.index)
        .map(({ index }) => index),
  };
}
