import type { Ask } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Run } from '../model/run.ts';
import { clipped, lengthOf, type Span } from '../model/spans.ts';

/** What is known of a run that says when each of its steps began and ended. */
export interface StepsInTime {
  run: Pick<Run, 'startedAt' | 'endedAt' | 'held' | 'status'>;
  events: readonly RunEvent[];
  asks: readonly Ask[];
}

/** When a step ran, in milliseconds since the epoch. In a loop: from its first item to its last one. */
export interface StepTime extends Span {
  step: string;
  /** False while it goes on: `to` is then the time that was asked for. */
  over: boolean;
  /** When it began the last time: a person had it tried again, or went back to it. */
  latestFrom: number;
  /** It stands in a loop. */
  loops: boolean;
  /** Of that time, how long people were waited for. */
  peopleMs: number;
}

/** The question that a step of a type is. */
const ownQuestion: Record<string, Ask['kind']> = {
  approve: 'approval',
  decide: 'decision',
  manual: 'manual',
  wait: 'wait',
};

/** Every step that has begun, in the order in which they did. What is taken back after an abort is none. */
export function stepTimes({ run, events, asks }: StepsInTime, now: number): StepTime[] {
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  const people = peopleSpans({ run, asks }, end);
  const byStep = new Map<string, RunEvent[]>();
  for (const event of events) {
    if (event.step === '' || event.state.endsWith(' · undo')) continue;
    byStep.set(event.step, [...(byStep.get(event.step) ?? []), event]);
  }
  const times = [...byStep].map(([step, own]) => {
    const questions = asks.filter((ask) => ask.step === step && ask.undo === undefined);
    const items = [...new Set(own.map(({ iteration }) => iteration))].map((iteration) =>
      timeOfItem(
        own.filter((event) => event.iteration === iteration),
        questions.filter((ask) => ask.iteration === iteration),
        end,
      ),
    );
    const from = Math.min(...items.map((item) => item.from));
    const over = run.status === 'closed' || items.every((item) => item.over);
    const to = over ? Math.min(end, Math.max(...items.map((item) => item.to))) : end;
    const span = { from, to: Math.max(from, to) };
    const running = items.filter((item) => !item.over);
    return {
      step,
      ...span,
      over,
      latestFrom: Math.min(...(running.length > 0 ? running : items).map((item) => item.latestFrom)),
      loops: items.length > 1 || own.some(({ iteration }) => iteration > 0),
      peopleMs: lengthOf(clipped([...people.held, ...(people.asked.get(step) ?? [])], span)),
    };
  });
  return times.sort((a, b) => a.from - b.from);
}

/** The stretches in which people were waited for: held, or by the step that asked. A wait asks nobody. */
function peopleSpans(
  { run, asks }: Pick<StepsInTime, 'run' | 'asks'>,
  end: number,
): { held: Span[]; asked: Map<string, Span[]> } {
  const asked = new Map<string, Span[]>();
  for (const { kind, step, openedAt, decision } of asks) {
    if (kind === 'wait') continue;
    const span = { from: Date.parse(openedAt), to: decision ? Date.parse(decision.at) : end };
    asked.set(step, [...(asked.get(step) ?? []), span]);
  }
  return {
    held: run.held.map(({ from, to }) => ({ from: Date.parse(from), to: to ? Date.parse(to) : end })),
    asked,
  };
}

/** One going through of a step, with its repetitions. */
function timeOfItem(
  own: RunEvent[],
  questions: Ask[],
  end: number,
): Span & Pick<StepTime, 'over' | 'latestFrom'> {
  const generation = Math.max(...own.map((event) => event.generation));
  const latest = own.filter((event) => event.generation === generation);
  const from = Math.min(...own.map(({ at }) => Date.parse(at)));
  const latestFrom = Math.min(...latest.map(({ at }) => Date.parse(at)));
  const asked = questions.filter((ask) => ask.generation === generation);
  const endedAt = endOf(latest, asked, end);
  return { from, latestFrom, to: endedAt ?? end, over: endedAt !== undefined };
}

function endOf(latest: RunEvent[], asked: Ask[], end: number): number | undefined {
  const ended = latest.findLast(({ kind }) => kind === 'step-done' || kind === 'step-failed');
  if (ended?.kind === 'step-done') return Date.parse(ended.at);
  const failure = asked.find(({ kind }) => kind === 'failure');
  if (failure) {
    // tried again, or after steps before it: it is not over
    const { answer = '', at = '' } = failure.decision ?? {};
    return ['skip', 'by-hand', 'abort'].includes(answer) ? Date.parse(at) : undefined;
  }
  const uses = latest.find((event) => event.uses !== undefined)?.uses ?? '';
  const own = asked.find(({ kind }) => kind === ownQuestion[uses]);
  if (own?.decision) return Date.parse(own.decision.at);
  if (own?.kind === 'wait' && end >= Date.parse(own.levelEndsAt)) return Date.parse(own.levelEndsAt);
  return ended && Date.parse(ended.at);
}
