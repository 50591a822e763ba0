import { didYouMean, nearest } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import { hasBroken } from './shape.ts';
import { stepKeys } from './step-keys.ts';
import { type StepWord, stepKinds } from './words.ts';
import { describeNode, type Node } from './yaml-node.ts';

const words: readonly string[] = [...stepKinds, ...stepKeys.uses.known];

/** What makes it a step. Undefined, and one mistake, when nothing or several things do. */
export function kindOf(node: Node, { report }: Reading): StepWord | undefined {
  if (node.kind !== 'map') {
    if (!hasBroken(node)) report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a step`);
    return undefined;
  }
  const found = node.entries.flatMap(({ key, spot }) => {
    const kind = stepKinds.find((one) => one === key);
    return kind ? [{ kind, spot }] : [];
  });
  const [first, second] = found;
  if (first && second) {
    const both = found.map(({ kind }) => `"${kind}"`).join(' and ');
    const what = remedy(new Set(found.map(({ kind }) => kind)));
    report.error(second.spot, 'step-kind', `found ${both} in one step, expected one of them${what}`);
    return undefined;
  }
  if (first) return first.kind;
  const strange = node.entries.filter(({ key }) => !stepKeys.uses.known.includes(key));
  const typos = strange.map(({ key, spot }) => ({ key, spot, close: didYouMean(key, words) }));
  if (typos.some(({ key }) => nearest(key, stepKinds) !== undefined)) {
    for (const { key, spot, close } of typos)
      if (close !== '') report.error(spot, 'unknown-key', `unknown key "${key}"${close}`);
    return undefined;
  }
  const what =
    strange.length === 0 ? '' : `: no step has ${strange.map(({ key }) => `"${key}"`).join(' or ')}`;
  report.error(
    node,
    'step-kind',
    `found a step that does nothing${what}, expected one of ${stepKinds.join(', ')} in it`,
  );
  return undefined;
}

/** What is meant, most likely. */
function remedy(kinds: ReadonlySet<StepWord>): string {
  if (kinds.has('for_each'))
    return ': what is done for each item stands in "steps" of the for_each, as steps with titles of their own';
  if (kinds.has('parallel'))
    return ': what goes on at the same time stands in the branches of the parallel, as steps with titles of their own';
  if (kinds.has('wait')) return ': put the wait into a step of its own before or behind it';
  if (kinds.has('finish') || kinds.has('continue_with'))
    return ': put the ending into a step of its own behind it';
  return ': make two steps of it';
}
