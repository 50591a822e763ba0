import { asItLooks } from '../model/look-alike.ts';

/** What to say of the first letter that is not the one that it looks like; undefined when there is none. */
export function looksLatin(text: string): string | undefined {
  if (asItLooks(text) === text) return undefined;
  const odd = Array.from(text).find((letter) => asItLooks(letter) !== letter) ?? '';
  const point = odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  return `its "${odd}" (U+${point}) is no Latin letter, it only looks like "${asItLooks(odd)}": type the name again`;
}
