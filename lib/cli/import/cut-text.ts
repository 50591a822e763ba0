const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most so many UTF-16 code units, the last of them `…` where something was cut away; no character is cut in two. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of characters.segment(text.slice(0, most + 64))) {
    if (index + segment.length > most - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}
