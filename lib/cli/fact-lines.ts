import type { ErrorFacts } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** An error's facts, one a line: what happened, why, what to do now. None when they are not ours. */
export function factLines(facts: unknown): string[] {
  if (!isFacts(facts)) return [];
  const { what, where, why, todo } = facts;
  return [
    where === undefined ? what : `${where}: ${what}`,
    ...(why === undefined ? [] : [`why: ${why}`]),
    ...(todo === undefined ? [] : [`do: ${todo}`]),
  ];
}

function isFacts(facts: unknown): facts is ErrorFacts {
  return isObject(facts) && typeof facts['what'] === 'string';
}
