/** The middle of an odd number of values, of an even number the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('nothing was measured');
  return (lower + upper) / 2;
}

/** What a row says of something that was measured several times: thousandths are noise. */
export function spread(values: number[]): { value: number; min: number; max: number } {
  return {
    value: rounded(median(values)),
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
  };
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
