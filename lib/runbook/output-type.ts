import type { Reading } from './context.ts';
import type { EachStep, Step, UseStep } from './runbook.ts';
import { typeOfInput, typeOfSchema } from './schema-type.ts';
import { namedIn } from './step-facts.ts';
import { anyNumber, type Type, unknown } from './type.ts';

export const statuses = ['done', 'skipped', 'failed', 'skipped-by-hand'];
const status: Type = mapOf({ status: { kind: 'text', values: statuses } });

/** What the types of outputs are known from. */
export interface Around extends Pick<Reading, 'catalog' | 'estate' | 'origins'> {
  /** Whether the `record` of a `manual` could not be read: that was said, and nothing more is. */
  isUnread: (step: UseStep) => boolean;
}

/** What is read under a step's id. Undefined for a step that has no output. */
export function outputType(step: Step, around: Around): Type | undefined {
  if (step.kind === 'use') return typeOfUse(step, around);
  return step.kind === 'for_each' ? typeOfLoop(step, around) : undefined;
}

function typeOfUse(step: UseStep, around: Around): Type {
  const { catalog } = around;
  const { output, types = {} } = (Object.hasOwn(catalog, step.uses) ? catalog[step.uses] : undefined) ?? {};
  const type = withUnits(typeOfSchema(output), types);
  if (type.kind !== 'map' || !type.fields) return type;
  const own = ownFields(step, around);
  return own.length === 0 ? type : { kind: 'map', fields: new Map([...type.fields, ...own]) };
}

/** What the author says of an output: the options of a `decide`, the record of a `manual`. */
function ownFields(step: UseStep, { estate, isUnread }: Around): [string, Type][] {
  const { uses, record } = step;
  const { options } = step.with;
  if (uses === 'decide' && options?.kind === 'map')
    return [['answer', { kind: 'text', values: Object.keys(options.entries) }]];
  if (uses !== 'manual' || isUnread(step)) return [];
  const fields = Object.entries(record ?? {}).map(([name, spec]): [string, Type] => [
    name,
    typeOfInput(spec, estate),
  ]);
  return [['record', { kind: 'map', fields: new Map(fields) }]];
}

/** A list with an object for each item that was gone through. */
function typeOfLoop(step: EachStep, around: Around): Type {
  const named = namedIn(step.steps);
  const outputs = named.map((inner): [string, Type] => [inner.id, outputType(inner, around) ?? unknown]);
  const fields = new Map<string, Type>([
    ['item', itemType(around.origins.get(step.items)?.type ?? unknown)],
    ['index', anyNumber],
    ['steps', mapOf(Object.fromEntries(named.map(({ id }) => [id, status])))],
    ...outputs,
  ]);
  return { kind: 'list', item: { kind: 'map', fields } };
}

/** What `$item` is in a loop over a value. */
export function itemType(list: Type): Type {
  return list.kind === 'list' ? list.item : unknown;
}

/** `$steps`: the status of each. */
export function typeOfStatuses(ids: Iterable<string>): Type {
  return { kind: 'map', fields: new Map([...ids].map((id) => [id, status])) };
}

export function mapOf(of: Record<string, Type>): Type {
  return { kind: 'map', fields: new Map(Object.entries(of)) };
}

/** A step type says which numbers are durations, and which texts are times. */
function withUnits(type: Type, units: Readonly<Record<string, 'duration' | 'time' | 'size'>>): Type {
  if (type.kind !== 'map' || !type.fields) return type;
  const named = [...type.fields].map(([name, field]): [string, Type] => {
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined) return [name, field];
    if (unit === 'time') return [name, field.kind === 'text' ? { ...field, is: unit } : field];
    return [name, field.kind === 'number' ? { ...field, is: unit } : field];
  });
  return { kind: 'map', fields: new Map(named) };
}
