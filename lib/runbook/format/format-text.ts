import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { createReport } from '../mistake.ts';
import type { Mistake } from '../runbook.ts';
import { readTree } from '../yaml-tree.ts';
import { attach } from './attach.ts';
import { type Comment, commentsIn } from './comments.ts';
import type { Part } from './key-order.ts';
import { layoutOf, Unformattable } from './layout.ts';
import { writeDocument } from './write.ts';

/** Longer lines are broken where that is possible. */
const width = 125;

/** What became of a text: the same text in the one format, or what is wrong with it. */
export type Formatted = { text: string } | { mistakes: Mistake[] };

/**
 * A runbook, rebound.yaml or people.yaml in the one format: order of keys, quotes, indentation. It means the same, and has the same comments;
 * formatted again it stays as it is. A text that is no YAML, or that cannot be written otherwise without a loss, is given back as what
 * is wrong with it.
 */
export function formatText(source: string, file: string): Formatted {
  const content = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const report = createReport(content, file);
  readTree(content, report);
  if (report.errors() > 0) return { mistakes: report.mistakes() };
  const leave = (why: string): Formatted => {
    report.error(
      { position: { line: 1, column: 1 }, path: '' },
      'yaml',
      `this file is left as it is: ${why}`,
    );
    return { mistakes: report.mistakes() };
  };
  try {
    const document = parse(content);
    if (document.directives?.docStart === true && /^%/m.test(content.split('---')[0] ?? ''))
      return leave('it begins with a directive of YAML (%): take it out');
    const root = document.contents;
    if (!isMap(root) && !isSeq(root)) return leave('it is neither a map nor a list');
    const container = layoutOf(root, content, isMap(root) ? kindOf(root) : 'runbook');
    const comments = commentsIn(content);
    const head = attach(comments, container);
    const text = writeDocument(container, head, document, width);
    return isWhole(text, file) && isSame(document, comments, text)
      ? { text }
      : leave('written in another way it would not mean the same');
  } catch (error) {
    if (error instanceof Unformattable) return leave(error.message);
    throw error;
  }
}

function kindOf(root: YAMLMap): Part {
  if (root.has('recovery_region')) return 'estate';
  return root.has('people') && !root.has('runbook') ? 'directory' : 'runbook';
}

function parse(text: string): Document {
  return parseDocument(text, { prettyErrors: false, keepSourceTokens: true });
}

/** Whether our own reader takes it: it knows more traps than YAML. */
function isWhole(text: string, file: string): boolean {
  const report = createReport(text, file);
  readTree(text, report);
  return report.errors() === 0;
}

/** Whether a text is the same as a document but for the order of keys and the way it is written: values, anchors, aliases and comments. */
function isSame(document: Document, comments: readonly Comment[], text: string): boolean {
  const again = parse(text);
  const texts = (of: readonly Comment[]) => of.map((comment) => comment.text).toSorted();
  return (
    again.errors.length === 0 &&
    essence(document.contents) === essence(again.contents) &&
    texts(comments).join('\n') === texts(commentsIn(text)).join('\n')
  );
}

function essence(node: unknown): string {
  if (isAlias(node)) return `*${node.source}`;
  const name = isScalar(node) || isMap(node) || isSeq(node) ? `${node.anchor ?? ''}!${node.tag ?? ''} ` : '';
  if (isMap(node)) return `${name}{${node.items.map(pairEssence).toSorted().join()}}`;
  if (isSeq(node)) return `${name}[${node.items.map(essence).join()}]`;
  if (!isScalar(node)) return '~';
  const { value, source } = node;
  // of a block the newlines at its end are those of its writing
  if (typeof value === 'string')
    return name + JSON.stringify(node.type?.startsWith('BLOCK') ? value.replace(/\n+$/, '') : value);
  return name + (source === undefined || source === '' ? '~' : source);
}

function pairEssence({ key, value }: Pair): string {
  return `${essence(key)}:${essence(value)}`;
}
