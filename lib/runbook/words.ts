import { functionNames } from './functions.ts';
import { looksLatin } from './look-alike.ts';

export const severities = ['low', 'medium', 'high', 'critical'] as const;

/** Of rebound.yaml. */
export const estateKeys = [
  'account',
  'region',
  'recovery_region',
  'clusters',
  'databases',
  'alarms',
  'changing_runs_max',
  'unproven',
  'channels',
] as const;

export const runbookKeys = [
  'runbook',
  'title',
  'owner',
  'severity',
  'objectives',
  'deadline',
  'updates',
  'proof',
  'inputs',
  'target',
  'triggers',
  'unattended',
  'steps',
  'always',
  'rehearsals',
] as const;

/** What makes a step: exactly one of these stands in it. */
export const stepKinds = [
  'uses',
  'choose',
  'parallel',
  'for_each',
  'wait',
  'finish',
  'continue_with',
] as const;
export type StepWord = (typeof stepKinds)[number];

/** Keys that a target may have, from large to small; a `with` field of that name is filled from it. */
export const targetKeys = ['account', 'region', 'cluster', 'namespace', 'database'] as const;

/** Fields of `$run`. */
export const runFields = ['id', 'mode', 'target', 'started_at', 'elapsed', 'link', 'deadline_at'] as const;
/** Fields of `$run` that are known only in `always`. */
export const endedRunFields = ['outcome', 'because'] as const;

/** Variables that are the machine's own, and those of loops. */
const reservedIds = new Set(['states', 'inputs', 'run', 'steps', 'item', 'index']);

const idPattern = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** Why an id cannot be used, or undefined. */
export function badId(id: string): string | undefined {
  const odd = looksLatin(id);
  if (odd !== undefined) return odd;
  if (!idPattern.test(id)) {
    const mended = id.toLowerCase().replaceAll(/[-\s.]+/g, '_');
    return `expected small letters, digits and _, such as "${idPattern.test(mended) ? mended : 'look'}"`;
  }
  if (id.length > 32) return `it has ${id.length} characters, expected at most 32`;
  if (reservedIds.has(id)) return `$${id} means something already: choose another id`;
  if (functionNames.has(id) || id === 'eval') return `$${id} is a function: choose another id`;
  return /^[sa]\d+(?:_\d+)*$/.test(id)
    ? 'that is what a step without an id is called: choose another id'
    : undefined;
}

/** Titles of the states that the compiler adds. */
const frameTitles = new Set([
  'Open run',
  'Lock',
  'Locked?',
  'Recovery',
  'How it ended',
  'Undo',
  'What to undo?',
  'Hand on',
  'Hand on · start',
  'Always',
  'Close run',
  'Ended?',
  'Done',
  'Failed',
  'Stop here',
  'Tell people directly',
  'Go back',
]);
/** What the compiler puts behind a title for the states that it adds to a step. */
const suffixes = [
  'if|ask|answered|approve|until|every|retry|wait|run|result|undo',
  'finish|hand on|begin|end|next|item|collect|branch',
].join('|');
const reservedEnd = new RegExp(` · (?:${suffixes})(?: \\d+)?$`);
const titleMax = 60;

/** Why a title cannot be used, or undefined. */
export function badTitle(title: string): string | undefined {
  if (title.trim() === '') return 'expected a title';
  if (title.includes('$') || title.includes('{{'))
    return 'a title holds no "$" and no "{{": it is the name of a state';
  if (/\{%|%\}/.test(title))
    return 'a title holds no "{%" and no "%}": it is the name of a state, and Step Functions reads these as its own';
  if (/\p{Cc}/u.test(title)) return 'a title is one line';
  if (title !== title.trim()) return 'a title does not begin or end with a space';
  if (title.length > titleMax) return `it has ${title.length} characters, expected at most ${titleMax}`;
  if (frameTitles.has(title)) return 'that is the name of a state of every run: choose another title';
  const suffix = reservedEnd.exec(title)?.[0];
  return suffix === undefined
    ? undefined
    : `titles that end in "${suffix}" are the compiler's: choose another title`;
}
