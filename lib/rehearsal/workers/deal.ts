/** Places (indices) of paths in the order in which they are played, dealt to workers in pieces. */
export interface Deal {
  /** The next piece for a worker: of its own part, then from the end of whoever has most left; undefined when nothing is left. */
  next: (worker: number) => number[] | undefined;
}

/** Pieces for each worker: few enough that neighbours stay together, enough that nobody waits long for the last. */
const piecesEach = 8;
const pieceMax = 16;

/**
 * Deals: each worker has a part of the order for itself, so that paths with the same beginning, which stand beside each other in it, are played
 * by the same one.
 */
export function dealOut(order: readonly number[], workers: number): Deal {
  const part = Math.ceil(order.length / workers);
  const size = Math.min(pieceMax, Math.max(1, Math.ceil(part / piecesEach)));
  const parts = Array.from({ length: workers }, (_, worker) =>
    piecesOf(order.slice(worker * part, (worker + 1) * part), size),
  );
  return {
    next: (worker) => {
      const own = parts[worker]?.shift();
      if (own) return own;
      return parts.reduce((most, one) => (one.length > most.length ? one : most), []).pop();
    },
  };
}

function piecesOf(order: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(order.length / size) }, (_, n) =>
    order.slice(n * size, (n + 1) * size),
  );
}
