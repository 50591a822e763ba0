import { functionNames } from './functions.ts';
import { looksLatin } from './look-alike.ts';

/** Words of the language that this version does not have yet, keys of a file and of steps alike. They are no typos. */
export const laterWords: ReadonlySet<string> = new Set([
  ...'always unattended webhook schedule nested'.split(' '),
  ...'parallel for_each max_parallel stop_when until every on_timeout wait continue_with'.split(' '),
  ...'retry undo on_failure may_approve options recommend checklist record'.split(' '),
  ...'faults channels evidence'.split(' '),
]);

/** Step types of the language that this version does not have yet. */
export const laterStepTypes: ReadonlySet<string> = new Set(['decide', 'manual', 'announce', 'runbook']);

export const severities = ['low', 'medium', 'high', 'critical'] as const;

export const runbookKeys = [
  'runbook',
  'title',
  'owner',
  'severity',
  'objectives',
  'deadline',
  'inputs',
  'target',
  'triggers',
  'steps',
  'rehearsals',
] as const;

/** What makes a step: exactly one of these stands in it. */
export const stepKinds = ['uses', 'choose', 'finish'] as const;

/** Keys that a target may have; a `with` field of that name is filled from it. */
export const targetKeys = ['cluster', 'namespace', 'database'] as const;

/** Fields of `$run`. */
export const runFields = ['id', 'mode', 'started_at', 'elapsed', 'link', 'deadline_at'] as const;
/** Fields of `$run` that are known only later than any step. */
export const laterRunFields: Readonly<Record<string, string>> = {
  outcome: '$run.outcome is known only in "always", which is not supported yet',
  target:
    '$run.target is not supported yet: read the inputs that the target is made of, such as $inputs.cluster',
};

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
  return /^s\d+(?:_\d+)*$/.test(id)
    ? 'that is what a step without an id is called: choose another id'
    : undefined;
}

/** Titles of the states that the compiler adds. */
const frameTitles = new Set([
  'Open run',
  'Lock',
  'Locked?',
  'Recovery',
  'Close run',
  'Ended?',
  'Done',
  'Failed',
  'Stop here',
  'Tell people directly',
]);
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
  const suffix = / · (?:if|ask|undo|finish|begin|end)(?: \d+)?$/.exec(title)?.[0];
  return suffix === undefined
    ? undefined
    : `titles that end in "${suffix}" are the compiler's: choose another title`;
}
