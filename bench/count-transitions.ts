import type { ManifestStep } from '../lib/compiler/manifest.ts';
import { askName, frameStates, ifName } from '../lib/compiler/names.ts';
import type { Event } from '../lib/engine/event.ts';

/** State transitions of one execution, by what they are for. Together they are what Step Functions charges. */
export interface Transitions {
  /** Into states of steps. */
  steps: number;
  /** Questions after a failed step, the next level of a question, and a step that a person has tried again. */
  asks: number;
  /** Into the states around the steps. */
  frame: number;
  /** Attempts of a task after its first: waiting for what is outside, and mending what was transient. */
  retries: number;
  /** How many steps were executed. */
  executed: number;
  /** How many of those use a step type: not `choose` and `finish`. */
  executedUses: number;
}

/** Counts the states that an execution's history says were entered. */
export function countTransitions(events: Event[], steps: ManifestStep[]): Transitions {
  const owners = new Map(steps.flatMap((step) => step.states.map((state) => [state, step] as const)));
  const asking = new Set<string>([frameStates.recoveryAsk, ...steps.map(({ title }) => askName(title))]);
  const executed = new Set<ManifestStep>();
  const counted = { steps: 0, asks: 0, frame: 0, retries: retriesOf(events) };
  for (const event of events) {
    const { type, name = '' } = event;
    if (!type.endsWith('StateEntered')) continue;
    const from = leftBefore(event, events);
    const step = owners.get(name);
    if (asking.has(name) || from === name || (from !== undefined && asking.has(from))) counted.asks += 1;
    else if (step === undefined) counted.frame += 1;
    else {
      counted.steps += 1;
      if (name !== ifName(step.title)) executed.add(step);
    }
  }
  const uses = [...executed].filter(({ kind }) => kind !== 'control');
  return { ...counted, executed: executed.size, executedUses: uses.length };
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
