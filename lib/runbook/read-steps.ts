import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import { readAsk } from './read-ask.ts';
import { readFinish } from './read-finish.ts';
import { type Names, readId, readTitle, readUses, readWith } from './read-step-fields.ts';
import type { Arm, Finish, Step } from './runbook.ts';
import { type Fields, fieldsOf, hasBroken, shape } from './shape.ts';
import { duration } from './shapes.ts';
import { readCondition } from './values.ts';
import { laterWords, stepKinds } from './words.ts';
import type { Spot } from './mistake.ts';
import { describeNode, type Entry, type Node } from './yaml-node.ts';

/** All steps as far as they can be read. Spots of their fields are kept beside them. */
export interface StepsRead {
  steps: Step[];
  spots: Map<Step, StepSpots>;
  /** Places of the outcomes of `finish`. */
  finishes: Map<Finish, Spot>;
  /** Ids that cannot be used, and how they begin. */
  refused: Set<string>;
  /** False when a step could not be read at all: what needs all of them says nothing then. */
  whole: boolean;
}
export interface StepSpots {
  step: Spot;
  /** Place of a `with` field, of `ask`, …; the step's own where there is none. */
  of: (key: string) => Spot;
  /** Keys of `with` as written, those with mistakes too. */
  withKeys: string[];
  withEntry: (key: string) => Entry | undefined;
}

const timeoutSchema = duration('15m');

export function readSteps(node: Node, reading: Reading): StepsRead {
  const read: StepsRead = {
    steps: [],
    spots: new Map(),
    finishes: new Map(),
    refused: new Set(),
    whole: true,
  };
  const names: Names = { ids: new Map(), titles: new Map(), refused: read.refused };
  read.steps = readList(node, 's', read, names, reading);
  return read;
}

/** `prefix` is the place without its last number: `s`, `s2_1_`. */
function readList(node: Node, prefix: string, read: StepsRead, names: Names, reading: Reading): Step[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    if (!hasBroken(node)) {
      reading.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of steps`);
    }
    read.whole = false;
    return [];
  }
  return node.items.flatMap((item, index) => {
    const step = readStep(item, `${prefix}${index + 1}`, read, names, reading);
    if (!step) read.whole = false;
    return step ? [step] : [];
  });
}

const keysOf = {
  uses: ['id', 'title', 'uses', 'with', 'if', 'timeout'],
  choose: ['id', 'title', 'choose', 'otherwise', 'if'],
  finish: ['id', 'title', 'finish', 'if'],
};

function readStep(
  node: Node,
  place: string,
  read: StepsRead,
  names: Names,
  reading: Reading,
): Step | undefined {
  const kind = kindOf(node, reading);
  if (kind === undefined) return undefined;
  const fields = fieldsOf(
    node,
    { known: keysOf[kind], required: { title: 'a title: it is the name of the state' }, what: 'a step' },
    reading.report,
  );
  if (!fields) return undefined;
  const id = readId(fields, names, reading);
  const condition = fields.get('if');
  const when = condition && readCondition(condition, reading);
  const title = readTitle(fields, names, reading);
  const common = {
    id: id ?? place,
    named: id !== undefined,
    title: title ?? '',
    position: fields.node.position,
    ...(when ? { if: when } : {}),
  };
  const step = readKind(kind, fields, common, place, read, names, reading);
  const withNode = fields.get('with');
  const withEntries = withNode?.kind === 'map' ? withNode.entries : [];
  if (step) {
    read.spots.set(step, {
      step: fields.node,
      of: (key) =>
        withEntries.find((entry) => entry.key === key)?.spot ??
        (fields.get(key) ? fields.spot(key) : fields.node),
      withKeys: withEntries.map((entry) => entry.key),
      withEntry: (key) => withEntries.find((entry) => entry.key === key),
    });
  }
  return step;
}

function readKind(
  kind: (typeof stepKinds)[number],
  fields: Fields,
  common: Omit<Step, 'kind'>,
  place: string,
  read: StepsRead,
  names: Names,
  reading: Reading,
): Step | undefined {
  const main = fields.get(kind);
  if (!main) return undefined;
  if (kind === 'finish') {
    const finish = readFinish(main, read.finishes, reading);
    return finish && { kind: 'finish', ...common, finish };
  }
  if (kind === 'choose') {
    const arms = readArms(main, fields.get('otherwise'), place, read, names, reading);
    return { kind: 'choose', ...common, arms };
  }
  const uses = readUses(main, reading);
  const written = fields.get('timeout');
  const timeout = written && shape(written, timeoutSchema, reading.report);
  const values = readWith(fields.get('with'), uses === 'approve', reading);
  if (uses === undefined) return undefined;
  const ask = uses === 'approve' ? readAsk(fields, reading) : {};
  return {
    kind: 'use',
    ...common,
    uses,
    with: values,
    timeout: timeout ?? reading.catalog[uses]?.timeoutSeconds ?? 0,
    ...ask,
  };
}

/** What makes it a step. Undefined, and one mistake, when nothing or several things do. */
function kindOf(node: Node, { report }: Reading): (typeof stepKinds)[number] | undefined {
  if (node.kind !== 'map') {
    if (!hasBroken(node)) report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a step`);
    return undefined;
  }
  const found = node.entries.filter(({ key }) => stepKinds.some((kind) => kind === key));
  const [first, second] = found;
  if (second) {
    const both = found.map(({ key }) => `"${key}"`).join(' and ');
    report.error(second.spot, 'step-kind', `found ${both} in one step, expected one of them`);
    return undefined;
  }
  if (first) return stepKinds.find((kind) => kind === first.key);
  const later = node.entries.find(({ key }) => laterWords.has(key));
  if (later) {
    report.error(later.spot, 'not-supported-yet', `"${later.key}" is not supported yet: leave it out`);
    return undefined;
  }
  for (const { key, spot } of node.entries) {
    const close = keysOf.uses.includes(key) ? '' : didYouMean(key, stepKinds);
    if (close === '') continue;
    report.error(spot, 'unknown-key', `unknown key "${key}"${close}`);
    return undefined;
  }
  report.error(
    node,
    'step-kind',
    `found a step that does nothing, expected one of ${stepKinds.join(', ')} in it`,
  );
  return undefined;
}

const armKeys = {
  known: ['when', 'steps', 'finish'],
  required: { when: 'a condition' },
  what: 'an arm such as { when: …, steps: […] }',
};

function readArms(
  node: Node,
  otherwise: Node | undefined,
  place: string,
  read: StepsRead,
  names: Names,
  reading: Reading,
): Arm[] {
  const { report } = reading;
  const arms: Arm[] = [];
  if (node.kind !== 'list' || node.items.length === 0) {
    if (!hasBroken(node))
      report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of arms`);
    read.whole = false;
  } else {
    node.items.forEach((item, index) => {
      const arm = readArm(item, `${place}_${index + 1}_`, read, names, reading);
      if (arm) arms.push(arm);
      else read.whole = false;
    });
  }
  if (otherwise) {
    const count = node.kind === 'list' ? node.items.length : 0;
    arms.push({ body: { steps: readList(otherwise, `${place}_${count + 1}_`, read, names, reading) } });
  }
  return arms;
}

function readArm(
  node: Node,
  prefix: string,
  read: StepsRead,
  names: Names,
  reading: Reading,
): Arm | undefined {
  const { report } = reading;
  const later = node.kind === 'map' ? node.entries.find(({ key }) => key === 'continue_with') : undefined;
  const fields = fieldsOf(node, armKeys, report);
  if (!fields) return undefined;
  const condition = fields.get('when');
  const when = condition && readCondition(condition, reading);
  const steps = fields.get('steps');
  const finish = fields.get('finish');
  if (steps && finish)
    report.error(
      fields.spot('finish'),
      'step-kind',
      'found "steps" and "finish" in one arm, expected one of them',
    );
  if (!steps && !finish && !later) {
    report.error(fields.node, 'missing-key', 'this arm does nothing, expected "steps" or "finish" in it');
  }
  const ending = finish && readFinish(finish, read.finishes, reading);
  const body = steps ? readList(steps, prefix, read, names, reading) : [];
  if (!when) return undefined;
  if (ending) return { when, body: { finish: ending } };
  return steps ? { when, body: { steps: body } } : undefined;
}
