/** A stretch of time, in whatever unit its maker uses; from ≤ to. */
export interface Span {
  from: number;
  to: number;
}

/** The same time without overlaps, in order; empty spans are left out. */
export function merged(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const { from, to } of spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else whole.push({ from, to });
  }
  return whole;
}

/** How long they last together: what overlaps counts once. */
export function lengthOf(spans: readonly Span[]): number {
  return merged(spans).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The part of each that lies within `within`. */
export function clipped(spans: readonly Span[], within: Span): Span[] {
  return spans
    .map(({ from, to }) => ({ from: Math.max(from, within.from), to: Math.min(to, within.to) }))
    .filter(({ from, to }) => to > from);
}

/** What is left of `spans` outside of `other`. */
export function without(spans: readonly Span[], other: readonly Span[]): Span[] {
  return merged(other).reduce<Span[]>(
    (left, cut) =>
      left
        .flatMap(({ from, to }) => [
          { from, to: Math.min(to, cut.from) },
          { from: Math.max(from, cut.to), to },
        ])
        .filter(({ from, to }) => to > from),
    merged(spans),
  );
}
