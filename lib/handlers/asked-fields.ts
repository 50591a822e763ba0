import type { AskLevel } from '../model/ask.ts';
import type { AskingCall } from '../model/call.ts';
import { fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import { render } from './render.ts';

/** A field of `with` that asks somebody something, checked; `todo` says how it is written. */
type Field<T> = { is: (value: unknown) => value is T; todo: string };

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const sentence = (todo: string): Field<string> => ({ is: isText, todo });
export const levels: Field<AskLevel[]> = { is: isLevels, todo: 'give `ask: [{who, for}]`' };
export const texts = (todo: string): Field<string[]> => ({ is: isTexts, todo });
export const textByWord = (todo: string): Field<Record<string, string>> => ({ is: isTextByWord, todo });

/** Reads the rendered `with` of a state that asks. BadInput, naming the step, for a field that is not as it has to be. */
export function askedFields(call: AskingCall): {
  need: <T>(name: string, field: Field<T>) => T;
  may: <T>(name: string, field: Field<T>) => T | undefined;
} {
  const rendered = render(call.with);
  const fields: Record<string, unknown> = isObject(rendered) ? rendered : {};
  const need = <T>(name: string, { is, todo }: Field<T>): T => {
    const value = fields[name];
    if (is(value)) return value;
    return fail('BadInput', {
      what: `"${call.title}" has no ${name} that it could ask with`,
      why: `found ${shown(value)}`,
      todo,
      step: call.step,
    });
  };
  return {
    need,
    may: (name, field) =>
      fields[name] === undefined || fields[name] === null ? undefined : need(name, field),
  };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}

function isLevels(value: unknown): value is AskLevel[] {
  return Array.isArray(value) && value.length > 0 && value.every(isLevel);
}

function isLevel(value: unknown): value is AskLevel {
  return isObject(value) && isText(value['who']) && typeof value['for'] === 'number' && value['for'] > 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isTextByWord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isText);
}
