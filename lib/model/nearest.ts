/**
 * The candidate that a person most likely meant by `name`: same letters in another dress (`Find_Backup` for `find-backup`), a few
 * letters off (one in three, two changes at least for names of six and more), or cut short. Undefined when none is close.
 * Ties go to the earlier candidate.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(name);
  if (wanted === '' || name.length > 100) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = distanceTo(wanted, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "prod-blue"?` to be put behind a message, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const close = nearest(name, candidates);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

/** Letters and digits in lower case: people forget which of `-`, `_` and capitals it was. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s.]/g, '');
}

/** Infinite when the two have too little in common. */
function distanceTo(wanted: string, candidate: string): number {
  if (candidate === '' || candidate.length > 100) return Number.POSITIVE_INFINITY;
  const shorter = Math.min(wanted.length, candidate.length);
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
  const distance = edits(wanted, candidate);
  if (distance <= allowed && distance < shorter) return distance;
  // `restore` for `restore-backup`: half of the name, and the beginning of it.
  const begins = candidate.startsWith(wanted) || wanted.startsWith(candidate);
  return begins && shorter >= 4 ? allowed + 1 : Number.POSITIVE_INFINITY;
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(before, column - 2) + 1);
      current.push(cost);
    }
    before = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
