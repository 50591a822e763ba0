import type { Report, Spot } from './mistake.ts';
import type { Entry, Node, ScalarNode } from './yaml-node.ts';

/** A text that is meant as an expression, or that holds one. */
export function looksLikeExpression(text: string): boolean {
  return /\$[A-Za-z]/.test(text) || text.includes('{{');
}

/** How many brackets of a text are open at its end; quotes hide brackets, an open quote counts as one. */
export function openBrackets(text: string): number {
  let open = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if ('([{'.includes(character)) open += 1;
    else if (')]}'.includes(character)) open -= 1;
  }
  return open + (quote === '' ? 0 : 1);
}

/** `{ a: $f($x, 1) }`: YAML ends the value at the comma and takes the rest for a key without value. Says so and drops the rest. */
export function mendEntries(entries: Entry[], report: Report): Entry[] {
  const kept: Entry[] = [];
  let open = 0;
  for (const entry of entries) {
    if (open > 0 && isEmpty(entry.value)) {
      open += openBrackets(entry.key);
      continue;
    }
    const before = cutScalar(entry.value);
    open = before ? openBrackets(before.source) : 0;
    kept.push(before ? { ...entry, value: takenApart(before, entry.key, report) } : entry);
  }
  return kept;
}

/** `[$f($x, 1)]`: the same in a list. */
export function mendItems(items: Node[], report: Report): Node[] {
  const kept: Node[] = [];
  let open = 0;
  for (const item of items) {
    if (open > 0 && item.kind === 'scalar') {
      open += openBrackets(item.source);
      continue;
    }
    const before = cutScalar(item);
    open = before ? openBrackets(before.source) : 0;
    kept.push(before ? takenApart(before, '', report) : item);
  }
  return kept;
}

/** `a: {{ $x }}` without quotes: a map whose only key is a map. */
export function isBraces(entries: Entry[]): boolean {
  const [only, more] = entries;
  return only !== undefined && more === undefined && only.key.startsWith('{') && isEmpty(only.value);
}

/** A value that YAML has swallowed or torn: it was said, nothing else is said about it. */
export function brokenScalar(at: Spot): ScalarNode {
  const { position, path } = at;
  const empty = { value: null, source: '', style: 'plain', cut: false } as const;
  return { kind: 'scalar', position, path, ...empty, broken: true, locate: () => position };
}

function cutScalar(node: Node): ScalarNode | undefined {
  const cut = node.kind === 'scalar' && node.style === 'plain' && looksLikeExpression(node.source);
  return cut && openBrackets(node.source) > 0 ? node : undefined;
}

function takenApart(node: ScalarNode, key: string, report: Report): ScalarNode {
  const example = `${key === '' ? '' : `${key}: `}"${node.source}, …"`;
  report.error(
    node,
    'yaml-quote',
    `YAML ends this value at the comma: put the whole expression in quotes, ${example}`,
  );
  return brokenScalar(node);
}

function isEmpty(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null && node.source === '';
}
