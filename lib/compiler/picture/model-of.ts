import type { Manifest } from '../manifest.ts';
import { frameStates } from '../names.ts';
import { endsRun, hasLeft, type Model, type Node } from './model.ts';
import { type Given, partsOf } from './parts-of.ts';
import { span } from './remarks.ts';
import type { StepStates } from './states.ts';

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

/** A runbook as it is drawn, from its manifest. With `states`, a step that they do not name is one whose state is not known. */
export function modelOf(manifest: Drawable, states?: StepStates, asks = false): Model {
  const steps = new Map(manifest.steps.map((step) => [step.id, step]));
  const given: Given = { owner: manifest.owner, steps, states, asks };
  const flow = manifest.flow ?? manifest.steps.map((step) => ({ step: step.id }));
  const parts = partsOf(flow, '', given);
  const last = parts.at(-1);
  const over = last !== undefined && hasLeft(last) && !endsRun(parts);
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
    ...alwaysOf(manifest, given),
  };
}

/** The steps of `always`, numbered on their own. */
function alwaysOf(manifest: Drawable, given: Given): Pick<Model, 'always'> {
  const flow = manifest.always ?? [];
  if (flow.length === 0) return {};
  const node: Node = {
    id: frameStates.always,
    kind: 'control',
    title: 'Always',
    remarks: [{ sign: 'ends', text: 'however the run ends' }],
  };
  const ways = { grouping: 'for_each' as const, list: [{ parts: partsOf(flow, 'a', given) }] };
  return { always: { node, ways, ends: true } };
}

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
