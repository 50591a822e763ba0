import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Value } from './runbook.ts';
import { asItLooks } from '../model/look-alike.ts';
import { type Fields, hasBroken } from './shape.ts';
import { readValue } from './values.ts';
import type { Names } from './steps-read.ts';
import { badId, badTitle } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';

export function readId(fields: Fields, names: Names, { report }: Reading): string | undefined {
  const node = fields.get('id');
  if (!node || hasBroken(node)) return undefined;
  const id = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const bad = id === undefined ? 'expected small letters, digits and _, such as "look"' : badId(id);
  if (id === undefined || bad) {
    report.error(node, 'bad-id', `found ${describeNode(node)}, ${bad ?? ''}`);
    for (const name of [id, /^\w+/.exec(id ?? '')?.[0], id && asItLooks(id)])
      if (name !== undefined) names.refused.add(name);
    return undefined;
  }
  const earlier = names.ids.get(id);
  if (earlier !== undefined) {
    report.error(node, 'id-twice', `the id "${id}" stands in line ${earlier} already: choose another id`);
    return undefined;
  }
  names.ids.set(id, node.position.line);
  return id;
}

export function readTitle(fields: Fields, names: Names, { report }: Reading): string | undefined {
  const node = fields.get('title');
  if (!node || hasBroken(node)) return undefined;
  const title = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const bad = title === undefined ? 'expected a text' : badTitle(title);
  if (title === undefined || bad) {
    report.error(node, 'bad-title', `found ${describeNode(node)}, ${bad ?? ''}`);
    return undefined;
  }
  const earlier = names.titles.get(title);
  if (earlier !== undefined) {
    report.error(
      node,
      'title-twice',
      `the title "${title}" stands in line ${earlier} already: choose another title`,
    );
    return undefined;
  }
  names.titles.set(title, node.position.line);
  return title;
}

export function readUses(node: Node, { report, catalog }: Reading): string | undefined {
  if (hasBroken(node)) return undefined;
  const uses = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const known = Object.keys(catalog);
  if (uses !== undefined && Object.hasOwn(catalog, uses)) return uses;
  if (uses === undefined) {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected a step type: ${known.join(', ')}`,
    );
  } else {
    const close = didYouMean(uses, known) || `; there are ${known.join(', ')}`;
    report.error(node, 'unknown-step-type', `unknown step type "${uses}"${close}`);
  }
  return undefined;
}

/** Fields of `with` that hold no expressions and are read apart, by step type. */
const apart: Readonly<Record<string, readonly string[]>> = {
  approve: ['ask', 'quorum', 'may_approve'],
  decide: ['ask'],
  manual: ['ask', 'record'],
};

/** The values of `with`, without what is read apart. */
export function readWith(
  node: Node | undefined,
  uses: string | undefined,
  reading: Reading,
): Record<string, Value> {
  if (!node || (node.kind === 'scalar' && node.broken)) return {};
  if (node.kind !== 'map') {
    reading.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a map`);
    return {};
  }
  const other = uses !== undefined && Object.hasOwn(apart, uses) ? (apart[uses] ?? []) : [];
  const values = node.entries.flatMap((entry): [string, Value][] => {
    if (other.includes(entry.key)) return [];
    const value = readValue(entry.value, reading);
    return value ? [[entry.key, value]] : [];
  });
  return Object.fromEntries(values);
}
