/**
 * Maps an offset of a scalar's value to an offset of its source text. Exact for what stands on one line as it is; for escapes,
 * folded and indented text the two are walked side by side, and a character that YAML wrote differently counts as the next one.
 */
export function locator(
  source: string,
  value: string,
  style: 'plain' | 'quoted' | 'block',
): (offset: number) => number {
  const start = style === 'quoted' ? 1 : style === 'block' ? headerLength(source) : 0;
  if (source.slice(start, start + value.length) === value)
    return (offset) => Math.min(start + offset, source.length);
  let places: number[] | undefined;
  return (offset) => {
    places ??= walk(source, value, start);
    return places[Math.min(offset, places.length - 1)] ?? start;
  };
}

/** The first line of a block: `|`, `>-`, `|2 # why`. */
function headerLength(source: string): number {
  const end = source.indexOf('\n');
  const indent = /^[ \t]*/.exec(source.slice(end + 1));
  return end < 0 ? 0 : end + 1 + (indent?.[0].length ?? 0);
}

function walk(source: string, value: string, start: number): number[] {
  const places: number[] = [];
  let at = start;
  for (const character of value.split('')) {
    const white = character === ' ' || character === '\n';
    // White space of the value may be any white space of the source (folding); anything else skips what is no part of the value.
    const next = white ? at : nextOf(source, character, at);
    places.push(next);
    at = next + 1;
    if (character === '\n') while (source[at] === ' ' || source[at] === '\t') at += 1;
  }
  places.push(at);
  return places;
}

function nextOf(source: string, character: string, at: number): number {
  const found = source.indexOf(character, at);
  return found < 0 || found - at > 200 ? at : found;
}
