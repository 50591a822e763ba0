import type { Reading } from './context.ts';
import type { Value } from './runbook.ts';
import { readValue } from './values.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** `because`: a sentence that says why the run ends here. It may read what was found. */
export function readBecause(node: Node | undefined, reading: Reading): Value | undefined {
  const because = node && readValue(node, reading);
  if (!node || !because) return undefined;
  if (because.kind !== 'list' && because.kind !== 'map' && !isNoText(because)) return because;
  reading.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a sentence that says why`);
  return undefined;
}

function isNoText(value: Value): boolean {
  return value.kind === 'literal' && (typeof value.value !== 'string' || value.value.trim() === '');
}
