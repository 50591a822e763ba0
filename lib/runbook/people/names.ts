import type { Report } from '../mistake.ts';
import { hasBroken } from '../shape.ts';
import { asItLooks } from '../../model/look-alike.ts';
import { looksLatin } from '../look-alike.ts';
import { describeNode, type Entry, type Node } from '../yaml-node.ts';

const pattern = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$/;
const lengthMax = 60;

/** Why a name of people.yaml cannot be used, or undefined. Names are typed at night, and are part of keys and links. */
export function badName(name: string): string | undefined {
  const odd = looksLatin(name);
  if (odd !== undefined) return odd;
  if (name.length > lengthMax) return `it has ${name.length} characters, expected at most ${lengthMax}`;
  if (pattern.test(name)) return undefined;
  const mended = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-\d]+|-+$/g, '');
  return `expected small letters, digits and -, such as "${pattern.test(mended) ? mended : 'ana'}"`;
}

/** Entries of a map of names, each name checked; none where it is no map, which is said. */
export function namedEntries(node: Node | undefined, what: string, report: Report): Entry[] {
  if (!node || (node.kind === 'scalar' && hasBroken(node))) return [];
  if (node.kind !== 'map') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${what}`);
    return [];
  }
  for (const { key, spot } of node.entries) {
    const bad = badName(key);
    if (bad !== undefined) report.error(spot, 'wrong-value', `found the name "${key}", ${bad}`);
  }
  return node.entries;
}

/**
 * What is left of a name once everything is gone by which an eye may not tell it from another. Coarser than `isSameName`: names with
 * different skeletons are never of one person, those with the same are worth comparing.
 */
export function skeletonOf(name: string): string {
  const letters = asItLooks(name)
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return asItLooks(letters).toLowerCase().replaceAll(/[i1]/g, 'l').replaceAll('0', 'o');
}

/** A text of one line, as a name for people: nothing in it that is not seen, or turns what stands around it. */
export function isPlainLine(text: string): boolean {
  return (
    text.trim() !== '' &&
    text === text.trim() &&
    text.length <= 80 &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
  );
}

/** The text of a scalar; numbers as they are written. Undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.broken) return undefined;
  if (typeof node.value === 'string') return node.value;
  return typeof node.value === 'number' ? node.source : undefined;
}
