import { type Alias, type Document, isAlias, isMap, type Node, type Scalar } from 'yaml';
import type { Comment } from './comments.ts';
import { orderOf, sections } from './key-order.ts';
import { type Container, type Entry, isContainer } from './layout.ts';
import { writeKey, writeScalar } from './scalar.ts';

const step = 2;

/** Writes a document: keys in their order, two spaces, brackets and texts that are too long for a line below their keys. */
export function writeDocument(
  root: Container,
  head: readonly Comment[],
  document: Document,
  width: number,
): string {
  const writer = new Writer(document, width);
  const first = root.entries[0];
  const apart = first?.blank === true;
  if (first) first.blank = false;
  const lines = head.flatMap((comment, index) => withBlank(comment.text, index > 0 && comment.blank));
  const body = root.entries.length === 0 ? [isMap(root.node) ? '{}' : '[]'] : writer.below(root, 0);
  return [...lines, ...(lines.length > 0 && apart ? [''] : []), ...body, ''].join('\n');
}

class Writer {
  readonly #document: Document;
  readonly #width: number;

  constructor(document: Document, width: number) {
    this.#document = document;
    this.#width = width;
  }

  /** The lines of a map or list that stands below its key. */
  below(container: Container, indent: number): string[] {
    const lines: string[] = [];
    const add = (text: string, blank: boolean) => lines.push(...withBlank(text, blank && lines.length > 0));
    const pad = ' '.repeat(indent);
    const ordered = inOrder(container);
    for (const entry of ordered) {
      const apart = isSection(entry);
      const lead = this.#leadOf(entry, indent);
      lead.forEach((comment, index) => add(pad + comment.text, comment.blank || (apart && index === 0)));
      const [first = '', ...rest] = this.#entry(entry, indent);
      add(first, entry.blank || (apart && lead.length === 0));
      lines.push(...rest);
    }
    for (const comment of container.foot) add(pad + comment.text, comment.blank);
    return lines;
  }

  /** Comments before an entry; of an item, also those that cannot stand between its dash and its first key. */
  #leadOf(entry: Entry, indent: number): Comment[] {
    const { lead, value } = entry;
    if (entry.key || !isContainer(value) || this.#propsOf(value.node) !== '') return lead;
    if (!this.#isBelow(entry, indent + step)) return lead;
    const [first] = inOrder(value);
    const inner = first ? this.#leadOf(first, indent + step) : [];
    return [...lead, ...(entry.trail ? [entry.trail] : []), ...inner].map((comment, index) =>
      index < lead.length ? comment : { ...comment, blank: false },
    );
  }

  #entry(entry: Entry, indent: number): string[] {
    const { key, value } = entry;
    const pad = ' '.repeat(indent);
    const head = key ? `${pad}${this.#key(key, false)}:` : `${pad}-`;
    const trail = entry.trail ? ` ${entry.trail.text}` : '';
    if (value === null) return [head + trail];
    if (isAlias(value)) return [`${head} *${value.source}${trail}`];
    const props = this.#propsOf(isContainer(value) ? value.node : value);
    if (!isContainer(value)) {
      const written = writeScalar(value, {
        flow: false,
        taken: head.length + props.length + 1,
        indent: indent + step,
        width: this.#width,
      });
      if (typeof written === 'string')
        return [`${head}${props}${written === '' ? '' : ' '}${written}${trail}`];
      const inner = ' '.repeat(indent + step);
      return [
        `${head}${props} ${written.header}${trail}`,
        ...written.lines.map((line) => (line === '' ? '' : inner + line)),
      ];
    }
    if (!this.#isBelow(entry, head.length + props.length + 1))
      return [`${head}${props} ${this.#flow(value)}${trail}`];
    if (key || props !== '') return [`${head}${props}${trail}`, ...this.below(value, indent + step)];
    const [first] = inOrder(value);
    const hoisted = first ? this.#leadOf(first, indent + step).length : 0;
    const [line = '', ...rest] = this.below(value, indent + step).slice(hoisted);
    return [`${head} ${line.trimStart()}`, ...rest];
  }

  /** Whether a map or list stands below its key: it did, or it has comments inside, or is too long for the line. */
  #isBelow({ value }: Entry, taken: number): boolean {
    if (!isContainer(value) || value.entries.length === 0) return false;
    return !value.node.flow || hasComments(value) || taken + this.#flow(value).length > this.#width;
  }

  #flow(container: Container): string {
    const inside = inOrder(container).map(({ key, value }) => {
      const text = value === null ? '' : this.#flowValue(value);
      if (!key) return text;
      return text === '' ? `${this.#key(key, true)}:` : `${this.#key(key, true)}: ${text}`;
    });
    // a channel of a person, which reads better so: [slack: U01ANA, terminal]
    const [alone] = inside.length === 1 && container.part === 'address' ? inside : [];
    if (alone !== undefined && this.#propsOf(container.node) === '') return alone;
    if (!isMap(container.node)) return `[${inside.join(', ')}]`;
    return inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`;
  }

  #flowValue(value: Scalar | Alias | Container): string {
    if (isAlias(value)) return `*${value.source}`;
    const props = this.#propsOf(isContainer(value) ? value.node : value);
    const place = { flow: true, taken: 0, indent: 0, width: this.#width };
    const written = isContainer(value) ? this.#flow(value) : writeScalar(value, place);
    return `${props === '' ? '' : `${props.trimStart()} `}${typeof written === 'string' ? written : ''}`;
  }

  #key(key: Scalar | Alias, flow: boolean): string {
    if (isAlias(key)) return `*${key.source} `;
    const props = this.#propsOf(key).trimStart();
    return `${props === '' ? '' : `${props} `}${writeKey(key, flow)}`;
  }

  /** An anchor and a tag, each with a space before it. */
  #propsOf(node: Node): string {
    const anchor = 'anchor' in node && node.anchor !== undefined ? ` &${node.anchor}` : '';
    const tag =
      node.tag === undefined ? '' : ` ${this.#document.directives?.tagString(node.tag) ?? node.tag}`;
    return anchor + tag;
  }
}

/** The entries as they are to be written. Where an alias would come before its anchor, the author's order stays. */
function inOrder({ entries, part }: Container): Entry[] {
  const order = orderOf(part);
  const rank = (entry: Entry) => {
    const place = order.indexOf(nameOf(entry));
    return place < 0 ? order.length : place;
  };
  const sorted = order.length === 0 ? entries : entries.toSorted((one, other) => rank(one) - rank(other));
  return names(sorted).join() === names(entries).join()
    ? sorted.map((entry, index) => moved(entry, sorted[index - 1], entries))
    : entries;
}

/** An entry that follows another one than in the file takes the empty line before it along only with a comment. */
function moved(entry: Entry, before: Entry | undefined, entries: Entry[]): Entry {
  const stays = entries[entries.indexOf(entry) - 1] === before;
  return stays || entry.lead.length > 0 ? entry : { ...entry, blank: false };
}

/** Anchors and aliases in the order in which they stand. */
function names(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ key, value }) => [
    ...(key ? nameIn(key) : []),
    ...(isContainer(value) ? [...nameIn(value.node), ...names(value.entries)] : value ? nameIn(value) : []),
  ]);
}

function nameIn(node: Node): string[] {
  if (isAlias(node)) return [`*${node.source}`];
  return 'anchor' in node && node.anchor !== undefined ? [`&${node.anchor}`] : [];
}

function nameOf({ key }: Entry): string {
  return key && !isAlias(key) ? String(key.value) : '';
}

function isSection(entry: Entry): boolean {
  const { part } = entry.within;
  return (part === 'runbook' || part === 'estate' || part === 'directory') && sections.has(nameOf(entry));
}

function hasComments({ entries, foot }: Container): boolean {
  return (
    foot.length > 0 ||
    entries.some(
      ({ lead, trail, value }) =>
        lead.length > 0 || trail !== undefined || (isContainer(value) && hasComments(value)),
    )
  );
}

function withBlank(text: string, blank: boolean): string[] {
  return blank ? ['', text] : [text];
}
