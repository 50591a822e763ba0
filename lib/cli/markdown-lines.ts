import type { Paint } from './screen.ts';

/** Before each line of code: such a line is never broken, so that a command can be copied. */
export const codeMark = '│ ';

const fence = /^\s*(?:```|~~~)/;

/** Markdown as lines for a terminal: headings and bold are bold, code stands as it is behind a mark, links show their address. */
export function markdownLines(markdown: string, paint: Paint): string[] {
  const lines: string[] = [];
  let inCode = false;
  for (const line of markdown.replace(/\s+$/, '').split('\n')) {
    if (fence.test(line)) inCode = !inCode;
    else if (inCode) lines.push(`${codeMark}${line}`);
    else lines.push(textLine(line, paint));
  }
  return withoutDoubleBlanks(lines);
}

function textLine(line: string, paint: Paint): string {
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
  if (heading !== undefined) return paint('bold', plain(heading));
  return plain(line).replace(/\*\*(.+?)\*\*|__(.+?)__/g, (_, one: string, other: string) =>
    paint('bold', one ?? other),
  );
}

function plain(line: string): string {
  return line
    .replace(/^(\s*)[*+] /, '$1- ')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, text: string, url: string) =>
      text === url ? url : `${text} (${url})`,
    );
}

function withoutDoubleBlanks(lines: string[]): string[] {
  return lines.filter((line, index) => line.trim() !== '' || (lines[index - 1] ?? '').trim() !== '');
}
