import { formatDuration } from '../model/duration.ts';
import { factLines } from './fact-lines.ts';
import type { RunEvent } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import { markdownLines } from './markdown-lines.ts';
import type { AskReport, RunReport } from '../operations/operations.ts';
import { isRefusal } from '../operations/refused.ts';
import { detailLines, headOf, whoIsAsked } from './question-lines.ts';
import type { Paint, Style } from './screen.ts';

/** What was printed so far of one run: a line says only what is new. */
export interface Told {
  /** When each step was entered, by step and generation, in milliseconds. */
  entered: Map<string, number>;
  /** The last thing that each step waited for. */
  waitedFor: Map<string, string>;
  /** What each step found when it was done the last time. */
  found: Map<string, string>;
  /** Asks that were shown with their plan. */
  asks: Set<string>;
  /** Steps whose failure was shown, by step and generation. */
  failed: Set<string>;
}

export function nothingTold(): Told {
  return {
    entered: new Map(),
    waitedFor: new Map(),
    found: new Map(),
    asks: new Set(),
    failed: new Set(),
  };
}

const marks: Partial<Record<RunEvent['kind'], { mark: string; style: Style }>> = {
  'step-started': { mark: '◔', style: 'cyan' },
  'step-waiting': { mark: '…', style: 'dim' },
  'step-done': { mark: '✓', style: 'green' },
  'step-failed': { mark: '✕', style: 'red' },
  asked: { mark: '?', style: 'yellow' },
  answered: { mark: '>', style: 'bold' },
  decided: { mark: '!', style: 'bold' },
  'page-failed': { mark: '✕', style: 'red' },
  refused: { mark: '✕', style: 'red' },
  aborted: { mark: '✕', style: 'red' },
  changed: { mark: '±', style: 'yellow' },
};

/** An event as lines for the terminal; none when it says nothing new. */
export function eventLines(event: RunEvent, report: RunReport, told: Told, paint: Paint): string[] {
  const step = report.steps.find(({ id }) => id === event.step);
  const key = `${event.step} ${event.generation}`;
  if (saidAtTheEnd.has(event.kind)) return [];
  if (event.kind === 'step-started') told.entered.set(key, Date.parse(event.at));
  if (event.kind === 'step-waiting') {
    if (told.waitedFor.get(key) === event.text) return [];
    told.waitedFor.set(key, event.text);
  }
  if (event.kind === 'asked') {
    const ask = askOf(event, report);
    if (ask) return told.asks.has(ask.id) ? [] : askLines(ask, report, told, paint, event.at);
  }
  if (event.kind === 'step-failed') told.failed.add(key);
  // one person who said it and so decided it is told of once
  if (event.kind === 'decided' && isSaid(event, report)) return [];
  const { mark, style } = markOf(event);
  const head = `${stamp(event.at, report)}  ${paint(style, mark)} ${headline(event, step?.title, told.entered.get(key), paint)}`;
  // a step that polls sees the same thing again and again: shown when it is done
  const details = event.kind === 'step-waiting' ? [] : findingLines(event, step?.uses, told, paint);
  const facts = event.kind === 'step-failed' ? failureLines(event) : [];
  return [head, ...facts, ...details];
}

function markOf(event: RunEvent): { mark: string; style: Style } {
  if (isRefusal(event)) return { mark: '✕', style: 'yellow' };
  return marks[event.kind] ?? { mark: '·', style: 'dim' };
}

/** Whether `"Restore over it?": approve by ana` is what `ana said approve: as drilled` says already. */
function isSaid(
  { step, iteration, generation, text, findings = [] }: RunEvent,
  { asks }: RunReport,
): boolean {
  const ask = asks.find(
    (one) =>
      one.step === step &&
      one.iteration === iteration &&
      one.generation === generation &&
      text.startsWith(`"${one.title}": `),
  );
  const { by, answer, at } = ask?.decision ?? {};
  const said = ask?.voices.some((voice) => voice.by === by && voice.at === at && voice.answer === answer);
  return said === true && findings.length === 0 && text === `"${ask?.title}": ${answer} by ${by}`;
}

/** What a step found; of one that looks again and again, only what is not as it was. What a dry-run says of work by hand is a page. */
function findingLines(event: RunEvent, uses: string | undefined, told: Told, paint: Paint): string[] {
  const findings = distinct(event.findings ?? []);
  if (uses === 'manual')
    return findings.flatMap(({ text }) => markdownLines(text, paint).map((line) => `    ${line}`));
  const texts = findings.map(({ text }) => text).join('\n');
  const key = `${event.step} ${event.iteration}`;
  const before = told.found.get(key);
  told.found.set(key, texts);
  if (texts !== '' && before === texts) return [`${indent}${paint('dim', '· as before')}`];
  return findings.map(
    ({ text, bad }) =>
      `${indent}${bad ? paint('red', '! ') : paint('dim', '· ')}${text.replaceAll('\n', ' ')}`,
  );
}

/** A dry-run says what it found, and what it plans: for a step that only looks, that is the same. */
function distinct(findings: NonNullable<RunEvent['findings']>): NonNullable<RunEvent['findings']> {
  return findings.filter(({ text }, index) => findings.findIndex((other) => other.text === text) === index);
}

/** What the ending says, against the objective. */
const saidAtTheEnd = new Set<RunEvent['kind']>(['closed', 'refused', 'joined']);

const indent = ' '.repeat(25);

/** Sandbox clock and time since the run's start: `03:12:51     +7 s`. */
function stamp(at: string, report: RunReport): string {
  const since = formatDuration((Date.parse(at) - Date.parse(report.startedAt)) / 1000);
  return `  ${at.slice(11, 19)}  ${`+${since}`.padStart(10)}`;
}

function headline(
  event: RunEvent,
  title: string | undefined,
  entered: number | undefined,
  paint: Paint,
): string {
  const name = title ?? event.state;
  if (event.kind === 'step-started') return name;
  if (event.kind === 'step-waiting') return `${name}: ${event.text}`;
  if (event.kind === 'step-failed') {
    return `${paint('bold', name)} failed${event.error ? ` ${paint('dim', `(${event.error.code})`)}` : `: ${event.text}`}`;
  }
  if (event.kind === 'noted' && event.person !== undefined && !isRefusal(event))
    return `${event.person} noted: ${event.text}`;
  if (event.kind === 'announced') return announcedLine(event);
  if (event.kind !== 'step-done') return event.text;
  const seconds = entered === undefined ? undefined : (Date.parse(event.at) - entered) / 1000;
  const took = seconds === undefined ? '' : ` ${paint('dim', `(${formatDuration(seconds)})`)}`;
  return `${paint('bold', event.text.startsWith(name) ? event.text : name)}${took}`;
}

function announcedLine({ person, text, output }: RunEvent): string {
  const audience =
    isObject(output) && typeof output['audience'] === 'string' ? output['audience'] : undefined;
  return person === undefined || audience === undefined ? text : `${person} told ${audience}: ${text}`;
}

/** The question that an event opened; of an event that does not say: the newest of its step that was open by then. */
function askOf(event: RunEvent, report: RunReport): AskReport | undefined {
  const id = isObject(event.output) ? event.output['ask'] : undefined;
  return (
    report.asks.find((ask) => ask.id === id) ??
    report.asks.findLast((ask) => ask.step === event.step && ask.openedAt <= event.at)
  );
}

/** A question, with what a person has to see to answer it, who is asked until when, and who after them. `at`: when it was asked. */
export function askLines(
  ask: AskReport,
  report: RunReport,
  told: Told,
  paint: Paint,
  at = ask.openedAt,
): string[] {
  told.asks.add(ask.id);
  // the line above says why it failed
  const known = ask.kind === 'failure' && told.failed.has(`${ask.step} ${ask.generation}`);
  const head = `${stamp(at, report)}  ${paint('yellow', '?')} ${paint('bold', headOf(ask, known))}`;
  // a page of text needs the room more than it needs to stand below its headline
  const before = ask.kind === 'manual' ? ' '.repeat(4) : indent;
  return [head, ...[...detailLines(ask, paint), whoIsAsked(ask)].map((line) => `${before}${line}`.trimEnd())];
}

/** Why a step failed and what to do, below its headline. */
function failureLines({ error, text }: RunEvent): string[] {
  if (!error) return [];
  const lines = factLines(error.facts);
  return (lines.length > 0 ? lines : [text]).map((line) => `${indent}${line}`);
}
