import { formatDuration } from '../../model/duration.ts';
import type { FlowStep, FlowWay, Manifest, ManifestStep } from '../manifest.ts';
import { frameStates } from '../names.ts';
import {
  endsRun,
  type Grouping,
  type Kind,
  type Model,
  type Node,
  type Part,
  type Remark,
  type Way,
} from './model.ts';
import { isPassed, type StepStates } from './states.ts';

/** What a picture needs to know of a runbook. */
export type Drawable = Pick<
  Manifest,
  | 'runbook'
  | 'title'
  | 'owner'
  | 'severity'
  | 'objectives'
  | 'deadline'
  | 'triggers'
  | 'webhooks'
  | 'schedules'
  | 'steps'
  | 'flow'
  | 'always'
>;

interface Given {
  manifest: Drawable;
  steps: Map<string, ManifestStep>;
  states: StepStates | undefined;
  /** True: what happens when a step fails, too. */
  asks: boolean;
}

/** A runbook as it is drawn, from its manifest. With `states`, a step that they do not name is one whose state is not known. */
export function modelOf(manifest: Drawable, states?: StepStates, asks = false): Model {
  const steps = new Map(manifest.steps.map((step) => [step.id, step]));
  const given: Given = { manifest, steps, states, asks };
  const flow = manifest.flow ?? manifest.steps.map((step) => ({ step: step.id }));
  const parts = flow.map((step, index) => partOf(step, `${index + 1}`, given));
  const over = parts.length > 0 && isPassed(parts.at(-1)?.node.state) && !endsRun(parts);
  return {
    runbook: manifest.runbook,
    title: manifest.title,
    facts: factsOf(manifest),
    start: {
      id: frameStates.open,
      kind: 'starts',
      title: 'Start',
      remarks: [{ sign: 'starts', text: startText(manifest) }],
      ...(states === undefined ? {} : { state: 'done' }),
    },
    parts,
    end: {
      id: frameStates.end,
      kind: 'ends',
      title: 'Recovered',
      remarks: [{ sign: 'ends', text: 'the end of the runbook' }],
      ...(states === undefined ? {} : { state: states[frameStates.end] ?? (over ? 'done' : 'waiting') }),
    },
    ...alwaysOf(given),
  };
}

/** The steps of `always`, numbered on their own. */
function alwaysOf(given: Given): Pick<Model, 'always'> {
  const flow = given.manifest.always ?? [];
  if (flow.length === 0) return {};
  const node: Node = {
    id: frameStates.always,
    kind: 'control',
    title: 'Always',
    remarks: [{ sign: 'ends', text: 'however the run ends' }],
  };
  const parts = flow.map((step, index) => partOf(step, `a${index + 1}`, given));
  return { always: { node, ways: { grouping: 'for_each', list: [{ parts }] }, ends: true } };
}

/** `5 m`, not `5 m 0 s`: what a team writes down is round. */
const span = (seconds: number): string => formatDuration(seconds).replace(/(?<=\D) 0 [smh]$/, '');

function factsOf(manifest: Drawable): string {
  const { rto, rpo } = manifest.objectives;
  return [
    manifest.runbook,
    `owner ${manifest.owner}`,
    `severity ${manifest.severity}`,
    ...(rto === undefined ? [] : [`RTO ${span(rto)}`]),
    ...(rpo === undefined ? [] : [`RPO ${span(rpo)}`]),
    `ends within ${span(manifest.deadline)}`,
  ].join(' · ');
}

function startText(manifest: Drawable): string {
  const alarms = manifest.triggers.map(({ alarm }) => alarm.replace(/^arn:.*?:alarm:/, ''));
  const hooks = (manifest.webhooks ?? []).map(({ labels }) =>
    Object.entries(labels)
      .map((label) => label.join('='))
      .join(', '),
  );
  const ways = [
    ...(alarms.length > 0 ? [`by alarm ${alarms.join(', ')}`] : []),
    ...(hooks.length > 0 ? [`by an alert with ${hooks.join('; ')}`] : []),
    ...(manifest.schedules ?? []).map(({ schedule, mode }) => `as a ${mode} by ${schedule}`),
  ];
  return ways.length === 0 ? 'by a person' : `${ways.join(', ')}, or by a person`;
}

function partOf(flow: FlowStep, number: string, given: Given): Part {
  const step = given.steps.get(flow.step);
  const node = nodeOf(flow, step, number, given);
  const ways =
    flow.ways === undefined
      ? sideWays(flow, number, given)
      : waysOf(flow.ways, groupingOf(step), node, number, given);
  return {
    node,
    ...(flow.if === undefined ? {} : { condition: flow.if }),
    ...(ways === undefined ? {} : { ways }),
    ends: flow.ends !== undefined,
  };
}

function groupingOf(step: ManifestStep | undefined): Grouping {
  return step?.uses === 'parallel' || step?.uses === 'for_each' ? step.uses : 'choose';
}

function nodeOf(flow: FlowStep, step: ManifestStep | undefined, number: string, given: Given): Node {
  const state = given.states === undefined ? undefined : (given.states[flow.step] ?? 'unknown');
  return {
    id: flow.step,
    kind: kindOf(flow, step),
    title: step?.title ?? flow.step,
    remarks: remarksOf(flow, step, number),
    ...(given.asks && isActing(step)
      ? { failure: `if it fails: asks ${given.manifest.owner} to retry or abort` }
      : {}),
    ...(state === undefined ? {} : { state }),
  };
}

const isActing = (step: ManifestStep | undefined): boolean => step !== undefined && step.kind !== 'control';

function kindOf(flow: FlowStep, step: ManifestStep | undefined): Kind {
  if (flow.ends !== undefined) return 'ends';
  if (flow.ways !== undefined && groupingOf(step) === 'choose') return 'choose';
  return step?.kind ?? 'control';
}

const words: Record<Grouping, string> = {
  choose: 'chooses one way',
  parallel: 'all at the same time',
  for_each: 'for each of a list',
};

function remarksOf(flow: FlowStep, step: ManifestStep | undefined, number: string): Remark[] {
  const kind = kindOf(flow, step);
  const first = (text: string, sign: Remark['sign'] = kind): Remark[] => [
    { sign, text: `${number} · ${text}` },
  ];
  if (flow.to !== undefined) return first(`goes on as ${flow.to}`);
  if (flow.ends !== undefined) return first(`ends the run: ${flow.ends}`);
  const grouping = groupingOf(step);
  if (flow.ways !== undefined) return [...first(words[grouping], grouping), ...failureRemarks(step)];
  if (step === undefined || step.kind === 'control') return first(step?.uses ?? 'control');
  return [
    ...first(`${step.kind} · ${step.uses}`),
    ...(step.ask === undefined ? [] : [{ sign: 'ask' as const, text: levelsText(step.ask) }]),
    ...(step.until
      ? [
          {
            sign: 'for_each' as const,
            text: `looks every ${span(step.until.every)} until ${step.until.condition}`,
          },
        ]
      : []),
    ...failureRemarks(step),
    ...(step.undo ? [{ sign: 'undo' as const, text: 'can be undone' }] : []),
  ];
}

/** What a failure does, where it does not simply ask. */
function failureRemarks(step: ManifestStep | undefined): Remark[] {
  const tries = step?.retries ?? 0;
  const times = tries === 1 ? 'once more' : `${tries} times more`;
  return [
    ...(tries > 0 ? [{ sign: 'for_each' as const, text: `tried ${times} by itself` }] : []),
    ...(step?.onFailure === 'continue' ? [{ sign: 'control' as const, text: 'goes on if it fails' }] : []),
    ...(step?.onFailure === 'stop' ? [{ sign: 'ends' as const, text: 'ends the run if it fails' }] : []),
  ];
}

function levelsText(levels: { who: string; for: number }[]): string {
  return levels
    .map((level, index) => `${index === 0 ? '' : 'then '}${level.who}, ${span(level.for)}`)
    .join('; ');
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

/** A step after which the way parts: where it fails, or is too late, other steps come first. */
function sideWays(flow: FlowStep, number: string, given: Given): Part['ways'] {
  const sides = [
    { text: 'if it fails', steps: flow.failed },
    { text: 'if it takes too long', steps: flow.late },
  ].filter(({ steps }) => steps !== undefined);
  if (sides.length === 0) return undefined;
  const list = sides.map(
    ({ text, steps = [] }, nth): Way => ({
      label: { text, code: false },
      parts: steps.map((step, index) => partOf(step, `${number}.${nth + 1}.${index + 1}`, given)),
    }),
  );
  return { grouping: 'choose', list: [{ label: { text: 'done', code: false }, parts: [] }, ...list] };
}

const otherwise = { text: 'otherwise', code: false };

function wayOf(way: FlowWay, grouping: Grouping, from: Node, number: string, given: Given): Way {
  const parts = way.steps.map((step, index) => partOf(step, `${number}.${index + 1}`, given));
  if (way.ends !== undefined) parts.push(endingOf(way.ends, from, number, given));
  if (way.when !== undefined) return { label: { text: way.when, code: true }, parts };
  return grouping === 'choose' ? { label: otherwise, parts } : { parts };
}

/** An ending that is no step of its own. What nobody says of it follows from the step that chooses it. */
function endingOf(ends: NonNullable<FlowWay['ends']>, from: Node, number: string, given: Given): Part {
  const silent = isPassed(from.state) ? 'skipped' : 'waiting';
  const node: Node = {
    id: ends.state,
    kind: 'ends',
    title: ends.outcome,
    remarks: [{ sign: 'ends', text: `${number} · ${ends.to ? `goes on as ${ends.to}` : 'ends the run'}` }],
    ...(given.states === undefined ? {} : { state: given.states[ends.state] ?? silent }),
  };
  return { node, ends: true };
}
