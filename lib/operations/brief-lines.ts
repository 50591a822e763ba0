import { expectedWords, timeOn } from '../history/expected.ts';
import { formatDuration, formatObjective } from '../model/duration.ts';
import type { RunEvent } from '../model/event.ts';
import type { Directory } from '../model/people.ts';
import { type Awake, nameOf } from './awake.ts';
import type { AskReport, RunReport } from './operations.ts';
import { isRefusal } from './refused.ts';
import { isSignal } from './report.ts';
import { shortLine } from './short-line.ts';

export const briefLinesMax = 12;
export const briefColumnsMax = 100;

/** What a brief is made of. */
export interface Brief {
  report: RunReport;
  /** Why it was started: the alarm's reason, or what the person said. */
  because: string;
  events: readonly RunEvent[];
  awake: readonly Awake[];
  /** Milliseconds. */
  now: number;
  directory?: Directory;
}

/**
 * How a run stands: what broke, since when, what is done, what is different outside, what is asked of whom until when, what is decided
 * next, who has it in hand and who is awake. At most 12 lines of at most 100 columns, each a fact; those that have nothing to say are not there.
 */
export function briefLines(brief: Brief): string[] {
  const { report } = brief;
  const open = report.status === 'open';
  const lines = [
    headLine(report),
    `broke: ${whatBroke(brief)}`,
    timeLine(brief),
    doneLine(report),
    changedLine(report),
    ...(open ? [questionLine(brief), nextLine(brief)] : [`ended: ${report.because ?? 'no reason is known'}`]),
    commanderLine(brief),
    ...(open ? [awakeLine(brief)] : []),
    ...signalLine(brief),
    ...noteLine(brief),
    `rebound show ${report.run}`,
  ];
  return lines.map((line) => shortLine(line, briefColumnsMax)).slice(0, briefLinesMax);
}

function headLine({
  target,
  runbook,
  run,
  status,
  outcome,
  held,
  stepping,
  mode,
  severity,
}: RunReport): string {
  const how =
    status === 'closed'
      ? (outcome ?? 'over')
      : held
        ? `held by ${held.by}${stepping ? ', step by step' : ''}`
        : `running${stepping ? ' step by step' : ''}`;
  const kind = mode === 'real' ? '' : ` · ${mode}`;
  return `${target || 'no target yet'} · ${runbook} · run ${run} · ${how}${kind} · ${severity}`;
}

/** What is not well about these is who could not be reached. */
const aboutPeople = new Set(['approve', 'decide', 'manual', 'wait', 'page', 'announce']);

/** The alarm by its name, and what the run saw of it, or why it alarmed; or who started it, and why. */
function whatBroke({ report: { startedBy: by, title, steps }, because }: Brief): string {
  const { kind, name } = by;
  const seen = steps
    .filter(({ uses }) => !aboutPeople.has(uses))
    .flatMap(({ findings }) => findings)
    .find(({ bad }) => bad);
  if (kind === 'alarm')
    return `alarm ${name.slice(name.lastIndexOf(':') + 1)}: ${seen?.text ?? (because === '' ? title : because)}`;
  const who = startedBy(kind, name);
  return `${who}: ${because === '' ? title : because}`;
}

function startedBy(kind: string, name: string): string {
  return kind === 'unknown' || name === '' ? 'started by somebody unknown' : `started by ${kind} ${name}`;
}

function timeLine({ report, now }: Brief): string {
  const { startedAt, seconds, objectives, expectedEnd } = report;
  const against = objectives.rto === undefined ? '' : ` of RTO ${formatObjective(objectives.rto)}`;
  const over = objectives.rto !== undefined && seconds > objectives.rto ? ', MISSED' : '';
  const end = expectedEnd === null ? '' : `; ${expectedWords(expectedEnd, now)}`;
  return `since ${timeOn(startedAt, now)} UTC: ${formatDuration(seconds)}${against}${over}${end}`;
}

function doneLine({ steps, waitingFor }: RunReport): string {
  const done = steps.filter(({ status }) => status === 'done' || status === 'skipped-by-hand');
  const failed = steps.filter(({ status }) => status === 'failed');
  const running = steps.find(({ status }) => status === 'running');
  const last = done.at(-1);
  return [
    `done: ${done.length} of ${steps.length} steps${last ? `, last "${last.title}"` : ''}`,
    ...failed.slice(0, 1).map(({ title }) => `failed: "${title}"`),
    ...(running ? [`now: "${running.title}"${waitingFor === null ? '' : `: ${waitingFor}`}`] : []),
  ].join('; ');
}

function changedLine({ changed }: RunReport): string {
  const [last] = changed.slice(-1);
  if (!last) return 'changed outside: nothing';
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
  return `changed outside: ${last.external}${last.done ? '' : ' (begun, not seen done)'} by step ${last.step}${more}`;
}

/** The question that is nearest to its end, of those that people are asked. */
function openQuestion({ asks }: RunReport): { ask: AskReport; more: number } | undefined {
  const open = asks
    .filter(({ decision, kind }) => !decision && kind !== 'wait')
    .sort((a, b) => (a.levelEndsAt < b.levelEndsAt ? -1 : a.levelEndsAt > b.levelEndsAt ? 1 : 0));
  const [ask] = open;
  return ask && { ask, more: open.length - 1 };
}

function questionLine({ report, now }: Brief): string {
  const open = openQuestion(report);
  if (!open) return 'asked: nothing';
  const { ask, more } = open;
  const [who, next] = ask.levels.slice(ask.level);
  const asked = `${who?.who ?? 'nobody'} until ${timeOn(ask.levelEndsAt, now)} UTC${next ? `, then ${next.who}` : ''}`;
  return `asked: ${shortLine(asked, 70)}: "${ask.title}"${more > 0 ? ` (and ${more} more)` : ''}`;
}

/** What is decided next and by when; or what the run comes to by itself. */
function nextLine({ report, now }: Brief): string {
  const deadline = `the run's deadline is ${timeOn(report.deadlineAt, now)} UTC`;
  const open = openQuestion(report);
  if (open) {
    const { options, voices, quorum } = open.ask;
    const yes = voices.filter(({ answer }) => answer === 'approve').length;
    const said = typeof quorum === 'number' && quorum > 1 ? ` (${yes} of ${quorum} said yes)` : '';
    return `next decision: ${shortLine(options.join(', '), 50)}${said}; ${deadline}`;
  }
  if (report.held) return `next decision: rebound continue ${report.run}, by whoever takes over; ${deadline}`;
  const next = report.steps.find(({ status }) => status === 'waiting');
  return `next decision: none now${next ? `; next step "${shortLine(next.title, 30)}"` : ''}; ${deadline}`;
}

function commanderLine({ report: { commander, run }, now, directory }: Brief): string {
  if (!commander) return `commander: nobody; rebound take ${run} makes it you`;
  const { by, since, offered } = commander;
  const offer = offered
    ? `; offered to ${nameOf(offered.to, directory)} at ${timeOn(offered.at, now)} UTC, not confirmed yet`
    : '';
  return `commander: ${nameOf(by, directory)} since ${timeOn(since, now)} UTC${offer}`;
}

function awakeLine({ awake, directory }: Brief): string {
  if (awake.length === 0)
    return `awake: ${directory ? 'nobody that is known of' : 'not known without people.yaml'}`;
  const told = awake.map(({ name, why, there }) => `${name} (${[why, there].filter(Boolean).join(', ')})`);
  return `awake: ${told.join('; ')}`;
}

function signalLine({ report: { signals }, events, now }: Brief): string[] {
  const last = events.findLast(isSignal);
  if (signals === 0 || !last) return [];
  return [
    `${signals} more ${signals === 1 ? 'signal' : 'signals'}, at ${timeOn(last.at, now)} UTC: ${last.text}`,
  ];
}

function noteLine({ events, now, directory }: Brief): string[] {
  const last = events.findLast((event) => event.kind === 'noted' && !isRefusal(event));
  if (!last) return [];
  return [`note of ${nameOf(last.person ?? '', directory)}, ${timeOn(last.at, now)} UTC: ${last.text}`];
}
