import { readAsk } from './read-ask.ts';
import { readRecord } from './read-inputs.ts';
import { readUses, readWith } from './read-step-fields.ts';
import type { StepFacts } from './context.ts';
import type { Undo } from './runbook.ts';
import { type Fields, fieldsOf } from './shape.ts';
import type { StepReading } from './steps-read.ts';
import { describeNode, entryOf } from './yaml-node.ts';

const keys = {
  known: ['uses', 'with'],
  required: {},
  what: 'a map such as { with: … }, or {} for a step type that takes itself back',
};

/** `undo`: how an aborted run takes the step back; with the same step type where none is named. */
export function readUndo(fields: Fields, uses: string | undefined, at: StepReading): Undo | undefined {
  const { report, catalog } = at;
  const node = fields.get('undo');
  if (!node) return undefined;
  const spot = fields.spot('undo');
  if (at.always) {
    report.error(spot, 'misplaced-key', 'what "always" does stays: leave "undo" out');
    return undefined;
  }
  if (node.kind === 'scalar' && (node.value === true || (node.value === null && !node.broken))) {
    const found = describeNode(node);
    report.error(
      node,
      'wrong-value',
      `found ${found}, expected {} for a step type that takes itself back, or { with: … }`,
    );
    return undefined;
  }
  const before = report.errors();
  const undo = fieldsOf(node, keys, report);
  if (!undo || report.errors() > before) return undefined;
  const named = undo.get('uses');
  const by = named ? readUses(named, at) : uses;
  const given = undo.get('with');
  const values = readWith(given, by, at);
  const own = uses === undefined ? undefined : catalog[uses];
  const type = by === undefined ? undefined : catalog[by];
  if (!own || !type || by === undefined) return undefined;
  const wrong = changesNothing(own) ?? cannotUndo(type, named !== undefined);
  if (wrong !== undefined) {
    report.error(named && changesNothing(own) === undefined ? named : spot, 'misplaced-key', wrong);
    return undefined;
  }
  const manual = by === 'manual';
  const ask = manual ? readAsk(given, at) : undefined;
  const record = manual ? readRecord(given && entryOf(given, 'record')?.value, at) : undefined;
  return { uses: by, with: values, ...(ask ? { ask } : {}), ...(record ? { record } : {}) };
}

function changesNothing({ uses, kind, nests }: StepFacts): string | undefined {
  const acts = nests || kind === 'changes' || kind === 'tells' || uses === 'manual';
  return acts ? undefined : `${uses} changes nothing that could be taken back: leave "undo" out`;
}

/** Taken back is by a step type that acts by itself, or by a person with `manual`. */
function cannotUndo({ uses, kind, nests }: StepFacts, named: boolean): string | undefined {
  if (nests)
    return `a run of another runbook cannot take a step back: ${named ? 'use' : 'name'} a step type${named ? '' : ' with { uses: …, with: … }'}, such as manual`;
  if (kind === 'asks' && uses !== 'manual')
    return `${uses} takes nothing back: use a step type that changes something, or manual`;
  return undefined;
}
