import { formatDuration, formatTime } from '../model/duration.ts';
import { sentenceOf, type ErrorFacts } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { AskReport, RunReport, StepReport } from '../operations/operations.ts';
import { endingLines, formatObjective } from './ending.ts';
import { whoIsAsked } from './event-lines.ts';
import type { Paint, Style } from './screen.ts';

const words: Record<StepReport['status'], { mark: string; word: string; style: Style }> = {
  waiting: { mark: '○', word: 'not yet', style: 'dim' },
  running: { mark: '◔', word: 'running', style: 'cyan' },
  asking: { mark: '?', word: 'asks', style: 'yellow' },
  done: { mark: '✓', word: 'done', style: 'green' },
  skipped: { mark: '–', word: 'not gone through', style: 'dim' },
  failed: { mark: '✕', word: 'failed', style: 'red' },
};

/** A run as a page of text: what needs a person first, then the steps, the questions, what was changed. */
export function reportLines(report: RunReport, paint: Paint): string[] {
  const asks = report.asks.filter((ask) => ask.decision === undefined && report.status === 'open');
  return [
    paint('bold', `sandbox · ${report.title}`),
    `run ${report.run} · ${report.runbook} · ${report.mode} · ${report.target || 'no target yet'}`,
    `started ${formatTime(Date.parse(report.startedAt))} by ${starter(report)}, deadline ${formatTime(Date.parse(report.deadlineAt))}${rto(report)}`,
    ...(report.status === 'open'
      ? [`goes on since ${formatDuration(report.seconds)}`]
      : endingLines(report, paint).slice(0, 1)),
    ...asks.flatMap((ask) => openAsk(ask, paint)),
    '',
    ...report.steps.flatMap((step) => stepLines(step, paint)),
    ...report.asks.filter((ask) => ask.decision).map((ask) => decided(ask)),
    ...(report.changed.length > 0 ? ['', 'changed outside:'] : []),
    ...report.changed.map(
      ({ external, step, done }) => `  ${external} (${step})${done ? '' : ': begun, not seen done'}`,
    ),
  ];
}

function starter({ startedBy }: RunReport): string {
  return startedBy.kind === 'unknown' ? 'an unknown person' : `${startedBy.kind} ${startedBy.name}`;
}

function rto({ objectives }: RunReport): string {
  const parts = [
    ...(objectives.rto === undefined ? [] : [`RTO ${formatObjective(objectives.rto)}`]),
    ...(objectives.rpo === undefined ? [] : [`RPO ${formatDuration(objectives.rpo)}`]),
  ];
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function openAsk(ask: AskReport, paint: Paint): string[] {
  return [
    '',
    paint('yellow', `? ${ask.question}`),
    ...ask.plans.flatMap((plan) => [`    ${plan.title}:`, ...plan.lines.map((line) => `      ${line}`)]),
    `  ${whoIsAsked(ask)}`,
    ...ask.voices.map(
      (voice) => `  ${voice.by} said ${voice.answer}${voice.because ? `: ${voice.because}` : ''}`,
    ),
    `  answer it: ${ask.options.map((option) => `rebound answer ${ask.run.slice(0, 6)} ${option}`).join('  or  ')}`,
  ];
}

function stepLines(step: StepReport, paint: Paint): string[] {
  const { mark, word, style } = words[step.status];
  const took = step.seconds === null ? '' : `, ${formatDuration(step.seconds)}`;
  const error = isFacts(step.error?.facts)
    ? [`      ${paint('red', '!')} ${step.error?.code}: ${sentenceOf(step.error.facts)}`]
    : [];
  return [
    `  ${paint(style, mark)} ${step.title} ${paint('dim', `(${word}${took})`)}`,
    ...step.findings.map(({ text, bad }) => `      ${bad ? paint('red', '!') : paint('dim', '·')} ${text}`),
    ...error,
  ];
}

function isFacts(facts: unknown): facts is ErrorFacts {
  return isObject(facts) && typeof facts['what'] === 'string';
}

function decided(ask: AskReport): string {
  const { decision } = ask;
  if (!decision) return '';
  const after = formatDuration((Date.parse(decision.at) - Date.parse(ask.openedAt)) / 1000);
  const why = decision.because ? `: ${decision.because}` : '';
  return `  ${ask.title}: ${decision.answer} by ${decision.by} after ${after}${why}`;
}
