import type { InputSpec } from '../model/inputs.ts';
import type { Reading } from './context.ts';
import type { Report } from './mistake.ts';
import { checkTargetPart } from './read-target-part.ts';
import type { Value } from './runbook.ts';
import { type Fields, fieldsOf, hasBroken, reportMissing } from './shape.ts';
import { readValue } from './values.ts';
import { targetKeys } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';

const what = 'a map such as { cluster: $inputs.cluster, namespace: $inputs.namespace }';
const keys = { known: targetKeys, required: {}, what };

export interface TargetRead {
  /** The first root: what it has is the default of `with`. */
  target: Record<string, Value>;
  also: Record<string, Value>[];
}

/** `target`: what is being recovered, which is the lock: a map, or a list of them. Values may read inputs. Undefined when it has mistakes. */
export function readTarget(
  node: Node | undefined,
  inputs: Record<string, InputSpec>,
  reading: Reading,
): TargetRead | undefined {
  const { report } = reading;
  if (!node || (node.kind === 'scalar' && node.broken)) return undefined;
  if (node.kind === 'list' && node.items.length === 0) {
    report.error(node, 'wrong-value', `found an empty list, expected ${what}, or several`);
    return undefined;
  }
  const before = report.errors();
  const roots = (node.kind === 'list' ? node.items : [node]).map((item) => readRoot(item, inputs, reading));
  const [target, ...also] = roots.filter((root) => root !== undefined);
  reportTwice(node, roots, reading);
  return target && report.errors() === before ? { target, also } : undefined;
}

function readRoot(
  node: Node,
  inputs: Record<string, InputSpec>,
  reading: Reading,
): Record<string, Value> | undefined {
  const { report } = reading;
  const fields = fieldsOf(node, keys, report);
  if (!fields) return undefined;
  const has = (key: string) => fields.get(key) !== undefined;
  const misplaced = reportMisplaced(fields, report);
  const root: Record<string, Value> = {};
  for (const key of targetKeys) {
    const written = fields.get(key);
    const value = written && !misplaced.includes(key) && readPart(key, written, reading);
    if (!written || !value) continue;
    checkTargetPart(key, value, written, inputs, reading);
    root[key] = value;
  }
  if (fields.node.entries.length === 0) {
    const expected = `one of ${targetKeys.join(', ')} in it`;
    report.error(fields.node, 'wrong-value', `found an empty map, expected ${expected}`);
  } else if (has('namespace') && !has('cluster')) {
    reportMissing(fields.node, 'cluster', 'the cluster of the namespace', report);
  } else if (has('region') && !has('account') && !misplaced.includes('region')) {
    reportMissing(fields.node, 'account', 'the account of the Region', report);
  }
  return root;
}

/** What does not go with the cluster or the database of the same map: said, and read no further. */
function reportMisplaced(fields: Fields, report: Report): string[] {
  const has = (key: string) => fields.get(key) !== undefined;
  const named = has('cluster') ? 'cluster' : 'database';
  if (!has(named)) return [];
  const around = ['account', 'region'].filter(has);
  const [first] = around;
  if (first !== undefined) {
    report.error(
      fields.spot(first),
      'misplaced-key',
      `where a ${named} is, rebound.yaml says: leave "${around.join('" and "')}" out; for several things write a list, [{ … }, { … }]`,
    );
  }
  const both = has('cluster') && has('database');
  if (both) {
    report.error(
      fields.spot('database'),
      'misplaced-key',
      'a cluster and a database are two things: write a list, [{ cluster: … }, { database: … }]',
    );
  }
  return [...around, ...(both ? ['database'] : [])];
}

/** An account is written without quotes, and may begin with 0. */
function readPart(key: string, node: Node, reading: Reading): Value | undefined {
  const number = node.kind === 'scalar' && typeof node.value === 'number';
  return key === 'account' && number ? { kind: 'literal', value: node.source } : readValue(node, reading);
}

/** The same thing twice: one lock is enough. */
function reportTwice(node: Node, roots: (Record<string, Value> | undefined)[], { report }: Reading): void {
  if (node.kind !== 'list' || hasBroken(node)) return;
  const seen = new Map<string, number>();
  roots.forEach((root, index) => {
    const at = node.items[index];
    const key = JSON.stringify(root, (name, value: unknown) => (name === 'position' ? undefined : value));
    const earlier = root && seen.get(key);
    if (at && earlier !== undefined)
      report.error(
        at,
        'wrong-value',
        `found the same as in line ${earlier}: ${describeNode(at)} that is there already, leave it out`,
      );
    else if (at && root) seen.set(key, at.position.line);
  });
}
