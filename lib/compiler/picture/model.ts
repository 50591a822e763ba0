import { isPassed, isReached, type StepState } from './states.ts';

/**
 * What a box is: its shape, its sign and its word. `choose` decides, `waits` lets time pass, `nested` runs another runbook, `starts`
 * and `ends` are the run's own.
 */
export type Kind =
  | 'reads'
  | 'changes'
  | 'asks'
  | 'tells'
  | 'control'
  | 'choose'
  | 'waits'
  | 'nested'
  | 'starts'
  | 'ends';

/** A small sign beside a line of text. */
export type Sign = Kind | 'undo' | 'ask' | 'parallel' | 'for_each' | 'again' | 'fails';

/** A line about a step, below its title. */
export interface Remark {
  sign: Sign;
  text: string;
}

/** One box. */
export interface Node {
  /** Id of the step; of an ending without a step, the name of its state. */
  id: string;
  kind: Kind;
  title: string;
  /** In this order, each wrapped. The first says what the step is. */
  remarks: Remark[];
  /** What happens when the step fails; drawn as a part of its own. */
  failure?: string;
  /** When it fails, the run goes on without asking. */
  failsOn?: true;
  /** Absent: nothing is known of a run. */
  state?: StepState;
}

/** How the ways from a node belong together: one of them is taken; all at the same time; one for each item of a list. */
export type Grouping = 'choose' | 'parallel' | 'for_each';

/** A node, and what hangs on it. */
export interface Part {
  node: Node;
  /** Taken only if this holds: the author's words. */
  condition?: string;
  ways?: { grouping: Grouping; list: Way[] };
  /** What is done instead when the node fails or is too late, before the run goes on. */
  sides?: Way[];
  /** The run ends here. */
  ends: boolean;
}

/** One way from a node: what has to hold, and what follows. */
export interface Way {
  /** `code`: an expression, otherwise a word of ours. */
  label?: { text: string; code: boolean };
  parts: Part[];
}

/** A runbook as it is drawn. */
export interface Model {
  runbook: string;
  title: string;
  /** Owner, severity, objectives: one line. */
  facts: string;
  start: Node;
  parts: Part[];
  /** Where a run ends that comes to the end of the steps. */
  end: Node;
  /** What is done however a run ends: a frame of its own, that no way leads to. */
  always?: Part;
}

/** Nothing comes after these: each way from the last of them ends the run. */
export function endsRun(parts: Part[]): boolean {
  const last = parts.at(-1);
  if (last === undefined || last.condition !== undefined) return false;
  return endsByItself(last) && (last.sides ?? []).every((way) => endsRun(way.parts));
}

/** The run ends in the part, if nothing in it fails. */
export function endsByItself({ ends, ways }: Part): boolean {
  return ends || (ways !== undefined && ways.list.every((way) => endsRun(way.parts)));
}

/** The run has gone on from the node. */
export function hasPassed({ state, failsOn }: Node): boolean {
  return isPassed(state) || (state === 'failed' && failsOn === true);
}

/** The run has gone on from the part: from the way that it took, where it took one. */
export function hasLeft({ node, ways, sides = [] }: Part): boolean {
  const own = ways?.grouping === 'choose' ? ways.list : [];
  const taken = [...own, ...sides].filter((way) =>
    everyPart(way.parts).some((part) => isReached(part.node.state)),
  );
  if (taken.length === 0) return hasPassed(node);
  return taken.some(({ parts }) => parts.slice(-1).every(hasLeft));
}

/** All parts, those inside and beside of others after them. */
export function everyPart(parts: Part[]): Part[] {
  return parts.flatMap((part) => [
    part,
    ...[...(part.ways?.list ?? []), ...(part.sides ?? [])].flatMap((way) => everyPart(way.parts)),
  ]);
}
