import type { ManifestStep } from '../compiler/manifest.ts';
import type { Ask } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Run } from '../model/run.ts';
import type { StepReport } from './operations.ts';
import type { Recorded } from './recorded.ts';

type Known = Pick<ManifestStep, 'id' | 'title' | 'uses' | 'kind'>;

/** Every step of the runbook, with how far it got: from its events, and for questions from their decision. */
export function stepReports({ run, events, asks, manifest, now }: Recorded): StepReport[] {
  const steps: Known[] = manifest?.steps ?? stepsOf(events);
  const last = steps.findLastIndex((step) => events.some((event) => event.step === step.id));
  return steps.map((step, index) => {
    const own = events.filter((event) => event.step === step.id);
    const questions = asks.filter((ask) => ask.step === step.id);
    // a choice and what it skipped leave no events: what comes after them says that they were passed
    const passed = index < last || run.status === 'closed';
    // a run that ended well right after a step ended in the choice that followed it
    const chosen = index < last || (index === last + 1 && run.status === 'closed' && endedByChoice(run));
    if (own.length === 0) return silent(step, passed, chosen);
    return heard(step, own, questions, run, now);
  });
}

function silent(step: Known, passed: boolean, chosen: boolean): StepReport {
  const { id, title, uses, kind } = step;
  const status = uses === 'choose' && kind === 'control' && chosen ? 'done' : passed ? 'skipped' : 'waiting';
  return { id, title, uses, status, seconds: null, output: null, findings: [], error: null };
}

function heard(step: Known, own: RunEvent[], questions: Ask[], run: Run, now: number): StepReport {
  const { id, title, uses } = step;
  const generation = Math.max(...own.map((event) => event.generation));
  const latest = own.filter((event) => event.generation === generation);
  const started = latest.find((event) => event.kind === 'step-started');
  const ended = latest.findLast((event) => event.kind === 'step-done' || event.kind === 'step-failed');
  const question = questions.find((ask) => ask.generation === generation);
  const approval = question?.kind === 'approval' ? question : undefined;
  const status = statusOf(ended, question, run);
  const endedAt = ended?.at ?? approval?.decision?.at ?? run.endedAt;
  const startedAt = started?.at ?? latest[0]?.at ?? run.startedAt;
  const seconds = ((endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
  return {
    id,
    title,
    uses,
    status,
    seconds: Math.max(0, Math.round(seconds)),
    output: ended?.output ?? (approval?.decision ? { ...approval.decision } : null),
    findings:
      latest.findLast((event) => event.findings !== undefined && event.findings.length > 0)?.findings ?? [],
    error: ended?.kind === 'step-failed' ? (ended.error ?? null) : null,
  };
}

function statusOf(ended: RunEvent | undefined, question: Ask | undefined, run: Run): StepReport['status'] {
  if (ended?.kind === 'step-done') return 'done';
  if (question?.kind === 'approval' && question.decision) {
    return question.decision.answer === 'approve' ? 'done' : 'failed';
  }
  if (question && !question.decision && run.status === 'open') return 'asking';
  // retried by a person: the next generation has not begun yet
  if (question?.decision?.answer === 'retry' && run.status === 'open') return 'running';
  if (ended?.kind === 'step-failed' || run.status === 'closed') return 'failed';
  return 'running';
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
