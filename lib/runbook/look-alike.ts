/** Letters of other alphabets that look like small Latin ones in most fonts, side by side (Unicode TR39, confusables). */
const cyrillic = ['асеорхуіјѕһԁԛԝ', 'aceopxyijshdqw'] as const;
const greek = ['αορνικυ', 'aopvuku'] as const;
const latin = new Map(
  [cyrillic, greek].flatMap(([other, like]) =>
    Array.from(other).map((letter, at) => [letter, like[at] ?? letter]),
  ),
);

/** The text as it looks: with Latin letters for those that look like them; full-width ones too. */
export function asItLooks(text: string): string {
  return Array.from(text.normalize('NFKC'))
    .map((letter) => latin.get(letter) ?? letter)
    .join('');
}

/** What to say of the first letter that is not the one that it looks like; undefined when there is none. */
export function looksLatin(text: string): string | undefined {
  if (asItLooks(text) === text) return undefined;
  const odd = Array.from(text).find((letter) => asItLooks(letter) !== letter) ?? '';
  const point = odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  return `its "${odd}" (U+${point}) is no Latin letter, it only looks like "${asItLooks(odd)}": type the name again`;
}
