import type { Reading } from './context.ts';
import { readArms } from './read-arms.ts';
import { putInPlace } from './read-astray.ts';
import { readFinish } from './read-finish.ts';
import { readEach, readParallel } from './read-groups.ts';
import { readHandOn } from './read-hand-on.ts';
import { readId, readTitle } from './read-step-fields.ts';
import { kindOf } from './read-step-kind.ts';
import { readUse, readWait } from './read-use.ts';
import type { Step } from './runbook.ts';
import { type Fields, fieldsOf, hasBroken } from './shape.ts';
import { stepKeys } from './step-keys.ts';
import type { StepCommon, StepReading, StepSpots, StepsRead } from './steps-read.ts';
import { readCondition } from './values.ts';
import type { StepWord } from './words.ts';
import { describeNode, entryOf, type Node } from './yaml-node.ts';

/** Reads `steps` and `always`. Places of steps without an id begin with `s` and `a`. */
export function readSteps(
  nodes: { steps: Node | undefined; always?: Node | undefined },
  reading: Reading,
): StepsRead {
  const read: StepsRead = {
    steps: [],
    always: [],
    spots: new Map(),
    finishes: new Map(),
    handOns: new Map(),
    refused: new Set(),
    whole: nodes.steps !== undefined,
  };
  const names = { ids: new Map(), titles: new Map(), refused: read.refused };
  const begin = (always: boolean): StepReading => {
    const at: StepReading = {
      ...reading,
      read,
      names,
      always,
      list: (node, prefix) => readList(node, prefix, at),
    };
    return at;
  };
  if (nodes.steps) read.steps = readList(nodes.steps, 's', begin(false));
  if (nodes.always) read.always = readList(nodes.always, 'a', begin(true));
  return read;
}

/** `prefix` is the place without its last number: `s`, `s2_1_`. */
function readList(node: Node, prefix: string, at: StepReading): Step[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    if (!hasBroken(node))
      at.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of steps`);
    at.read.whole = false;
    return [];
  }
  return node.items.flatMap((item, index) => {
    const step = readStep(item, `${prefix}${index + 1}`, at);
    if (!step) at.read.whole = false;
    return step ? [step] : [];
  });
}

function readStep(node: Node, place: string, at: StepReading): Step | undefined {
  const kind = kindOf(node, at);
  if (kind === undefined) return undefined;
  const fields = fieldsOf(kind === 'uses' ? putInPlace(node, at) : node, stepKeys[kind], at.report);
  if (!fields) return undefined;
  const id = readId(fields, at.names, at);
  const condition = fields.get('if');
  const when = condition && readCondition(condition, at);
  const title = readTitle(fields, at.names, at);
  const common: StepCommon = {
    id: id ?? place,
    named: id !== undefined,
    title: title ?? '',
    position: fields.node.position,
    ...(when ? { if: when } : {}),
  };
  const step = readKind(kind, fields, common, place, at);
  if (step) at.read.spots.set(step, spotsOf(fields, kind));
  return step;
}

function readKind(
  kind: StepWord,
  fields: Fields,
  common: StepCommon,
  place: string,
  at: StepReading,
): Step | undefined {
  const main = fields.get(kind);
  if (!main) return undefined;
  switch (kind) {
    case 'uses':
      return readUse(fields, common, place, at);
    case 'wait':
      return readWait(main, fields, common, place, at);
    case 'choose':
      return { kind, ...common, arms: readArms(main, fields.get('otherwise'), place, at) };
    case 'parallel':
      return readParallel(main, fields, common, place, at);
    case 'for_each':
      return readEach(main, fields, common, place, at);
    case 'finish': {
      const finish = readFinish(main, fields.spot(kind), at);
      return finish && { kind, ...common, finish };
    }
    case 'continue_with': {
      const handOn = readHandOn(main, fields.spot(kind), at);
      return handOn && { kind, ...common, handOn };
    }
  }
}

/** `wait: 5m` is `uses: wait` with `for`: that is where its field stands. */
function spotsOf(fields: Fields, kind: StepWord): StepSpots {
  const written = fields.get('with');
  const wait = kind === 'wait' ? fields.get('wait') : undefined;
  const waiting = wait ? [{ key: 'for', spot: fields.spot('wait'), value: wait }] : [];
  const entries = written?.kind === 'map' ? written.entries : waiting;
  const undo = fields.get('undo');
  const undoWith = undo && entryOf(undo, 'with')?.value;
  const withEntry = (key: string) => entries.find((entry) => entry.key === key);
  return {
    step: fields.node,
    keys: fields.node.entries.map(({ key }) => key),
    of: (key) =>
      withEntry(key)?.spot ?? (fields.get(key) ? fields.spot(key) : wait ? fields.spot('wait') : fields.node),
    node: fields.get,
    withKeys: entries.map((entry) => entry.key),
    withEntry,
    undoWith: undoWith?.kind === 'map' ? undoWith.entries : [],
  };
}
