import * as z from 'zod';
import type { InputSpec } from '../model/inputs.ts';
import type { JsonObject } from '../model/json.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Reading } from './context.ts';
import { checkInputValues } from './input-value.ts';
import { readGiven } from './read-given.ts';
import { readPeople } from './read-people.ts';
import type { Answers } from './read-script-map.ts';
import { alarmArn, type NamedAlarm } from './read-triggers.ts';
import { type Fields, fieldsOf, shape } from './shape.ts';
import { anyOutcome, duration, person, text, truth } from './shapes.ts';
import { describeNode, entryOf, type Node } from './yaml-node.ts';

const keys = {
  known: ['name', 'given', 'inputs', 'alarm', 'people', 'expect'],
  required: {
    name: 'a name such as "namespace deleted by mistake"',
    expect: 'what has to come out, such as { outcome: recovered, within: 30m }',
  },
  what: 'a rehearsal',
};

const rehearsalName = text('a name such as "namespace deleted by mistake"');
const alarmName = text('the name of an alarm among the triggers');
const expectation = z
  .strictObject(
    {
      outcome: anyOutcome.optional(),
      within: duration('30m').optional(),
      asked: z.array(person, { error: 'a list of people and groups' }).optional(),
      unchanged: truth.optional(),
    },
    { error: 'a map such as { outcome: recovered, within: 30m }' },
  )
  .refine((value) => Object.keys(value).length > 0, {
    error: 'something in it: outcome, within, asked or unchanged',
  });

/** What the rest of the runbook says, as far as rehearsals need it. */
export interface Rehearsed {
  inputs: { specs: Record<string, InputSpec>; names: ReadonlySet<string> };
  alarms: NamedAlarm[];
  /** ARNs of all alarms of triggers, those with a mistake, too. */
  claimed: ReadonlySet<string>;
  /** Everybody whom the runbook asks; undefined when that is not known. */
  asked: ReadonlySet<string> | undefined;
  answers: Answers;
}

export function readRehearsals(node: Node | undefined, rehearsed: Rehearsed, reading: Reading): Scenario[] {
  const { report } = reading;
  if (!node || (node.kind === 'scalar' && node.broken)) return [];
  if (node.kind !== 'list') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of rehearsals`);
    return [];
  }
  const names = new Map<string, number>();
  return node.items.flatMap((item) => {
    const fields = fieldsOf(item, keys, report);
    return fields ? (readOne(fields, names, rehearsed, reading) ?? []) : [];
  });
}

function readOne(
  fields: Fields,
  names: Map<string, number>,
  rehearsed: Rehearsed,
  reading: Reading,
): Scenario | undefined {
  const { report } = reading;
  const name = readName(fields.get('name'), names, reading);
  const inputs = readRehearsalInputs(fields, rehearsed, reading);
  const given = readGiven(fields.get('given'), reading);
  const people = readPeople(fields.get('people'), rehearsed.asked, rehearsed.answers, reading);
  const written = fields.get('expect');
  const expect = written && shape(written, expectation, report);
  if (written && expect && rehearsed.asked) checkAsked(written, rehearsed.asked, reading);
  if (name === undefined || !inputs || !given || !expect) return undefined;
  const { outcome, within, asked, unchanged } = expect;
  return {
    name,
    given,
    inputs,
    people,
    expect: {
      ...(outcome === undefined ? {} : { outcome }),
      ...(within === undefined ? {} : { within }),
      ...(asked === undefined ? {} : { asked }),
      ...(unchanged === undefined ? {} : { unchanged }),
    },
  };
}

function readName(
  node: Node | undefined,
  names: Map<string, number>,
  { report }: Reading,
): string | undefined {
  const name = node && shape(node, rehearsalName, report);
  if (name === undefined || !node) return undefined;
  const earlier = names.get(name);
  if (earlier !== undefined) {
    report.error(node, 'name-twice', `a rehearsal called "${name}" stands in line ${earlier} already`);
    return undefined;
  }
  names.set(name, node.position.line);
  return name;
}

/** `inputs`, or those of the trigger with this `alarm`. */
function readRehearsalInputs(fields: Fields, rehearsed: Rehearsed, reading: Reading): JsonObject | undefined {
  const { report, estate } = reading;
  const alarm = fields.get('alarm');
  const written = fields.get('inputs');
  if (!alarm) return checkInputValues(written, fields.node, rehearsed.inputs, reading);
  if (written) {
    report.error(
      fields.spot('inputs'),
      'wrong-value',
      'found "alarm" and "inputs" in one rehearsal: the alarm\'s trigger has the inputs',
    );
    return undefined;
  }
  const name = shape(alarm, alarmName, report);
  if (name === undefined) return undefined;
  const trigger = rehearsed.alarms.find((other) => other.alarm === alarmArn(name, estate));
  if (trigger) return trigger.inputs;
  // the trigger is there, and what is wrong with it was said
  if (rehearsed.claimed.has(alarmArn(name, estate))) return undefined;
  const known = rehearsed.alarms.map((other) => other.name);
  const close = didYouMean(name, known) || (known.length === 0 ? '' : `; there are ${known.join(', ')}`);
  report.error(alarm, 'unknown-alarm', `no trigger of this runbook has the alarm "${name}"${close}`);
  return undefined;
}

function checkAsked(node: Node, asked: ReadonlySet<string>, { report }: Reading): void {
  const list = entryOf(node, 'asked')?.value;
  for (const item of list?.kind === 'list' ? list.items : []) {
    const name = item.kind === 'scalar' ? String(item.value) : '';
    if (asked.has(name)) continue;
    const close = didYouMean(name, asked) || (asked.size === 0 ? '' : `; it asks ${[...asked].join(', ')}`);
    report.error(item, 'never-asked', `nothing in this runbook asks "${name}"${close}`);
  }
}
