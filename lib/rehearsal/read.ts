/** A value that should be text; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A value that should be a number; 0 when it is none. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
