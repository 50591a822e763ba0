import type { Json } from '../model/json.ts';
import type { Spot } from './mistake.ts';
import type { Position } from './runbook.ts';

/** A YAML document as we read it: values with their places. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Spot {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** As it stands in the file, without quotes: `007` for the number 7. */
  source: string;
  style: 'plain' | 'quoted' | 'block';
  /** A comment follows on the same line: YAML may have cut the value there. */
  cut: boolean;
  /** And that comment holds `{{`: a part of the text, which would be gone without a word. */
  lost?: true;
  /** It is no value: YAML read something else, and the report has it. Whoever reads it says nothing more. */
  broken?: true;
  /** Place of the character at `offset` of the value. */
  locate: (offset: number) => Position;
}
export interface ListNode extends Spot {
  kind: 'list';
  items: Node[];
}
export interface MapNode extends Spot {
  kind: 'map';
  entries: Entry[];
}
export interface Entry {
  key: string;
  /** Place of the key; its path is the value's. */
  spot: Spot;
  value: Node;
}

/** What was found, for a message: `"soon"`, `3`, `a list`, `nothing`. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'map') return node.entries.length === 0 ? 'an empty map' : 'a map';
  return node.value === null ? 'nothing' : quoted(node.value);
}

/** A value as it is shown in a message, at most 60 characters. */
export function quoted(value: string | number | boolean | null): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 58)}…${typeof value === 'string' ? '"' : ''}` : text;
}

/** The plain value. Numbers under one of the keys `asText` stay as they were written: an account may begin with 0. */
export function plainOf(node: Node, asText: ReadonlySet<string> = new Set()): Json {
  switch (node.kind) {
    case 'scalar': {
      const key = node.path.split('.').at(-1) ?? '';
      return typeof node.value === 'number' && asText.has(key) ? node.source : node.value;
    }
    case 'list':
      return node.items.map((item) => plainOf(item, asText));
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value, asText)]));
  }
}

/** The entry of a key, when the node is a map and has it. */
export function entryOf(node: Node, key: string): Entry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The node at a path of keys and indexes, or the nearest one above it. */
export function nodeAt(node: Node, path: readonly PropertyKey[]): Node {
  let here = node;
  for (const part of path) {
    const next =
      here.kind === 'list' && typeof part === 'number'
        ? here.items[part]
        : entryOf(here, String(part))?.value;
    if (!next) return here;
    here = next;
  }
  return here;
}

/** The path of a child: `steps[2].with["a b"]`. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
