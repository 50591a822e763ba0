import type { Position } from './runbook.ts';

/**
 * Line and column of an offset of a text, both from 1; an offset beyond its end is the end. Counted from the text itself: the YAML
 * parser counts lines as it meets them, and within a value that runs over several it has not met them yet.
 */
export function placesIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const wanted = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    // the line's end begins before "\r\n"
    const end = starts[low + 1] === undefined ? text.length : (starts[low + 1] ?? 0) - 1;
    const last = text[end - 1] === '\r' && end > start ? end - 1 : end;
    return { line: low + 1, column: Math.min(wanted, last) - start + 1 };
  };
}
