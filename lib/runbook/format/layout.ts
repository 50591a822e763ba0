import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { placesIn } from '../line-place.ts';
import { type Comment, isBlank } from './comments.ts';
import { type Part, partOf } from './key-order.ts';

/** A key with its value, or an item of a list, with the comments that belong to it. */
export interface Entry {
  /** Absent: an item of a list. */
  key?: Scalar | Alias;
  value: Scalar | Alias | Container | null;
  start: number;
  column: number;
  /** Comments on lines of their own before it. */
  lead: Comment[];
  /** The comment behind it, on its line. */
  trail?: Comment;
  /** The line before it is empty. */
  blank: boolean;
  within: Container;
}

/** A map or a list. */
export interface Container {
  node: YAMLMap | YAMLSeq;
  part: Part;
  entries: Entry[];
  /** Comments behind its last entry. */
  foot: Comment[];
  /** Where it ends in the file; for one in brackets, behind the bracket. */
  end: number;
  /** What it is the value of; the file's own has none. */
  of?: Entry;
}

/** A file that is written in a way that nobody should touch. */
export class Unformattable extends Error {}

/** The entries of a document, without their comments. */
export function layoutOf(root: YAMLMap | YAMLSeq, text: string, part: Part): Container {
  const place = placesIn(text);
  const lines = text.split('\n');
  const container = (node: YAMLMap | YAMLSeq, own: Part, of?: Entry): Container => {
    const made: Container = {
      node,
      part: own,
      entries: [],
      foot: [],
      end: node.range?.[1] ?? 0,
      ...(of ? { of } : {}),
    };
    const starts = isSeq(node) && !node.flow ? dashes(node) : [];
    node.items.forEach((item, index) => made.entries.push(entry(item, starts[index], made)));
    return made;
  };
  const entry = (item: unknown, dash: number | undefined, within: Container): Entry => {
    const pair = isMap(within.node) ? (item as Pair) : undefined;
    const key = pair?.key;
    if (pair && !isScalar(key) && !isAlias(key))
      throw new Unformattable('a key is neither a text nor a number');
    const value = pair ? pair.value : item;
    const start = dash ?? (pair ? startOf(key) : startOf(value)) ?? 0;
    const { line, column } = place(start);
    const first = (lines[line - 1] ?? '').slice(0, column - 1).trim() === '';
    const made: Entry = {
      ...(isScalar(key) || isAlias(key) ? { key } : {}),
      value: null,
      start,
      column,
      lead: [],
      blank: first && isBlank(lines[line - 2]),
      within,
    };
    const name = isScalar(key) ? String(key.value) : undefined;
    if (isMap(value) || isSeq(value)) made.value = container(value, partOf(within.part, name), made);
    else if (isScalar(value) || isAlias(value)) made.value = value;
    return made;
  };
  return container(root, part);
}

/** Every entry below a container, in the order of the file. */
export function allEntries({ entries }: Container): Entry[] {
  return entries.flatMap((entry) => [entry, ...(isContainer(entry.value) ? allEntries(entry.value) : [])]);
}

export function isContainer(value: Entry['value']): value is Container {
  return value !== null && 'entries' in value;
}

/** Where a node begins, its anchor and its tag not counted; undefined for nothing. */
export function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isAlias(node) || isMap(node) || isSeq(node);
}

/** Offsets of the `-` of each item. */
function dashes(node: YAMLSeq): number[] {
  const token = node.srcToken;
  if (token?.type !== 'block-seq') return [];
  return token.items.flatMap(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? []);
}
