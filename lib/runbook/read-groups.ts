import { readOnFailure } from './read-failure.ts';
import type { EachStep, ParallelStep } from './runbook.ts';
import { type Fields, hasBroken, shape } from './shape.ts';
import { wholeNumber } from './shapes.ts';
import type { StepCommon, StepReading } from './steps-read.ts';
import { readCondition, readItems } from './values.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** Step Functions holds about 40 children of a Map at once without queueing them (Distributed and Inline Map, 'MaxConcurrency'). */
const atOnce = wholeNumber(1, 40);

/** `parallel`: branches at the same time, each a list of steps. */
export function readParallel(
  node: Node,
  fields: Fields,
  common: StepCommon,
  place: string,
  at: StepReading,
): ParallelStep {
  const branches = branchesOf(node, at);
  const lists = branches.map((branch, index) => at.list(branch, `${place}_${index + 1}_`));
  const onFailure = readOnFailure(fields, `${place}_${branches.length + 1}_`, at);
  return { kind: 'parallel', ...common, branches: lists, onFailure };
}

function branchesOf(node: Node, { report, read }: StepReading): Node[] {
  if (node.kind === 'list' && node.items.length > 0) {
    const [bare] = node.items.filter((item) => item.kind === 'map');
    if (!bare) return node.items;
    report.error(
      bare,
      'wrong-value',
      'found a step, expected a branch, which is a list of steps: begin each branch with "- - title: …"',
    );
  } else if (!hasBroken(node)) {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected branches, each a list of steps: [[…], […]]`,
    );
  }
  read.whole = false;
  return [];
}

/** `for_each`: the steps for each item of a list. */
export function readEach(
  node: Node,
  fields: Fields,
  common: StepCommon,
  place: string,
  at: StepReading,
): EachStep | undefined {
  const { report } = at;
  const items = readItems(node, at);
  const most = fields.get('max_parallel');
  const maxParallel = most && shape(most, atOnce, report);
  const stop = fields.get('stop_when');
  const stopWhen = stop && readCondition(stop, at);
  if (stop && maxParallel !== undefined && maxParallel > 1) {
    report.error(
      fields.spot('stop_when'),
      'misplaced-key',
      `"stop_when" is asked after each item, and here ${maxParallel} go on at once: leave out "max_parallel", or "stop_when"`,
    );
  }
  const inside = fields.get('steps');
  const steps = inside ? at.list(inside, `${place}_1_`) : [];
  const onFailure = readOnFailure(fields, `${place}_2_`, at);
  if (!items) return undefined;
  return {
    kind: 'for_each',
    ...common,
    items,
    maxParallel: maxParallel ?? 1,
    ...(stopWhen ? { stopWhen } : {}),
    steps,
    onFailure,
  };
}
