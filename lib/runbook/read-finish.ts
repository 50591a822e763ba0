import { outcomes } from '../model/outcome.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import type { Finish } from './runbook.ts';
import { fieldsOf, hasBroken } from './shape.ts';
import { finishOutcomes } from './shapes.ts';
import { readValue } from './values.ts';
import { describeNode, type Node } from './yaml-node.ts';

const keys = {
  known: ['outcome', 'because'],
  required: { outcome: `one of ${finishOutcomes.join(', ')}`, because: 'a sentence that says why' },
  what: 'a map such as { outcome: nothing-to-do, because: … }',
};

/** `finish`: how the run ends here, and why. Its place is put into `places`. */
export function readFinish(node: Node, places: Map<Finish, Spot>, reading: Reading): Finish | undefined {
  const fields = fieldsOf(node, keys, reading.report);
  if (!fields) return undefined;
  const outcome = readOutcome(fields.get('outcome'), reading);
  const written = fields.get('because');
  const because = written && readValue(written, reading);
  if (written && because && (because.kind === 'list' || because.kind === 'map' || isNoText(because))) {
    reading.report.error(
      written,
      'wrong-value',
      `found ${describeNode(written)}, expected a sentence that says why`,
    );
    return undefined;
  }
  if (!outcome || !because) return undefined;
  const finish = { outcome, because };
  places.set(finish, fields.get('outcome') ?? fields.node);
  return finish;
}

function isNoText(value: { kind: string; value?: unknown }): boolean {
  return value.kind === 'literal' && (typeof value.value !== 'string' || value.value.trim() === '');
}

function readOutcome(node: Node | undefined, { report }: Reading): Finish['outcome'] | undefined {
  if (!node || hasBroken(node)) return undefined;
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const known = finishOutcomes.find((outcome) => outcome === found);
  if (known) return known;
  const expected = `one of ${finishOutcomes.join(', ')}`;
  if (found === undefined)
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
  else if (outcomes.some((outcome) => outcome === found)) {
    report.error(node, 'wrong-value', `a step cannot end the run as "${found}", expected ${expected}`);
  } else {
    const close = didYouMean(found, finishOutcomes);
    report.error(node, 'wrong-value', `found "${found}", expected ${expected}${close}`);
  }
  return undefined;
}
