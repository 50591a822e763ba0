import type { FlowStep, FlowWay, ManifestStep } from '../manifest.ts';
import { endsByItself, type Grouping, hasPassed, type Node, type Part, type Way } from './model.ts';
import { failureText, groupingOf, kindOf, remarksOf } from './remarks.ts';
import type { StepStates } from './states.ts';

export interface Given {
  owner: string;
  steps: Map<string, ManifestStep>;
  states: StepStates | undefined;
  /** True: what happens when a step fails, too. */
  asks: boolean;
}

/** The steps of a list as parts; `prefix` is what their numbers begin with. */
export function partsOf(flow: FlowStep[], prefix: string, given: Given): Part[] {
  return flow.map((step, index) => partOf(step, `${prefix}${index + 1}`, given));
}

function partOf(flow: FlowStep, number: string, given: Given): Part {
  const step = given.steps.get(flow.step);
  const node = nodeOf(flow, step, number, given);
  const ways = flow.ways === undefined ? undefined : waysOf(flow.ways, groupingOf(step), node, number, given);
  const sides = sidesOf(flow, number, given);
  return {
    node,
    ...(flow.if === undefined ? {} : { condition: flow.if }),
    ...(ways === undefined ? {} : { ways }),
    ...(sides.length === 0 ? {} : { sides }),
    ends: flow.ends !== undefined,
  };
}

function nodeOf(flow: FlowStep, step: ManifestStep | undefined, number: string, given: Given): Node {
  const state = given.states === undefined ? undefined : (given.states[flow.step] ?? 'unknown');
  const failure = given.asks ? failureText(flow, step, given.owner) : undefined;
  return {
    id: flow.step,
    kind: kindOf(flow, step),
    title: step?.title ?? flow.step,
    remarks: remarksOf(flow, step, number),
    ...(failure === undefined ? {} : { failure }),
    ...(step?.onFailure === 'continue' ? { failsOn: true as const } : {}),
    ...(state === undefined ? {} : { state }),
  };
}

function waysOf(
  ways: FlowWay[],
  grouping: Grouping,
  from: Node,
  number: string,
  given: Given,
): NonNullable<Part['ways']> {
  const list = ways.map((way, index) => wayOf(way, grouping, from, `${number}.${index + 1}`, given));
  const open = grouping === 'choose' && ways.every((way) => way.when !== undefined);
  // where no condition holds, the run goes on: a way that the author did not have to write
  if (open) list.push({ label: otherwise, parts: [] });
  return { grouping, list };
}

const otherwise = { text: 'otherwise', code: false };

function wayOf(way: FlowWay, grouping: Grouping, from: Node, number: string, given: Given): Way {
  const parts = partsOf(way.steps, `${number}.`, given);
  if (way.ends !== undefined) parts.push(endingOf(way.ends, from, number, given));
  if (way.when !== undefined) return { label: { text: way.when, code: true }, parts };
  return grouping === 'choose' ? { label: otherwise, parts } : { parts };
}

/** Where a step fails, or is too late, other steps come before the next one. They are numbered behind the ways of the step, as their places are. */
function sidesOf({ ways = [], failed, late }: FlowStep, number: string, given: Given): Way[] {
  const sides = [
    { text: 'if it fails', steps: failed, place: ways.length + 1 },
    { text: 'if it takes too long', steps: late, place: ways.length + 2 },
  ].filter(({ steps }) => steps !== undefined);
  return sides.map(({ text, steps = [], place }) => ({
    label: { text, code: false },
    parts: partsOf(steps, `${number}.${place}.`, given),
  }));
}

/** The ways on from a part with sides: that of a run in which nothing fails, if it does not end there, and the sides. */
export function sideWays(part: Part): Way[] {
  const through: Way[] = endsByItself(part) ? [] : [{ label: { text: 'done', code: false }, parts: [] }];
  return [...through, ...(part.sides ?? [])];
}

/** An ending that is no step of its own. What nobody says of it follows from the step that chooses it. */
function endingOf(ends: NonNullable<FlowWay['ends']>, from: Node, number: string, given: Given): Part {
  const silent = hasPassed(from) ? 'skipped' : 'waiting';
  const node: Node = {
    id: ends.state,
    kind: 'ends',
    title: ends.outcome,
    remarks: [{ sign: 'ends', text: `${number} · ${ends.to ? `goes on as ${ends.to}` : 'ends the run'}` }],
    ...(given.states === undefined ? {} : { state: given.states[ends.state] ?? silent }),
  };
  return { node, ends: true };
}
