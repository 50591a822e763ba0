import { formatDuration } from '../../model/duration.ts';
import type { FlowStep, ManifestStep } from '../manifest.ts';
import type { Grouping, Kind, Remark } from './model.ts';

/** `5 m`, not `5 m 0 s`: what a team writes down is round. */
export const span = (seconds: number): string => formatDuration(seconds).replace(/(?<=\D) 0 [smh]$/, '');

export function groupingOf(step: ManifestStep | undefined): Grouping {
  return step?.uses === 'parallel' || step?.uses === 'for_each' ? step.uses : 'choose';
}

export function kindOf(flow: FlowStep, step: ManifestStep | undefined): Kind {
  if (flow.ends !== undefined) return 'ends';
  if (flow.ways !== undefined && groupingOf(step) === 'choose') return 'choose';
  // a nested run changes what it changes under its own approvals, and time is asked of nobody
  if (step?.uses === 'runbook') return 'nested';
  if (step?.uses === 'wait') return 'waits';
  return step?.kind ?? 'control';
}

/** What is said of a step below its title. The first remark begins with its number. */
export function remarksOf(flow: FlowStep, step: ManifestStep | undefined, number: string): Remark[] {
  const kind = kindOf(flow, step);
  const grouping = groupingOf(step);
  const sign = flow.ways === undefined || kind === 'choose' ? kind : grouping;
  const first: Remark = { sign, text: `${number} · ${whatItIs(flow, step, kind)}` };
  if (flow.ends !== undefined || step === undefined) return [first];
  return [
    first,
    ...(step.ask === undefined ? [] : [{ sign: 'ask' as const, text: levelsText(step.ask) }]),
    ...(step.each?.stopWhen === undefined
      ? []
      : [{ sign: 'ends' as const, text: `stops when ${step.each.stopWhen}` }]),
    ...(step.until === undefined ? [] : [{ sign: 'again' as const, text: untilText(step, step.until) }]),
    ...failureRemarks(step),
    ...(step.undo ? [{ sign: 'undo' as const, text: 'can be undone' }] : []),
  ];
}

function whatItIs(flow: FlowStep, step: ManifestStep | undefined, kind: Kind): string {
  if (flow.to !== undefined) return `goes on as ${flow.to}`;
  if (flow.ends !== undefined) return `ends the run: ${flow.ends}`;
  if (kind === 'choose') return 'chooses one way';
  if (flow.ways !== undefined) return groupText(step);
  if (kind === 'nested') return step?.runbook === undefined ? 'runs another runbook' : `runs ${step.runbook}`;
  if (kind === 'waits') return step?.timeout === undefined ? 'waits' : `waits up to ${span(step.timeout)}`;
  if (step === undefined || step.kind === 'control') return step?.uses ?? 'control';
  return `${step.kind} · ${step.uses}`;
}

function groupText(step: ManifestStep | undefined): string {
  if (groupingOf(step) === 'parallel') return 'all at the same time';
  if (step?.each === undefined) return 'for each of a list';
  const { items, maxParallel } = step.each;
  return `for each of ${items}, ${maxParallel === 1 ? 'one by one' : `${maxParallel} at a time`}`;
}

function untilText(
  { timeout }: ManifestStep,
  { every, condition }: NonNullable<ManifestStep['until']>,
): string {
  const most = timeout === undefined ? '' : ` for up to ${span(timeout)},`;
  return `looks every ${span(every)}${most} until ${condition}`;
}

/** What a failure does, where it does not simply ask. */
function failureRemarks({ retries = 0, onFailure }: ManifestStep): Remark[] {
  const times = retries === 1 ? 'once more' : `up to ${retries} times more`;
  return [
    ...(retries > 0 ? [{ sign: 'again' as const, text: `tries ${times} by itself` }] : []),
    ...(onFailure === 'continue' ? [{ sign: 'fails' as const, text: 'goes on if it fails' }] : []),
    ...(onFailure === 'stop' ? [{ sign: 'fails' as const, text: 'ends the run if it fails' }] : []),
  ];
}

function levelsText(levels: { who: string; for: number }[]): string {
  return levels
    .map((level, index) => `${index === 0 ? '' : 'then '}${level.who}, ${span(level.for)}`)
    .join('; ');
}

/** Who is asked when a step fails, and for what; undefined where nobody is. */
export function failureText(
  flow: FlowStep,
  step: ManifestStep | undefined,
  owner: string,
): string | undefined {
  if (step === undefined || step.onFailure !== undefined) return undefined;
  const fails = step.kind !== 'control' || (flow.ways !== undefined && groupingOf(step) !== 'choose');
  if (!fails) return undefined;
  // an approval that nobody gave cannot be skipped
  const skip = step.uses === 'approve' ? '' : ' skip,';
  return `if it fails: asks ${owner} to retry,${skip} go back or abort`;
}
