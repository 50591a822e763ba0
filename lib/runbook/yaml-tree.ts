import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { placesIn } from './line-place.ts';
import type { Report } from './mistake.ts';
import type { Position } from './runbook.ts';
import { childPath, type Entry, type Node, type ScalarNode } from './yaml-node.ts';
import { locator } from './yaml-locate.ts';
import { reportYaml } from './yaml-errors.ts';
import { mergeEntries } from './yaml-merge.ts';
import { brokenScalar, isBraces, mendEntries, mendItems } from './yaml-traps.ts';

const bytesMax = 1_000_000;
const nodesMax = 50_000;
const depthMax = 100;

/** The document of a YAML text, or undefined when it cannot be read; what is wrong is in the report. Never throws. */
export function readTree(text: string, report: Report): Node | undefined {
  const start = { position: { line: 1, column: 1 }, path: '' };
  const broken = /[^\P{Cc}\t\n\v\f\r]|\ufffd/u.exec(text);
  if (broken) {
    const before = text.slice(0, broken.index).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    report.error(
      { position, path: '' },
      'not-text',
      'this is no text file: found bytes that are no UTF-8 text',
    );
    return undefined;
  }
  if (text.length > bytesMax) {
    report.error(start, 'too-large', `found ${text.length} characters, a file has at most ${bytesMax}`);
    return undefined;
  }
  let documents: Document[];
  try {
    const parsed = parseAllDocuments(text, { prettyErrors: false });
    documents = [...(Array.isArray(parsed) ? parsed : [])];
  } catch (error) {
    report.error(start, 'yaml', `this is no YAML: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const source: Source = {
    text,
    place: placesIn(text),
    report,
    nodes: 0,
    anchors: undefined,
    following: new Set(),
    failed: false,
  };
  const [document, second] = documents;
  if (!document || isNothing(document.contents)) {
    report.error(
      start,
      'empty',
      report.file.endsWith('people.yaml')
        ? 'this file is empty: nothing but white space and comments; docs/people.md shows what stands in it'
        : 'this file is empty: nothing but white space and comments; rebound new writes a first runbook',
    );
    return undefined;
  }
  if (second) {
    report.error(
      { position: source.place(second.range?.[0] ?? 0), path: '' },
      'several-documents',
      'a second document begins here ("---"): one file holds one document',
    );
  }
  if (reportYaml(document, text, (offset) => source.place(offset), report)) return undefined;
  const tree = build(document.contents, '', source, document, 0);
  return source.failed ? undefined : tree;
}

interface Source {
  text: string;
  place: (offset: number) => Position;
  report: Report;
  nodes: number;
  /** What anchors stand at, in the order of the file; gathered when the first alias is met. */
  anchors: Anchor[] | undefined;
  /** What is being followed now. */
  following: Set<unknown>;
  failed: boolean;
}

function build(item: unknown, path: string, source: Source, document: Document, at: number): Node {
  source.nodes += 1;
  const depth = path.split(/[.[]/).length;
  if (source.nodes > nodesMax || depth > depthMax || source.failed) return stop(path, source, at);
  if (isAlias(item)) return followed(item, path, source, document, at);
  const from = rangeOf(item) ?? at;
  const spot = { position: source.place(from), path };
  if (isSeq(item)) {
    const items = item.items.map((child, index) =>
      build(child, childPath(path, index), source, document, from),
    );
    return { kind: 'list', ...spot, items: item.flow ? mendItems(items, source.report) : items };
  }
  if (isMap(item)) {
    const pairs = item.items.filter(isPair);
    const own = pairs
      .filter((pair) => !isMerge(pair))
      .map((pair) => entry(pair, path, source, document, from));
    const merged = pairs.filter(isMerge).map((pair) => mergedNode(pair, path, source, document, from));
    const entries = merged.length === 0 ? own : mergeEntries(own, merged, source.report);
    const map: Node = {
      kind: 'map',
      ...spot,
      entries: item.flow ? mendEntries(entries, source.report) : entries,
    };
    return item.flow && isBraces(entries) ? unquotedBraces(map, source.report) : map;
  }
  if (isScalar(item)) return tagged(item, scalar(item, path, source, from), source);
  return {
    kind: 'scalar',
    ...spot,
    value: null,
    source: '',
    style: 'plain',
    cut: false,
    locate: () => spot.position,
  };
}

/** `<<` without quotes. */
function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** What is merged, as if its keys were written here. */
function mergedNode(pair: Pair, path: string, source: Source, document: Document, at: number): Node {
  return build(pair.value, path, source, document, rangeOf(pair.value) ?? endOf(pair.key) ?? at);
}

function entry(pair: Pair, path: string, source: Source, document: Document, at: number): Entry {
  const from = rangeOf(pair.key) ?? at;
  const key = isScalar(pair.key)
    ? (pair.key.source ?? String(pair.key.value))
    : source.text.slice(from, endOf(pair.key) ?? from);
  const child = childPath(path, key);
  const value = build(pair.value, child, source, document, endOf(pair.key) ?? from);
  return { key, spot: { position: source.place(from), path: child }, value };
}

function scalar(item: Scalar, path: string, source: Source, from: number): ScalarNode {
  const style = item.type?.startsWith('BLOCK')
    ? 'block'
    : item.type?.startsWith('QUOTE')
      ? 'quoted'
      : 'plain';
  const raw = item.value;
  const known = typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? raw : null;
  // The newline that ends a `|` block belongs to YAML's way of writing, not to the text.
  const value = style === 'block' && typeof known === 'string' ? known.replace(/\n+$/, '') : known;
  const end = item.range?.[1] ?? from;
  const slice = source.text.slice(from, end);
  const comment =
    style === 'plain' ? /^[ \t]+#[^\n]*/.exec(source.text.slice(end, end + 200))?.[0] : undefined;
  const locate = locator(slice, typeof value === 'string' ? value : (item.source ?? ''), style);
  return {
    kind: 'scalar',
    position: source.place(from),
    path,
    value,
    source: item.source ?? '',
    style,
    cut: comment !== undefined,
    ...(comment?.includes('{{') ? { lost: true } : {}),
    locate: (offset) => source.place(from + locate(offset)),
  };
}

/** `if: !x`: a tag, and no value. Tags have no meaning here. */
function tagged(item: Scalar, node: ScalarNode, source: Source): ScalarNode {
  if (item.tag === undefined || !/^!(?!!)/.test(item.tag)) return node;
  const start = source.text.lastIndexOf(item.tag, item.range?.[0] ?? 0);
  const spot = { position: start < 0 ? node.position : source.place(start), path: node.path };
  source.report.error(
    spot,
    'yaml-quote',
    `YAML reads "${item.tag}" as a tag, not as a value: put the whole value in quotes`,
  );
  return brokenScalar(node);
}

function unquotedBraces(map: Node, report: Report): ScalarNode {
  report.error(map, 'yaml-quote', 'YAML reads "{{" as a map: put the whole value in quotes, "{{ … }}"');
  return brokenScalar(map);
}

function followed(
  alias: { source: string; range?: [number, number, number] | null | undefined },
  path: string,
  source: Source,
  document: Document,
  at: number,
): Node {
  const from = alias.range?.[0] ?? at;
  const spot = { position: source.place(from), path };
  source.anchors ??= anchorsIn(document);
  // a name may be given again: the last before the alias is meant
  const target = source.anchors.findLast(({ name, start }) => name === alias.source && start < from)?.item;
  if (target === undefined || source.following.has(target)) {
    const why =
      target === undefined ? `nothing is called "&${alias.source}" before it` : 'it contains itself';
    source.report.error(spot, 'yaml-alias', `found the alias "*${alias.source}", but ${why}`);
    source.failed = true;
    return stop(path, source, from);
  }
  source.following.add(target);
  const node = build(target, path, source, document, from);
  source.following.delete(target);
  return node;
}

interface Anchor {
  name: string;
  start: number;
  item: unknown;
}

function anchorsIn(document: Document): Anchor[] {
  const found: Anchor[] = [];
  const look = (item: unknown): void => {
    if (isPair(item)) {
      look(item.key);
      look(item.value);
      return;
    }
    if (!isScalar(item) && !isMap(item) && !isSeq(item)) return;
    if (item.anchor !== undefined) found.push({ name: item.anchor, start: rangeOf(item) ?? 0, item });
    if (!isScalar(item)) item.items.forEach(look);
  };
  look(document.contents);
  return found;
}

function stop(path: string, source: Source, at: number): Node {
  const spot = { position: source.place(at), path };
  if (!source.failed) {
    source.report.error(
      spot,
      'too-large',
      'this file holds too much, or is too deep, once its aliases are followed',
    );
  }
  source.failed = true;
  return brokenScalar(spot);
}

function isNothing(item: unknown): boolean {
  return item === null || (isScalar(item) && item.value === null && !item.source);
}

function rangeOf(item: unknown): number | undefined {
  return isScalar(item) || isMap(item) || isSeq(item) || isAlias(item)
    ? (item.range?.[0] ?? undefined)
    : undefined;
}

function endOf(item: unknown): number | undefined {
  return isScalar(item) || isMap(item) || isSeq(item) || isAlias(item)
    ? (item.range?.[1] ?? undefined)
    : undefined;
}
