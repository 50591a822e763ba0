import { didYouMean } from '../model/nearest.ts';
import type { OnFailure } from './runbook.ts';
import { type Fields, hasBroken } from './shape.ts';
import type { StepReading } from './steps-read.ts';
import { describeNode } from './yaml-node.ts';

const words = ['ask', 'continue', 'stop'] as const;
const expected = `one of ${words.join(', ')}, or a list of steps`;

/**
 * `on_failure`: `ask` where nothing is written. A step of `always` that fails is passed over: there it is `continue`, and may not be
 * `ask` or `stop`. The steps of a list have places that begin with `prefix`.
 */
export function readOnFailure(fields: Fields, prefix: string, at: StepReading): OnFailure {
  const { report, always } = at;
  const node = fields.get('on_failure');
  const usual: OnFailure = { kind: always ? 'continue' : 'ask' };
  if (!node || (node.kind === 'scalar' && hasBroken(node))) return usual;
  if (node.kind === 'list') return { kind: 'steps', steps: at.list(node, prefix) };
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const word = words.find((one) => one === found);
  if (word === undefined) {
    const close = found === undefined ? '' : didYouMean(found, words);
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}${close}`);
    return usual;
  }
  if (always && word !== 'continue') {
    report.error(
      node,
      'wrong-value',
      `found "${word}", but a step of "always" that fails is passed over: leave "on_failure" out`,
    );
    return usual;
  }
  return { kind: word };
}
