/** What is no letter and could still do something where it is shown: control characters, and those that turn the direction of writing. */
const acting = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text as it may be shown anywhere: lines stay lines, tabs are spaces, nothing in it acts on a terminal or turns what stands beside it. */
export function harmless(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').replaceAll(acting, '').toWellFormed();
}

/** The same on one line. */
export function oneLine(text: string): string {
  return harmless(text).replaceAll(/\s+/g, ' ').trim();
}

/** At most so many characters (UTF-16), the last of them `…` where something is left out. Never half a character. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Whole minutes until a time (ISO 8601), never less than none. */
export function minutesLeft(endsAt: string, now: number): number {
  const left = Math.floor((Date.parse(endsAt) - now) / 60_000);
  return Number.isFinite(left) ? Math.max(0, left) : 0;
}
