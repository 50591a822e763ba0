import type { Times } from './times.ts';

/** What differs by what is recovered: lines of YAML, from the margin. */
export interface RunbookParts {
  inputs: string;
  target: string;
  /** Behind `inputs:` of a trigger and of a rehearsal. */
  given: string;
  steps: string;
  /** What the last message says of it. */
  what: string;
  rehearsals: string;
  times: Times;
}

/** Plain where YAML and people read it as it is, in quotes otherwise. */
export function quoted(text: string): string {
  return /^[A-Za-z][\w ,()/.-]*$/.test(text) && !/^(?:true|false|null)$/i.test(text) && text === text.trim()
    ? text
    : JSON.stringify(text);
}

/** The first of the estate's names that is no place for drills; else the first. */
export function exampleOf(named: Record<string, { drill: boolean }>): string {
  const names = Object.keys(named);
  return names.find((name) => named[name]?.drill === false) ?? names[0] ?? '';
}
