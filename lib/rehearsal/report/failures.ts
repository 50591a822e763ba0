import { answers } from '../../model/ask.ts';
import type { FaultKind } from '../faults.ts';
import type { Path } from '../explore/path.ts';

/** Columns of the matrix: what goes wrong, in the order in which it is shown. Faults that people cannot tell apart stand together. */
const ofFault: Record<FaultKind, string> = {
  'request-lost': 'request lost',
  'request-unanswered': 'request lost',
  'answer-lost': 'answer lost',
  'answer-unanswered': 'answer lost',
  throttled: 'throttled',
  'server-error': 'server error',
  refused: 'refused',
  'not-found': 'not found',
  stale: 'stale',
  slow: 'too slow',
  late: 'too slow',
  malformed: 'malformed',
  'killed-before': 'killed before',
  'killed-after': 'killed after',
};

const ofHappening: Record<Path['happens'][number]['what'], string> = {
  'alarm-again': 'alarm again',
  'second-run': 'second run',
  'other-alarm': 'other alarm',
  restart: 'engine killed',
  abort: 'aborted',
  hold: 'held',
  'stop-everything': 'everything stopped',
  stopped: 'execution stopped',
  'delivered-late': 'delivered late',
};

/** What somebody does with a question, whatever it asks. The options of a `decide` are each runbook's own: they are one column. */
const doings = [...answers, 'silent', 'late', 'twice', 'alone'];
const anyTitle = 'any faults';
const inOrder = [...new Set([...Object.values(ofFault), ...Object.values(ofHappening)])];

/** What goes wrong first in a path. */
export function failureOf({ faults, people, happens, any }: Path): string {
  if (any !== undefined) return anyTitle;
  const [fault] = faults;
  if (fault) return ofFault[fault.fault];
  const [happening] = happens;
  if (happening) return ofHappening[happening.what];
  const [turn] = people;
  if (!turn) return 'nothing';
  return `people: ${doings.includes(turn.does) ? turn.does : 'another option'}`;
}

/** Faults first, then what people do, what happens besides, and any number of faults. */
export function byFailure(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

export type Kind = 'faults' | 'people' | 'besides' | 'any';

/** Which kind of things a column is one of: kinds stand apart. */
export function kindOf(title: string): Kind {
  if (title === anyTitle) return 'any';
  if (title.startsWith('people: ')) return 'people';
  return Object.values(ofFault).includes(title) ? 'faults' : 'besides';
}

function rank(title: string): number {
  if (title === anyTitle) return 1000;
  const at = inOrder.indexOf(title);
  return title.startsWith('people: ') ? 100 : at < 0 ? 200 : kindOf(title) === 'faults' ? at : 200 + at;
}
