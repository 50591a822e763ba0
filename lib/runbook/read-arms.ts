import { readFinish } from './read-finish.ts';
import { readHandOn } from './read-hand-on.ts';
import type { Arm } from './runbook.ts';
import { fieldsOf, hasBroken } from './shape.ts';
import type { StepReading } from './steps-read.ts';
import { readCondition } from './values.ts';
import { describeNode, type Node } from './yaml-node.ts';

const bodies = ['steps', 'finish', 'continue_with'] as const;
const keys = {
  known: ['when', ...bodies],
  required: { when: 'a condition' },
  what: 'an arm such as { when: …, steps: […] }',
  elsewhere: {
    if: 'an arm has no "if": write "when"',
    uses: 'an arm holds its steps in "steps": put this one into a list there, with a title',
    title: 'an arm has no title: give titles to the steps in its "steps"',
    otherwise: '"otherwise" is no arm: it stands beside "choose"',
    otherwise_steps: 'write "otherwise" beside "choose"',
    else: 'an arm has no "else": write "otherwise: […]" beside "choose", with the steps in it',
    default: 'an arm has no "default": write "otherwise: […]" beside "choose", with the steps in it',
  },
  instead: { if: 'when', else: 'when', default: 'when', otherwise: 'when' },
};

/** Keys that say what the arm does, in a place of which that was said already. */
const heldElsewhere = new Set(['uses', 'else', 'default', 'otherwise']);

/** The arms of a `choose`, and `otherwise` as the last of them. */
export function readArms(node: Node, otherwise: Node | undefined, place: string, at: StepReading): Arm[] {
  const arms: Arm[] = [];
  if (node.kind !== 'list' || node.items.length === 0) {
    if (!hasBroken(node))
      at.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of arms`);
    at.read.whole = false;
  } else {
    node.items.forEach((item, index) => {
      const arm = readArm(item, `${place}_${index + 1}_`, at);
      if (arm) arms.push(arm);
      else at.read.whole = false;
    });
  }
  if (otherwise) {
    const count = node.kind === 'list' ? node.items.length : 0;
    arms.push({ body: { steps: at.list(otherwise, `${place}_${count + 1}_`) } });
  }
  return arms;
}

function readArm(node: Node, prefix: string, at: StepReading): Arm | undefined {
  const { report } = at;
  const fields = fieldsOf(node, keys, report);
  if (!fields) return undefined;
  const condition = fields.get('when');
  const when = condition && readCondition(condition, at);
  const [first, second] = bodies.filter((key) => fields.get(key));
  if (first && second) {
    report.error(
      fields.spot(second),
      'step-kind',
      `found "${first}" and "${second}" in one arm, expected one of them`,
    );
  }
  if (!first && !fields.node.entries.some(({ key }) => heldElsewhere.has(key))) {
    const expected = bodies.map((key) => `"${key}"`).join(', ');
    report.error(fields.node, 'missing-key', `this arm does nothing, expected one of ${expected} in it`);
  }
  const steps = fields.get('steps');
  const finish = fields.get('finish');
  const handOn = fields.get('continue_with');
  const body = steps ? at.list(steps, prefix) : [];
  const ending = finish && readFinish(finish, fields.spot('finish'), at);
  const next = handOn && readHandOn(handOn, fields.spot('continue_with'), at);
  if (!when) return undefined;
  if (steps) return { when, body: { steps: body } };
  if (ending) return { when, body: { finish: ending } };
  return next && { when, body: { handOn: next } };
}
