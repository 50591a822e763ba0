import { didYouMean } from '../model/nearest.ts';
import type { Reading } from './context.ts';
import type { Read } from './expression.ts';
import type { Spot } from './mistake.ts';
import type { Type } from './type.ts';

/** Place of the character at an offset of an expression. */
export type At = (offset: number) => Spot;

/** Fields that no value of the type has; told once for a path. Fields of texts and numbers are told of where types are looked at. */
export function checkFields(read: Read, type: Type, what: string, at: At, { report }: Reading): void {
  let here = type;
  let path = what;
  for (const field of read.fields) {
    // through a list the fields of its items are read
    const within = here.kind === 'list' ? here.item : here;
    if (within.kind !== 'map' || !within.fields) return;
    const next = within.fields.get(field.name);
    if (!next) {
      const names = [...within.fields.keys()];
      const close = didYouMean(field.name, names) || listed(names, 'it has');
      report.error(at(field.offset), 'unknown-field', `${path} has no field "${field.name}"${close}`);
      return;
    }
    here = next;
    path = `${path}.${field.name}`;
  }
}

export function listed(names: Iterable<string>, begin: string): string {
  const all = [...names];
  return all.length === 0 ? '' : `; ${begin} ${all.join(', ')}`;
}
