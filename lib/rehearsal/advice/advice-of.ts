import type { ManifestStep } from '../../compiler/manifest.ts';
import { formatDuration, formatObjective } from '../../model/duration.ts';
import { membersOf } from '../../model/on-call.ts';
import type { Mistake } from '../../runbook/runbook.ts';
import { readRunbook } from '../../runbook/read-runbook.ts';
import { catalog } from '../../steps/catalog.ts';
import type { Subject } from '../explore/subject.ts';
import type { Collected } from '../report/collect.ts';
import type { Advice, Report } from '../report/report.ts';

export interface AdviceParts {
  report: Report;
  subject: Subject;
  /** The runbook's file. */
  text: string;
  collected: Collected;
}

/** What of the runbook led to bad, slow or silent endings, and how it is mended; what cost the most paths first, each line at most once for a reason. */
export function adviceOf(parts: AdviceParts): Advice[] {
  const found = [
    ...onFailures(parts),
    ...unanswered(parts),
    ...late(parts),
    ...tightTimeouts(parts),
    ...unapproved(parts),
    ...endsAtOne(parts),
    ...warned(parts),
  ];
  const told = new Map<string, Advice>();
  for (const one of found) if (!told.has(`${one.line} ${one.what}`)) told.set(`${one.line} ${one.what}`, one);
  return [...told.values()].toSorted((a, b) => b.paths - a.paths || a.line - b.line);
}

function at(
  { subject, text }: AdviceParts,
  line: number,
  rest: Pick<Advice, 'what' | 'todo' | 'paths'>,
): Advice {
  const source = (text.split(/\r?\n/)[line - 1] ?? '').trim();
  return { file: subject.runbook.file, line, source, ...rest };
}

const stepsOf = ({ subject }: AdviceParts): ManifestStep[] =>
  subject.compiled.find(({ manifest }) => manifest.runbook === subject.runbook.runbook)?.manifest.steps ?? [];

/** A step whose failure asks nobody, and paths that ended badly there. */
function onFailures(parts: AdviceParts): Advice[] {
  const bad = (title: string) =>
    parts.report.bad.filter(({ row }) => row === title).reduce((sum, { likes }) => sum + likes, 0);
  return stepsOf(parts).flatMap((step) => {
    const paths = bad(step.title);
    if (step.onFailure === undefined || paths === 0) return [];
    return at(parts, step.line, {
      what: `where "${step.title}" fails nobody is asked (on_failure: ${step.onFailure}), and ${count(paths)} ended badly there`,
      todo: 'leave on_failure out: a person decides then',
      paths,
    });
  });
}

/** Questions that nobody answered, and it ended without a recovery. */
function unanswered(parts: AdviceParts): Advice[] {
  const { collected } = parts;
  return stepsOf(parts).flatMap((step) => {
    const paths = collected.unanswered.get(step.id) ?? 0;
    if (paths === 0 || !step.ask) return [];
    const who = step.ask.map((level) => `${level.who} (${formatObjective(level.for)})`).join(', then ');
    return at(parts, step.line, {
      what: `${count(paths)} ended because nobody answered "${step.title}": asked are ${who}`,
      todo: 'add a level behind them, of people who are awake elsewhere; or give them longer where the RTO allows it',
      paths,
    });
  });
}

function late(parts: AdviceParts): Advice[] {
  const { times, steps } = parts.report;
  const { lateSeconds } = parts.collected;
  const cost = (id: string) => lateSeconds.get(id) ?? 0;
  // of the paths that were late: what takes the most elsewhere may be what saves them
  const [dearest] = steps.toSorted((a, b) => cost(b.id) - cost(a.id));
  if (times.rto === null || times.late === 0 || !dearest) return [];
  return [
    at(parts, dearest.line, {
      what: `${count(times.late)} recovered later than the RTO of ${formatObjective(times.rto)} (the worst after ${formatDuration(times.worst ?? 0)}); of these "${dearest.title}" takes the most, ${formatDuration(cost(dearest.id) / times.late)} each`,
      todo: 'begin with this step: shorter levels where it asks, less to do where it works; or an RTO that can be kept',
      paths: times.late,
    }),
  ];
}

/** Steps that come near their own time. */
function tightTimeouts(parts: AdviceParts): Advice[] {
  return stepsOf(parts).flatMap((step) => {
    const p95 = parts.report.steps.find(({ id }) => id === step.id)?.p95;
    if (step.kind === 'asks' || step.ask || step.timeout === undefined || typeof p95 !== 'number') return [];
    if (p95 < step.timeout * 0.8) return [];
    return at(parts, step.line, {
      what: `"${step.title}" has ${formatDuration(step.timeout)}, and one path of twenty needed ${formatDuration(p95)}`,
      todo: `give it a timeout of ${formatDuration(Math.ceil((p95 * 2) / 60) * 60)}, or say why it ends sooner`,
      paths: 0,
    });
  });
}

/** Changes for which no approval is written down. */
function unapproved(parts: AdviceParts): Advice[] {
  return stepsOf(parts)
    .filter(({ kind, approval }) => kind === 'changes' && approval === undefined)
    .map((step) =>
      at(parts, step.line, {
        what: `no approve covers "${step.title}": started by a person, or while it is proven, it changes something that nobody has seen planned`,
        todo: 'put an approve before it, unless you mean it so',
        paths: 0,
      }),
    );
}

/** A last level that is one person: asleep, they are all that is between the outage and its end. */
function endsAtOne(parts: AdviceParts): Advice[] {
  const { directory } = parts.subject;
  if (!directory) return [];
  return stepsOf(parts).flatMap((step) => {
    const last = step.ask?.at(-1);
    if (!last || membersOf(directory, last.who).length > 1) return [];
    return at(parts, step.line, {
      what: `the questions of "${step.title}" end at one person, ${last.who}`,
      todo: 'add a level with a group behind them',
      paths: 0,
    });
  });
}

/** What `rebound check` warns of. */
function warned({ subject, text, report }: AdviceParts): Advice[] {
  const { estate, directory, runbook } = subject;
  const { mistakes } = readRunbook(text, runbook.file, {
    catalog,
    estate,
    ...(directory ? { directory } : {}),
  });
  return mistakes
    .filter(({ severity, code }) => severity === 'warning' && !quiet.includes(code))
    .map(({ file, line, source, message, code }) => ({
      file,
      line,
      source: source.trim(),
      what: message,
      todo: `rebound explain ${code} tells more`,
      paths: code === 'over-rto' ? report.times.late : 0,
    }));
}

/** Told by what was played, better. */
const quiet: readonly Mistake['code'][] = ['never-true', 'within-over-deadline'];

function count(paths: number): string {
  return `${paths} ${paths === 1 ? 'path' : 'paths'}`;
}
