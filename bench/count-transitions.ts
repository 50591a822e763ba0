import type { ManifestStep } from '../lib/compiler/manifest.ts';
import {
  answeredName,
  askName,
  everyName,
  frameStates,
  pauseName,
  retryName,
  untilName,
} from '../lib/compiler/names.ts';
import type { Event } from '../lib/engine/event.ts';

/** State transitions of one execution, by what they are for. Together they are what Step Functions charges. */
export interface Transitions {
  /** Into states of steps. */
  steps: number;
  /** Questions after a failed step, the next level of a question, and a step that a person has tried again. */
  asks: number;
  /** Into the states around the steps. */
  frame: number;
  /** Attempts after the first: waiting for what is outside, `until` and `retry`, and mending what was transient. */
  retries: number;
  /** How many steps were executed; in a loop, once for each item. */
  executed: number;
  /** How many of those use a step type: not `choose` and `finish`. */
  executedUses: number;
}

/** Counts the states that an execution's history says were entered. */
export function countTransitions(events: Event[], steps: ManifestStep[]): Transitions {
  const owners = new Map(steps.flatMap((step) => step.states.map((state) => [state, step] as const)));
  const asking = new Set<string>([
    frameStates.recoveryAsk,
    ...steps.flatMap(({ title }) => [askName(title), answeredName(title)]),
  ]);
  const again = new Set(steps.flatMap(({ title }) => [everyName(title), pauseName(title), retryName(title)]));
  const executed: ManifestStep[] = [];
  const asked = new Map<string, number>();
  /** `until` is asked once for each step that is executed; from then on it is a poll. */
  const isNextRound = (name: string): boolean => {
    const step = owners.get(name);
    if (!step || name !== untilName(step.title)) return false;
    const times = (asked.get(name) ?? 0) + 1;
    asked.set(name, times);
    return times > executed.filter((one) => one === step).length;
  };
  const counted = { steps: 0, asks: 0, frame: 0, retries: retriesOf(events) };
  for (const event of events) {
    const { type, name = '' } = event;
    if (!type.endsWith('StateEntered')) continue;
    const from = leftBefore(event, events);
    const step = owners.get(name);
    if (asking.has(name) || from === name || (from !== undefined && asking.has(from))) counted.asks += 1;
    else if (isNextRound(name)) counted.retries += 1;
    else if (again.has(name) || (from !== undefined && again.has(from))) counted.retries += 1;
    else if (step === undefined) counted.frame += 1;
    else {
      counted.steps += 1;
      if (name === step.title) executed.push(step);
    }
  }
  const uses = executed.filter(({ kind }) => kind !== 'control');
  return { ...counted, executed: executed.length, executedUses: uses.length };
}

/** The state that the same thread left just before. */
function leftBefore({ previousEventId }: Event, events: Event[]): string | undefined {
  const before = events[previousEventId - 1];
  return before?.type.endsWith('StateExited') ? before.name : undefined;
}

function retriesOf(events: Event[]): number {
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  return count('TaskScheduled') - count('TaskStateEntered');
}
