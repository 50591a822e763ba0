import type { Report } from './mistake.ts';
import { describeNode, type Entry, type MapNode, type Node } from './yaml-node.ts';

/**
 * The keys of a map with those that `<<` takes over from others (YAML 1.1, 'Merge Key'): its own win, then those of the first map of a
 * list. They follow the map's own. `merged` are the values of `<<`, maps or lists of maps; anything else is a mistake.
 */
export function mergeEntries(own: Entry[], merged: Node[], report: Report): Entry[] {
  const entries = new Map(own.map((entry) => [entry.key, entry]));
  for (const map of merged.flatMap((node) => mapsOf(node, report)))
    for (const entry of map.entries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  return [...entries.values()];
}

function mapsOf(node: Node, report: Report): MapNode[] {
  if (node.kind === 'map') return [node];
  if (node.kind === 'list' && node.items.length > 0) {
    return node.items.flatMap((item) => {
      if (item.kind === 'map') return [item];
      refuse(item, report);
      return [];
    });
  }
  refuse(node, report);
  return [];
}

function refuse(node: Node, report: Report): void {
  if (node.kind === 'scalar' && node.broken) return;
  report.error(
    node,
    'merge-key',
    `found ${describeNode(node)} behind "<<", expected a map or an alias of one, such as "<<: *usual"`,
  );
}
