import type * as z from 'zod';
import type { InputSpec, InputType } from '../model/inputs.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Value } from './runbook.ts';
import { account, namespaceName, region } from './shapes.ts';
import type { targetKeys } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';

type TargetKey = (typeof targetKeys)[number];

/** What a written name looks like, where rebound.yaml does not know all of them. */
const shapes: Partial<Record<TargetKey, z.ZodType>> = { account, region, namespace: namespaceName };
/** The types of inputs that may stand there. */
const typesOf: Readonly<Record<TargetKey, readonly InputType[]>> = {
  account: ['string', 'choice'],
  region: ['string', 'choice'],
  cluster: ['cluster'],
  namespace: ['namespace'],
  database: ['database'],
};

/** One part of a target: a name that rebound.yaml has, or an input of the right type. */
export function checkTargetPart(
  key: TargetKey,
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
    } else if (!known) {
      const wrong = shapes[key]?.safeParse(value.value).error?.issues[0]?.message;
      if (wrong !== undefined)
        report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${wrong}`);
    }
  } else if (value.kind === 'expression') {
    const [only, more] = origins.get(value.expression)?.analysis.reads ?? [];
    const name = only && !more && only.variable === 'inputs' ? only.fields[0]?.name : undefined;
    const spec = name !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    const types = typesOf[key];
    if (spec && (!types.includes(spec.type) || spec.list) && only?.path === value.expression.expression) {
      const found = `${spec.list ? 'list of ' : ''}${spec.type}`;
      report.error(
        node,
        'wrong-value',
        `found the input "${name}" of type ${found}, expected one of type ${types.join(' or ')}`,
      );
    }
  }
}
