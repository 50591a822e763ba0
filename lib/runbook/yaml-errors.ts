import { type Document, Scalar, visit, type YAMLError } from 'yaml';
import type { MistakeCode } from './explanations.ts';
import type { Report } from './mistake.ts';
import type { Position } from './runbook.ts';
import { looksLikeExpression } from './yaml-traps.ts';

/** Errors after which the parser still knows where it is: each is told. Of all others only the first, what follows it is noise. */
const selfContained = new Set([
  'TAB_AS_INDENT',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'DUPLICATE_KEY',
]);
/** Errors that leave the document readable. */
const harmless = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED']);

/** The parser's errors as mistakes, at most one a line. True when the document cannot be trusted after them. */
export function reportYaml(
  document: Document,
  text: string,
  place: (offset: number) => Position,
  report: Report,
): boolean {
  const lines = new Set<number>();
  let lost = false;
  const tabs = document.errors.some(({ code }) => code === 'TAB_AS_INDENT');
  for (const error of document.errors) {
    const position = place(openedAt(error, document) ?? error.pos[0]);
    if (harmless.has(error.code) ? false : lost && !selfContained.has(error.code)) continue;
    // a tab shifts what follows: what the parser makes of that is noise
    if (tabs && lost && error.code !== 'TAB_AS_INDENT') continue;
    if (lines.has(position.line)) continue;
    lines.add(position.line);
    if (!harmless.has(error.code)) lost = true;
    const [code, message] = explain(error, text);
    report.error({ position, path: '' }, code, message);
  }
  return lost;
}

/** Where the quote begins that is not closed: the parser tells of the end of the file, or of the line where it gave up. */
function openedAt(error: YAMLError, document: Document): number | undefined {
  if (!isOpenQuote(error)) return undefined;
  let opened: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      const quoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
      if (quoted && range && range[0] < error.pos[0] && range[1] >= error.pos[0]) opened = range[0];
    },
  });
  return opened;
}

function isOpenQuote(error: YAMLError): boolean {
  return error.code === 'MISSING_CHAR' && /^Missing closing .quote/.test(error.message);
}

function explain(error: YAMLError, text: string): [code: MistakeCode, message: string] {
  const from = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  const line = text.slice(
    from,
    text.indexOf('\n', error.pos[0]) < 0 ? undefined : text.indexOf('\n', error.pos[0]),
  );
  if (error.code === 'DUPLICATE_KEY') {
    return ['duplicate-key', 'this key stands here twice: keep one'];
  }
  if (error.code === 'TAB_AS_INDENT') {
    return ['yaml-tab', 'found a tab at the beginning of the line, expected spaces'];
  }
  const quote = adviceOf(error, line);
  if (quote) return ['yaml-quote', quote];
  if (isOpenQuote(error))
    return ['yaml', 'this quote is never closed: put the same one at the end of the value'];
  const indent = indentOf(error, text, from, line);
  if (indent) return ['yaml-indent', indent];
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    return ['yaml', 'found ": " twice in one line, expected one key and its value: put the value in quotes'];
  }
  return ['yaml', `this is no YAML: ${lowerFirst(error.message)}`];
}

/** What to quote, when the line holds an expression that YAML took apart. */
function adviceOf(error: YAMLError, line: string): string | undefined {
  const value = /^\s*(?:- +)*[\w-]+ *: +(.*?)\s*$/.exec(line)?.[1] ?? line.trim();
  if (!looksLikeExpression(value)) return undefined;
  const example = value.length > 0 && value.length <= 60 ? `: "${value.replaceAll('"', "'")}"` : '';
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' || (error.code === 'BLOCK_IN_FLOW' && /: /.test(value))) {
    return `YAML reads the ": " in this value as a key: put the whole value in quotes${/^[{[]/.test(value) ? '' : example}`;
  }
  if (/^["']/.test(value))
    return 'YAML ends this value at the closing quote: put the whole expression in other quotes';
  if (value.startsWith('!')) return `YAML reads "!" as a tag: put the whole value in quotes${example}`;
  if (value.startsWith('{{')) return `YAML reads "{{" as a map: put the whole value in quotes${example}`;
  if (/^[{[]/.test(value)) {
    return 'YAML takes this expression apart at its "," "[" "]" "{" or "}": put each expression within { } or [ ] in quotes';
  }
  return `YAML takes this expression apart: put the whole value in quotes${example}`;
}

/** A line that is indented further than the one it should stand below, or not as far as any. */
function indentOf(error: YAMLError, text: string, from: number, line: string): string | undefined {
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    // `title: a` with a key below it that is indented further: one text over two lines to YAML
    const value = /^(\s*(?:- +)*)[\w-]+ *: +[^\s#].*$/.exec(line);
    const [next = ''] = text.slice(from + line.length + 1).split('\n');
    const deeper = /^( *)[\w-]+:(?: |$)/.exec(next);
    const own = value?.[1]?.length;
    const colons = line.match(/: /g)?.length;
    if (colons !== 1 || own === undefined || (deeper?.[1]?.length ?? 0) <= own) return undefined;
    return `the next line is indented further than this key, so YAML reads both as one value: begin it in column ${own + 1}, too`;
  }
  if (
    /sequence item without|All (?:mapping|sequence) items must|indent/i.test(error.message) &&
    /^ +\S/.test(line)
  ) {
    return `this line is indented by ${/^ */.exec(line)?.[0].length} spaces, which fits nothing above it: begin it where the keys beside it begin`;
  }
  return undefined;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
