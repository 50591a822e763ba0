import { expectedWords } from '../history/expected.ts';
import { formatDuration, formatObjective, formatTime } from '../model/duration.ts';
import type { AskReport, RunReport, StepReport } from '../operations/operations.ts';
import { endingLines } from './ending.ts';
import { factLines } from './fact-lines.ts';
import { handLines, noteLines } from './hand-lines.ts';
import { unbroken } from './markdown-lines.ts';
import { choiceOf, commandsFor, detailLines, headOf, whoIsAsked } from './question-lines.ts';
import { startAgain } from './start-again.ts';
import type { Paint, Style } from './screen.ts';

const words: Record<StepReport['status'], { mark: string; word: string; style: Style }> = {
  waiting: { mark: '○', word: 'not yet', style: 'dim' },
  running: { mark: '◔', word: 'running', style: 'cyan' },
  asking: { mark: '?', word: 'asks', style: 'yellow' },
  done: { mark: '✓', word: 'done', style: 'green' },
  skipped: { mark: '–', word: 'not run', style: 'dim' },
  'skipped-by-hand': { mark: '–', word: 'skipped by a person', style: 'yellow' },
  failed: { mark: '✕', word: 'failed', style: 'red' },
};

/** A run as a page of text: how it stands and what to do now, then the steps with their decisions, then what was changed. */
export function reportLines(report: RunReport, paint: Paint): string[] {
  const open = report.asks.filter((ask) => ask.decision === undefined && report.status === 'open');
  const steps = new Set(report.steps.map(({ id }) => id));
  return [
    ...(report.status === 'open' ? standing(report, open, paint) : endingLines(report, paint).slice(0, 1)),
    ...open.flatMap((ask) => openAsk(ask, report, open.length > 1, paint)),
    ...(report.status === 'open' ? handLines(report) : []),
    ...whatNow(report),
    '',
    paint('bold', report.title),
    `run ${report.run} · ${report.runbook} · ${report.mode}${report.target ? '' : ' · no target yet'}`,
    `started ${formatTime(Date.parse(report.startedAt))} by ${starter(report)}, deadline ${formatTime(Date.parse(report.deadlineAt))}${objectives(report)}`,
    ...timeLine(report),
    ...noteLines(report),
    '',
    ...report.steps.flatMap((step) => stepLines(step, report, paint)),
    // questions of the run itself, and of steps that the runbook has no longer
    ...report.asks
      .filter((ask) => ask.decision && !steps.has(ask.step))
      .map((ask) => `  ${paint('bold', '>')} "${ask.title}": ${decided(ask)}`),
    ...(report.changed.length > 0 ? ['', 'changed outside:'] : []),
    ...report.changed.map(
      ({ external, step, done }) => `  ${external} (${step})${done ? '' : ': begun, not seen done'}`,
    ),
  ];
}

/** Of an open run: what it does or waits for, how long it takes by now, and who can go on with it. */
function standing(report: RunReport, open: readonly AskReport[], paint: Paint): string[] {
  const {
    held,
    waitingFor,
    seconds,
    objectives: { rto },
    run,
  } = report;
  const running = report.steps.find(({ status }) => status === 'running');
  const asked = open.some(({ kind }) => kind !== 'wait');
  const byHand = asked && open.every(({ kind }) => kind === 'wait' || kind === 'manual');
  const how = byHand ? 'waits for work by hand' : asked ? 'waits for a decision' : held ? 'held' : 'running';
  const against = rto === undefined ? '' : `, RTO ${formatObjective(rto)}`;
  const styled = paint('bold', paint(how === 'running' ? 'cyan' : 'yellow', how));
  return [
    `sandbox · ${report.target || report.runbook}: ${styled}, ${formatDuration(seconds)} so far${against}`,
    ...(running && !asked ? [`  now: ${running.title}${waitingFor === null ? '' : `: ${waitingFor}`}`] : []),
    ...(held
      ? [
          `  held before its next step by ${held.by} since ${formatTime(Date.parse(held.since))}: rebound continue ${run.slice(0, 6)}`,
        ]
      : []),
    ...expectedLine(report),
  ];
}

/** `expected end 03:34–03:41 (p50–p95 of 7 drills)`, of an open run. */
function expectedLine({ expectedEnd, startedAt, seconds }: RunReport): string[] {
  if (expectedEnd === null) return [];
  return [`  ${expectedWords(expectedEnd, Date.parse(startedAt) + seconds * 1000)}`];
}

/** `time: machine 3 m 10 s, people 6 m 0 s (noticing 4 m 0 s, deciding 2 m 0 s)` */
function timeLine({ time: { machine, people, noticing, deciding, doing } }: RunReport): string[] {
  if (machine + people === 0) return [];
  const parts = Object.entries({ noticing, deciding, doing })
    .filter(([, seconds]) => seconds > 0)
    .map(([word, seconds]) => `${word} ${formatDuration(seconds)}`);
  const which = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return [`time: machine ${formatDuration(machine)}, people ${formatDuration(people)}${which}`];
}

/** Errors of a step that was ended from outside: nothing about it is to be mended. */
const ended = new Set(['Aborted', 'Rejected', 'RunClosed', 'RunDeadline']);

/** After a bad ending: what to look at, and how to try again. */
function whatNow(report: RunReport): string[] {
  if (report.outcome !== 'failed' && report.outcome !== 'aborted') return [];
  const failed = report.steps.find(
    ({ status, error }) => status === 'failed' && error !== null && !ended.has(error.code),
  );
  const count = report.changed.length;
  const changed = `look at what it changed first (${count === 1 ? 'one thing' : `${count} things`}, at the end)`;
  return [
    '  what now:',
    ...(count > 0 ? [`  · ${changed}`] : []),
    ...byHand(report),
    ...(failed ? [`  · "${failed.title}" failed: what to do about it stands there`] : []),
    `  · to start anew: ${unbroken(startAgain(report))}`,
  ];
}

/** What people have changed is in no ledger: what they began by hand, and what was to be taken back and was not. */
function byHand({ asks, changed, mode }: RunReport): string[] {
  const decided = asks.filter(({ decision }) => decision && mode !== 'dry-run');
  const begun = decided.filter(({ kind, undo }) => kind === 'manual' && undo === undefined);
  const left = decided.filter(({ undo, decision }) => undo !== undefined && decision?.answer !== 'done');
  const titles = [...new Set(begun.map(({ title }) => `"${title}"`))].join(', ');
  const nothing = changed.length > 0 ? [] : ['  · nothing was changed outside'];
  return [
    ...(titles === '' ? nothing : [`  · look at what people did by hand, Rebound cannot know: ${titles}`]),
    ...left.map(
      ({ title, decision }) =>
        `  · "${title}" was answered with ${decision?.answer} by ${decision?.by}: what it was to take back may still be there`,
    ),
  ];
}

function starter({ startedBy }: RunReport): string {
  return startedBy.kind === 'unknown' ? 'an unknown person' : `${startedBy.kind} ${startedBy.name}`;
}

function objectives({ objectives: { rto, rpo } }: RunReport): string {
  const parts = [
    ...(rto === undefined ? [] : [`RTO ${formatObjective(rto)}`]),
    ...(rpo === undefined ? [] : [`RPO ${formatObjective(rpo)}`]),
  ];
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function openAsk(ask: AskReport, report: RunReport, which: boolean, paint: Paint): string[] {
  const failed = ask.kind === 'failure' && ask.undo === undefined;
  const error = failed ? report.steps.find(({ id }) => id === ask.step)?.error : undefined;
  const facts = error ? factLines(error.facts) : [];
  const question =
    facts.length > 0 ? `"${ask.title}" failed (${error?.code}). ${choiceOf(ask)}` : headOf(ask, false);
  const mark = ask.kind === 'wait' ? '…' : '?';
  return [
    paint('yellow', `${mark} ${question}`),
    ...facts.map((line) => `    ${line}`),
    ...detailLines(ask, paint).map((line) => `    ${line}`.trimEnd()),
    `  ${whoIsAsked(ask)}`,
    ...ask.voices.map(
      (voice) =>
        `  ${voice.by} said ${voice.answer}${voice.for === undefined ? '' : ` for ${voice.for}`}${voice.because ? `: ${voice.because}` : ''}`,
    ),
    ...commandsFor(ask, which).map(
      (command, index) => `  ${index === 0 ? 'answer it:' : '       or:'} ${unbroken(command)}`,
    ),
  ];
}

function stepLines(step: StepReport, report: RunReport, paint: Paint): string[] {
  const { mark, word, style } = words[step.status];
  const took = step.seconds === null ? '' : `, ${formatDuration(step.seconds)}`;
  // an open question says it already, above
  const facts = step.error && step.status !== 'asking' ? factLines(step.error.facts) : [];
  return [
    `  ${paint(style, mark)} ${step.title} ${paint('dim', `(${word}${took})`)}`,
    ...step.findings.map(({ text, bad }) => `      ${bad ? paint('red', '!') : paint('dim', '·')} ${text}`),
    ...facts.map((line, index) =>
      index === 0 ? `      ${paint('red', '!')} ${line} (${step.error?.code})` : `        ${line}`,
    ),
    ...report.asks
      .filter((ask) => ask.step === step.id && ask.decision)
      .map((ask) => `      ${paint('bold', '>')} ${decided(ask)}`),
  ];
}

/** `approve by ana after 4 m 0 s: as drilled` */
function decided({ decision, openedAt }: AskReport): string {
  if (!decision) return '';
  const after = formatDuration((Date.parse(decision.at) - Date.parse(openedAt)) / 1000);
  const why = decision.because ? `: ${decision.because}` : '';
  const to = decision.to === undefined ? '' : ` to ${decision.to}`;
  const set = Object.entries(decision.values ?? decision.record ?? {}).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const brought = set.length === 0 ? '' : ` (${set.join(', ')})`;
  return `${decision.answer}${to} by ${decision.by} after ${after}${brought}${why}`;
}
