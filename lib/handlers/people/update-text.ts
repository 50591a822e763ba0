import type { Manifest } from '../../compiler/manifest.ts';
import { type Expected, expectedWords } from '../../history/expected.ts';
import type { StepTime } from '../../history/step-times.ts';
import type { Ask } from '../../model/ask.ts';
import { formatDuration, formatTime } from '../../model/duration.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';

/** What an update is made of: facts of the history, nothing that anybody typed. */
export interface UpdateFacts {
  run: Run;
  times: readonly StepTime[];
  asks: readonly Ask[];
  expected: Expected;
  manifest: Manifest | undefined;
  /** Milliseconds: when the next one comes; absent: this is the last. */
  next?: number;
  now: number;
}

/** `payments @ prod-blue: being recovered since 24 Nov 03:12 UTC. Now: Restore. Expected end …. Next update by 03:42 UTC.` */
export function updateText(facts: UpdateFacts): string {
  const { run, now, next } = facts;
  return [
    ...(run.mode === 'drill' ? ['This is a drill.'] : []),
    ...(run.status === 'closed' ? [endingOf(run)] : [`${impactOf(run)}.`, `${doingOf(facts)}.`]),
    ...(run.status === 'closed' ? [] : [`${expectedIn(facts.expected, now)}.`]),
    next === undefined ? 'This is the last update.' : `Next update by ${formatTime(next)}.`,
  ].join(' ');
}

function impactOf(run: Run): string {
  return `${targetOf(run)}: being recovered since ${formatTime(Date.parse(run.startedAt))}`;
}

function targetOf({ target, title }: Run): string {
  return target ? describeTarget(target) : `What "${title}" is for`;
}

/** The steps that run now by their titles, or what people are waited for. */
function doingOf({ run, times, asks, manifest }: UpdateFacts): string {
  const held = run.held.at(-1);
  if (held && held.to === undefined) return 'Now: a person has it wait before its next step';
  const title = (step: string) => manifest?.steps.find(({ id }) => id === step)?.title ?? step;
  const open = asks.filter(({ decision, kind }) => !decision && kind !== 'wait');
  const running = times.filter(({ over, step }) => !over && !open.some((ask) => ask.step === step));
  const parts = [
    ...running.map(({ step }) => title(step)),
    ...open.map((ask) =>
      ask.kind === 'manual' ? `by hand, "${ask.title}"` : `waiting for a decision, "${ask.title}"`,
    ),
  ];
  if (parts.length > 0) return `Now: ${parts.join('; ')}`;
  const last = times.at(-1);
  return last ? `Done: ${title(last.step)}` : 'It has just begun';
}

function expectedIn(expected: Expected, now: number): string {
  if (!expected.known) return 'Expected end: no data yet';
  const words = expectedWords(expected, now).replace(/ \(/, ' UTC (');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const endings: Record<Outcome, string> = {
  recovered: 'is recovered',
  'recovered-with-skips': 'is recovered, with steps that people skipped',
  'nothing-to-do': 'is healthy: nothing was to be done',
  'handed-on': 'is still being recovered, by another runbook',
  aborted: 'is not recovered: people stopped the runbook and take it from here',
  failed: 'is not recovered yet: the runbook failed, and people take it from here',
  refused: 'was not touched: the run was refused',
  joined: 'is being recovered by another run',
  planned: 'was only looked at',
};

function endingOf(run: Run): string {
  const { outcome = 'failed', startedAt, endedAt = startedAt } = run;
  const took = formatDuration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return `${targetOf(run)} ${endings[outcome]} (${formatTime(Date.parse(endedAt))}, after ${took}).`;
}
