import { didYouMean, nearest } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import { entryOf, type Node } from './yaml-node.ts';

/** What every cluster of the sandbox has (lib/sandbox/workloads.ts). */
export const sandboxNamespaces: readonly string[] = [
  'payments',
  'checkout',
  'platform',
  'kube-system',
  'velero',
];

/** A namespace that the sandbox does not have cannot be degraded, and its loss is nothing that a restore could mend. */
export function checkNamespaces(given: Node, { report }: Reading): void {
  const backedUp = backupsOf(given).map(({ namespace }) => namespace);
  for (const { value: cluster } of entriesOf(entryOf(given, 'clusters')?.value))
    for (const { key, spot, value } of entriesOf(entryOf(cluster, 'namespaces')?.value)) {
      if (sandboxNamespaces.includes(key)) continue;
      const state = value.kind === 'scalar' ? value.value : undefined;
      if (state === 'deleted' && backedUp.includes(key)) continue;
      const close = didYouMean(key, sandboxNamespaces) || `; they have ${sandboxNamespaces.join(', ')}`;
      report.warning(
        spot,
        'unknown-namespace',
        `no cluster of the sandbox has the namespace "${key}", and this changes nothing${close}`,
      );
    }
}

/**
 * Backups of a namespace that neither the rehearsal nor the rest of the runbook names. Nothing is said where that cannot be known: a namespace
 * that is put together, or one that another runbook may name (`startsOthers`), unless it is nearly one that is named.
 */
export function checkBackups(
  given: Node,
  rehearsal: Node,
  runbook: Node,
  startsOthers: boolean,
  { report }: Reading,
): void {
  const named = new Set<string>();
  let unknown = false;
  const hear = (node: Node, key: string): void => {
    if (node.kind === 'list') for (const item of node.items) hear(item, key);
    else if (node.kind === 'scalar') {
      if (typeof node.value !== 'string') return;
      named.add(node.value);
      if (/^namespaces?$/.test(key) && isPutTogether(node.value)) unknown = true;
    } else
      for (const entry of node.entries) {
        if (entry.value === given) hearClusters(entry.value);
        else if (entry.key !== 'rehearsals' || node !== runbook) hear(entry.value, entry.key);
      }
  };
  const hearClusters = (world: Node): void => {
    for (const { value } of entriesOf(entryOf(world, 'clusters')?.value))
      for (const { key } of entriesOf(entryOf(value, 'namespaces')?.value)) named.add(key);
  };
  hear(runbook, '');
  hear(rehearsal, '');
  if (unknown) return;
  for (const { namespace, node } of backupsOf(given)) {
    if (named.has(namespace)) continue;
    const close = nearest(namespace, named);
    if (startsOthers && close === undefined) continue;
    const meant = close === undefined ? '' : `; did you mean "${close}"?`;
    report.warning(
      node,
      'unused-backup',
      `nothing in this rehearsal or its runbook is about the namespace "${namespace}": nobody looks for this backup${meant}`,
    );
  }
}

/** Not a plain reference to what stands elsewhere in the file, or in the rehearsal's inputs. */
function isPutTogether(text: string): boolean {
  const isExpression = /^\$[a-z]/i.test(text) || text.includes('{{');
  return isExpression && !/^(?:\{\{\s*)?\$(?:inputs\.\w+|item|run\.target\.\w+)(?:\s*\}\})?$/.test(text);
}

function backupsOf(given: Node): { namespace: string; node: Node }[] {
  const list = entryOf(given, 'backups')?.value;
  return (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    const node = entryOf(item, 'namespace')?.value;
    return node?.kind === 'scalar' && typeof node.value === 'string' ? [{ namespace: node.value, node }] : [];
  });
}

const entriesOf = (node: Node | undefined) => (node?.kind === 'map' ? node.entries : []);
