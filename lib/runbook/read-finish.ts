import { outcomes } from '../model/outcome.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Spot } from './mistake.ts';
import { readBecause } from './read-because.ts';
import type { Finish } from './runbook.ts';
import { fieldsOf, hasBroken } from './shape.ts';
import { finishOutcomes } from './shapes.ts';
import type { StepReading } from './steps-read.ts';
import { describeNode, type Node } from './yaml-node.ts';

const keys = {
  known: ['outcome', 'because'],
  required: { outcome: `one of ${finishOutcomes.join(', ')}`, because: 'a sentence that says why' },
  what: 'a map such as { outcome: nothing-to-do, because: … }',
};

/** `finish`: how the run ends here, and why. `spot` is the key's. */
export function readFinish(node: Node, spot: Spot, at: StepReading): Finish | undefined {
  if (at.always) {
    at.report.error(
      spot,
      'misplaced-key',
      'a step of "always" cannot finish the run: how it ended is known by then, and stays',
    );
    return undefined;
  }
  const fields = fieldsOf(node, keys, at.report);
  if (!fields) return undefined;
  const outcome = readOutcome(fields.get('outcome'), at);
  const because = readBecause(fields.get('because'), at);
  if (!outcome || !because) return undefined;
  const finish = { outcome, because };
  at.read.finishes.set(finish, fields.get('outcome') ?? fields.node);
  return finish;
}

function readOutcome(node: Node | undefined, { report }: Reading): Finish['outcome'] | undefined {
  if (!node || hasBroken(node)) return undefined;
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const known = finishOutcomes.find((outcome) => outcome === found);
  if (known) return known;
  const expected = `one of ${finishOutcomes.join(', ')}`;
  if (found === undefined)
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
  else if (found === 'handed-on') {
    report.error(node, 'wrong-value', 'a run is handed on with "continue_with", instead of "finish"');
  } else if (outcomes.some((outcome) => outcome === found)) {
    report.error(node, 'wrong-value', `a step cannot end the run as "${found}", expected ${expected}`);
  } else {
    const close = didYouMean(found, finishOutcomes);
    report.error(node, 'wrong-value', `found "${found}", expected ${expected}${close}`);
  }
  return undefined;
}
