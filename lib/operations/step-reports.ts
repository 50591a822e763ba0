import type { ManifestStep } from '../compiler/manifest.ts';
import type { Ask, Voice } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import { withGroups } from './group-reports.ts';
import type { StepReport } from './operations.ts';
import type { Recorded } from './recorded.ts';
import { isRefusal } from './refused.ts';

type Known = Pick<ManifestStep, 'id' | 'title' | 'uses' | 'kind'>;

/** Every step of the runbook, with how far it got: from its events, and for questions from their decision. */
export function stepReports({ run, events, asks, manifest, now }: Recorded): StepReport[] {
  const steps: Known[] = manifest?.steps ?? stepsOf(events);
  const last = steps.findLastIndex((step) => events.some((event) => event.step === step.id));
  const reports = steps.map((step, index) => {
    // What is said about taking it back comes after it, and changes nothing of how it went.
    // What somebody tried to say about it is nothing that it found.
    const own = events.filter(
      (event) => event.step === step.id && !event.state.endsWith(' · undo') && !isRefusal(event),
    );
    const questions = asks.filter((ask) => ask.step === step.id);
    // a choice and what it skipped leave no events: what comes after them says that they were passed
    const passed = index < last || run.status === 'closed';
    // a run that ended well right after a step ended in the choice that followed it
    const chosen = index < last || (index === last + 1 && run.status === 'closed' && endedByChoice(run));
    if (own.length === 0) return silent(step, passed, chosen);
    return heard(step, own, questions, run, now);
  });
  return withGroups(reports, manifest?.flow ?? [], run);
}

function silent(step: Known, passed: boolean, chosen: boolean): StepReport {
  const { id, title, uses, kind } = step;
  const status = uses === 'choose' && kind === 'control' && chosen ? 'done' : passed ? 'skipped' : 'waiting';
  return { id, title, uses, status, seconds: null, output: null, findings: [], error: null };
}

/** In a loop, each item is gone through on its own: what is shown is the one that needs a person most. */
function heard(step: Known, own: RunEvent[], questions: Ask[], run: Run, now: number): StepReport {
  const iterations = [...new Set(own.map(({ iteration }) => iteration))].sort((a, b) => a - b);
  const reports = iterations.map((iteration) =>
    gone(
      step,
      own.filter((event) => event.iteration === iteration),
      questions.filter((ask) => ask.iteration === iteration),
      run,
      now,
    ),
  );
  const shown = urgency.map((status) => reports.findLast((report) => report.status === status)).find(Boolean);
  const [first] = reports;
  if (!shown || !first) return silent(step, true, false);
  const from = Math.min(...reports.map(({ startedAt }) => startedAt));
  const to = Math.max(...reports.map(({ endedAt }) => endedAt));
  const { startedAt: _, endedAt: __, ...report } = shown;
  return { ...report, seconds: Math.max(0, Math.round((to - from) / 1000)) };
}

const urgency: StepReport['status'][] = [
  'asking',
  'running',
  'failed',
  'waiting',
  'skipped-by-hand',
  'skipped',
  'done',
];

/** One going through of a step, in milliseconds. */
function gone(
  step: Known,
  own: RunEvent[],
  questions: Ask[],
  run: Run,
  now: number,
): StepReport & { startedAt: number; endedAt: number } {
  const { id, title, uses } = step;
  const generation = Math.max(...own.map((event) => event.generation));
  const latest = own.filter((event) => event.generation === generation);
  const started = latest.find((event) => event.kind === 'step-started');
  const ended = latest.findLast((event) => event.kind === 'step-done' || event.kind === 'step-failed');
  const asked = questions.filter((ask) => ask.generation === generation && ask.undo === undefined);
  const question = asked.find((ask) => kindsOf[uses] === ask.kind);
  const status = statusOf(step, ended, asked, run);
  const startedAt = Date.parse(started?.at ?? latest[0]?.at ?? run.startedAt);
  const endedAt = ended?.at ?? question?.decision?.at ?? run.endedAt;
  return {
    id,
    title,
    uses,
    status,
    seconds: null,
    output: ended?.output ?? (question?.decision ? plainOf(question.decision) : null),
    findings:
      latest.findLast((event) => event.findings !== undefined && event.findings.length > 0)?.findings ?? [],
    error: ended?.kind === 'step-failed' ? (ended.error ?? null) : null,
    startedAt,
    endedAt: endedAt === undefined ? now : Date.parse(endedAt),
  };
}

/** The question that a step of a type is. */
const kindsOf: Record<string, Ask['kind']> = {
  approve: 'approval',
  decide: 'decision',
  manual: 'manual',
  wait: 'wait',
};

function statusOf(
  { uses }: Known,
  ended: RunEvent | undefined,
  asked: Ask[],
  run: Run,
): StepReport['status'] {
  if (ended?.kind === 'step-done') return 'done';
  if (run.status === 'open' && asked.some(({ decision, kind }) => !decision && kind !== 'wait'))
    return 'asking';
  const failure = asked.find(({ kind, decision }) => kind === 'failure' && decision)?.decision;
  if (failure?.answer === 'skip' || failure?.answer === 'by-hand') return 'skipped-by-hand';
  // tried again, or after steps before it: the next generation has not begun yet
  if (failure?.answer === 'retry' && run.status === 'open') return 'running';
  if (failure?.answer === 'back' && run.status === 'open') return 'waiting';
  const answered = asked.find(({ kind }) => kind === kindsOf[uses])?.decision;
  if (answered && !failure) return refusals.has(answered.answer) ? 'failed' : 'done';
  if (ended?.kind === 'step-failed' || run.status === 'closed') return 'failed';
  return 'running';
}

const refusals = new Set(['reject', 'abort', 'cannot']);

function plainOf(decision: Voice): Json {
  const { by, answer, because, at, record } = decision;
  return { answer, by, because, at, ...(record ? { record } : {}) };
}

function endedByChoice({ outcome }: Run): boolean {
  return outcome === 'nothing-to-do' || outcome === 'planned' || outcome === 'handed-on';
}

/** Without a manifest: the steps that events name, in the order of their first one. */
function stepsOf(events: RunEvent[]): Known[] {
  const seen = new Map<string, Known>();
  for (const { step, state, uses } of events) {
    if (step !== '' && !seen.has(step))
      seen.set(step, { id: step, title: state, uses: uses ?? '', kind: 'reads' });
  }
  return [...seen.values()];
}
