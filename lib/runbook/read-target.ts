import type { InputSpec } from '../model/inputs.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Report } from './mistake.ts';
import type { Value } from './runbook.ts';
import { fieldsOf, reportMissing } from './shape.ts';
import { namespaceName } from './shapes.ts';
import { readValue } from './values.ts';
import { targetKeys } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** `target`: what is being recovered, which is the lock. Values may read inputs. Undefined when it has mistakes. */
export function readTarget(
  node: Node | undefined,
  inputs: Record<string, InputSpec>,
  reading: Reading,
): Record<string, Value> | undefined {
  const { report } = reading;
  if (!node) return undefined;
  const before = report.errors();
  for (const key of ['account', 'region']) reportLater(node, key, report);
  const what = 'a map such as { cluster: $inputs.cluster, namespace: $inputs.namespace }';
  const known = [...targetKeys, 'account', 'region'];
  const fields = fieldsOf(node, { known, required: {}, what }, report);
  if (!fields) return undefined;
  const target: Record<string, Value> = {};
  for (const key of targetKeys) {
    const written = fields.get(key);
    const value = written && readValue(written, reading);
    if (!written || !value) continue;
    checkPart(key, value, written, inputs, reading);
    target[key] = value;
  }
  const has = (key: string) => fields.get(key) !== undefined;
  if (has('namespace') && !has('cluster'))
    reportMissing(fields.node, 'cluster', 'the cluster of the namespace', report);
  else if (fields.node.entries.length === 0) {
    report.error(
      fields.node,
      'wrong-value',
      `found an empty map, expected one of ${targetKeys.join(', ')} in it`,
    );
  }
  if (has('database') && has('cluster')) {
    report.error(
      fields.spot('database'),
      'not-supported-yet',
      'a target of several things is not supported yet: cluster or database',
    );
  }
  return report.errors() === before ? target : undefined;
}

function reportLater(node: Node, key: string, report: Report): void {
  const entry = node.kind === 'map' ? node.entries.find((other) => other.key === key) : undefined;
  if (entry) report.error(entry.spot, 'not-supported-yet', `a target of a whole ${key} is not supported yet`);
}

function checkPart(
  key: (typeof targetKeys)[number],
  value: Value,
  node: Node,
  inputs: Record<string, InputSpec>,
  { report, estate, origins }: Reading,
): void {
  if (value.kind === 'list' || value.kind === 'map') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a name`);
  } else if (value.kind === 'literal') {
    const known =
      key === 'cluster'
        ? Object.keys(estate.clusters)
        : key === 'database'
          ? Object.keys(estate.databases)
          : undefined;
    const name = typeof value.value === 'string' ? value.value : '';
    if (known && !known.includes(name)) {
      const expected = `a ${key} of rebound.yaml (${known.length === 0 ? 'it has none' : known.join(', ')})`;
      report.error(
        node,
        'wrong-value',
        `found ${describeNode(node)}, expected ${expected}${didYouMean(name, known)}`,
      );
    } else if (!known && !namespaceName.safeParse(value.value).success) {
      report.error(
        node,
        'wrong-value',
        `found ${describeNode(node)}, expected a namespace: small letters, digits and -, at most 63`,
      );
    }
  } else if (value.kind === 'expression') {
    const [only, more] = origins.get(value.expression)?.analysis.reads ?? [];
    const name = only && !more && only.variable === 'inputs' ? only.fields[0]?.name : undefined;
    const spec = name !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (spec && (spec.type !== key || spec.list) && only?.path === value.expression.expression) {
      const found = `${spec.list ? 'list of ' : ''}${spec.type}`;
      report.error(
        node,
        'wrong-value',
        `found the input "${name}" of type ${found}, expected one of type ${key}`,
      );
    }
  }
}
