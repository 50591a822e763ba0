import { readBecause } from './read-because.ts';
import type { Spot } from './mistake.ts';
import type { HandOn, Value } from './runbook.ts';
import { fieldsOf, hasBroken, reportKeyDress, shape } from './shape.ts';
import { runbookName } from './shapes.ts';
import type { StepReading } from './steps-read.ts';
import { readValue } from './values.ts';
import { describeNode, type Node } from './yaml-node.ts';

const keys = {
  known: ['runbook', 'inputs', 'because'],
  required: {
    runbook: 'the name of the runbook that goes on, such as "rebuild-cluster"',
    because: 'a sentence that says why',
  },
  what: 'a map such as { runbook: rebuild-cluster, inputs: { … }, because: … }',
};

/** `continue_with`: this run ends as handed-on, that runbook goes on with its lock. `spot` is the key's. */
export function readHandOn(node: Node, spot: Spot, at: StepReading): HandOn | undefined {
  const { report } = at;
  if (at.always) {
    report.error(spot, 'misplaced-key', 'a step of "always" cannot hand the run on: it has ended by then');
    return undefined;
  }
  const fields = fieldsOf(node, keys, report);
  if (!fields) return undefined;
  const named = fields.get('runbook');
  const runbook = named && shape(named, runbookName, report);
  const written = fields.get('inputs');
  const inputs = written ? readRunInputs(written, at) : {};
  const because = readBecause(fields.get('because'), at);
  if (runbook === undefined || !inputs || !because) return undefined;
  const handOn: HandOn = { runbook, inputs, because, position: spot.position };
  at.read.handOns.set(handOn, { runbook: named ?? spot, inputs: written });
  return handOn;
}

/** Values for the inputs of another runbook: expressions, too. Which inputs it has is not known here. */
export function readRunInputs(node: Node, at: StepReading): Record<string, Value> | undefined {
  if (node.kind !== 'map') {
    if (!hasBroken(node))
      at.report.error(
        node,
        'wrong-value',
        `found ${describeNode(node)}, expected a map of inputs such as { cluster: $inputs.cluster }`,
      );
    return undefined;
  }
  let whole = true;
  const values = node.entries.flatMap((entry): [string, Value][] => {
    const dressed = reportKeyDress(entry, at.report);
    const value = readValue(entry.value, at);
    if (!value || dressed) whole = false;
    return value ? [[entry.key, value]] : [];
  });
  return whole ? Object.fromEntries(values) : undefined;
}
