import type { StepFact } from './step-facts.ts';
import type { Type } from './type.ts';

/**
 * What is known of a step's output at one place of a runbook: it is there (`sure`), it may be missing (`maybe`), or the step failed and
 * gave none (`nothing`). Undefined: the step cannot have run before.
 */
export type Knowledge = 'sure' | 'maybe' | 'nothing';

/** What one way changed, by the ids of steps, and whether it ended the run. */
export interface Way {
  ended: boolean;
  changes: ReadonlyMap<string, Knowledge | undefined>;
}

/**
 * What is known about the steps before the place that is being looked at. Ways beside each other are tried one after the other, each
 * from what was known before them; changes are kept in a journal for that, so that nothing is copied.
 */
export interface Known {
  of: (id: string) => Knowledge | undefined;
  set: (id: string, knowledge: Knowledge | undefined) => void;
  /** Goes a way, which says whether it ended the run, and takes back what was learned on it. */
  tried: (go: () => boolean) => Way;
  /** What is known where several ways meet: true when none of them goes on. */
  join: (ways: readonly Way[]) => boolean;
}

export function createKnown(): Known {
  const now = new Map<string, Knowledge>();
  const journal: [id: string, before: Knowledge | undefined][] = [];
  const put = (id: string, knowledge: Knowledge | undefined) => {
    if (knowledge === undefined) now.delete(id);
    else now.set(id, knowledge);
  };
  const of = (id: string) => now.get(id);
  const set = (id: string, knowledge: Knowledge | undefined) => {
    const before = now.get(id);
    if (before === knowledge) return;
    journal.push([id, before]);
    put(id, knowledge);
  };
  const tried = (go: () => boolean): Way => {
    const from = journal.length;
    const ended = go();
    const since = journal.slice(from);
    const changes = new Map(since.map(([id]): [string, Knowledge | undefined] => [id, now.get(id)]));
    for (const [id, before] of since.toReversed()) put(id, before);
    journal.length = from;
    return { ended, changes };
  };
  const join = (ways: readonly Way[]): boolean => {
    const open = ways.filter((way) => !way.ended);
    if (open.length === 0) return true;
    const found = new Map<string, (Knowledge | undefined)[]>();
    for (const { changes } of open) {
      for (const [id, knowledge] of changes) {
        const before = found.get(id);
        if (before) before.push(knowledge);
        else found.set(id, [knowledge]);
      }
    }
    for (const [id, changed] of found) {
      const all = changed.length === open.length ? changed : [...changed, now.get(id)];
      const [first, ...others] = all;
      set(id, others.every((other) => other === first) ? first : 'maybe');
    }
    return false;
  };
  return { of, set, tried, join };
}

/** The loop around a place, the innermost one. */
export interface Loop {
  item: Type;
}

/** Where an expression stands. */
export interface Place {
  known: Known;
  /** The step that it is part of; absent for the target. */
  fact: StepFact | undefined;
  loop?: Loop;
}

/** The runbook around an expression. */
export interface Whole {
  steps: ReadonlyMap<string, StepFact>;
  inputs: ReadonlySet<string>;
  /** What each variable is. */
  root: (variable: string) => Type;
  /** Keys of the target; undefined where it could not be read. */
  target: readonly string[] | undefined;
  /** Ids that cannot be used, and how they begin: that was said, what reads them is no second mistake. */
  refused: ReadonlySet<string>;
  /** False when some step could not be read: an unknown id may be that step's. */
  complete: boolean;
}
