import type { Paint } from './screen.ts';

/**
 * Before code, and never printed: a word joiner. Its line is not broken, and where nothing else stands before it, it begins at the
 * margin: what is copied from there is the command and nothing else, with the end of a heredoc where the shell looks for it.
 */
const codeMark = '\u2060';

/** How far something that stands within a list's point is indented, so that it is code there and no more text of it. */
const codeIndent = 4;

const fenceBegin = /^(\s*)(```+|~~~+)/;
const listMark = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)\S/;

/** A command to copy: the line that ends in it is not broken. */
export function unbroken(command: string): string {
  return `${codeMark}${command}`;
}

/** A line that holds code, as it is printed; undefined for any other line. */
export function codeOf(line: string): string | undefined {
  const at = line.indexOf(codeMark);
  if (at === -1) return undefined;
  const before = line.slice(0, at);
  return `${before.trim() === '' ? '' : before}${line.slice(at + codeMark.length)}`;
}

/** Markdown as lines for a terminal: headings and bold are bold, code stands as it is, links and images show their address. */
export function markdownLines(markdown: string, paint: Paint): string[] {
  const lines: string[] = [];
  let fence: { indent: number; mark: string } | undefined;
  // where the text of the list's point begins that a line may belong to
  let within = 0;
  let afterBlank = true;
  let inCode = false;
  const code = (line: string) => lines.push(unbroken(paint('cyan', line)));
  for (const line of markdown.replace(/\s+$/, '').split('\n')) {
    const blank = line.trim() === '';
    const indent = line.length - line.trimStart().length;
    const begins = fenceBegin.exec(line);
    if (fence) {
      if (begins?.[2]?.startsWith(fence.mark)) fence = undefined;
      else code(withoutIndent(line, fence.indent));
    } else if (begins) {
      fence = { indent: begins[1]?.length ?? 0, mark: begins[2] ?? '```' };
      inCode = false;
    } else if (!blank && (afterBlank || inCode) && indent >= within + codeIndent) {
      inCode = true;
      code(withoutIndent(line, within + codeIndent));
    } else {
      if (!blank) inCode = false;
      const point = listMark.exec(line);
      if (point) within = point[1]?.length ?? 0;
      else if (!blank && afterBlank && indent < within) within = 0;
      lines.push(blank ? '' : textLine(line, paint));
    }
    afterBlank = blank;
  }
  return withoutDoubleBlanks(lines);
}

/** What stands within a line: bold, links, images, escaped characters; what is between backticks stays as it is. */
export function inlineText(text: string, paint: Paint): string {
  return text
    .split(/(`+[^`]*`+)/)
    .map((part) => (part.startsWith('`') ? part : plainPart(part, paint)))
    .join('');
}

function textLine(line: string, paint: Paint): string {
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
  if (heading !== undefined)
    return paint(
      'bold',
      inlineText(heading, (_, text) => text),
    );
  return inlineText(line.replace(/^(\s*)[*+] /, '$1- '), paint);
}

function plainPart(part: string, paint: Paint): string {
  return part
    .replace(/(?<!\\)!\[([^[\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, text: string, url: string) =>
      text === '' ? `(image: ${url})` : `${text} (image: ${url})`,
    )
    .replace(/(?<!\\)\[([^[\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, text: string, url: string) =>
      text === url ? url : `${text} (${url})`,
    )
    .replace(/\*\*(?=\S)(.+?)\*\*|(?<!\w)__(?=\S)(.+?)__(?!\w)/g, (_, one: string, other: string) =>
      paint('bold', one ?? other),
    )
    .replace(/\\([!"#$%&'()*+,./:;<=>?@[\]^_`{|}~-])/g, '$1');
}

function withoutIndent(line: string, most: number): string {
  const indent = line.length - line.trimStart().length;
  return line.slice(Math.min(indent, most));
}

function withoutDoubleBlanks(lines: string[]): string[] {
  return lines.filter((line, index) => line !== '' || (lines[index - 1] ?? '') !== '');
}
