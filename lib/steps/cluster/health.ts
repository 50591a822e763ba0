/** What a check says of a cluster's API or of a namespace. GONE is proven, UNKNOWN is everything that could not be seen. */
export const healths = ['HEALTHY', 'DEGRADED', 'UNREACHABLE', 'GONE', 'UNKNOWN'] as const;
export type Health = (typeof healths)[number];

/** Whether users are being served. `no` needs to have been seen: what one cannot see may be serving. */
export const servings = ['yes', 'no', 'unknown'] as const;
export type Serving = (typeof servings)[number];

/** A health and why, in one sentence without its full stop. */
export interface Verdict {
  health: Health;
  reason: string;
}

/** `1 deployment`, `14 deployments`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first few names, and how many there are besides. */
export function someOf(names: readonly string[], limit = 5): string {
  const rest = names.length - limit;
  return rest > 0 ? `${names.slice(0, limit).join(', ')} and ${rest} more` : names.join(', ');
}
