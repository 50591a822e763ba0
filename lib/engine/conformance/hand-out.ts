import type { Execution, Frame, TaskAnswer } from '../execution.ts';
import { stateOf } from '../work.ts';
import type { Case, RecordedEvent } from './case.ts';
import { threadsOf } from './threads.ts';

type Answer = TaskAnswer | { hang: true };

/**
 * What answers the calls of a case. Iterations run side by side, so that their calls may come in another order than
 * when they were recorded: an answer belongs to the iteration in which the record has it. Where the record does not
 * tell (its events are out of order), a state's answers go out in the order of its calls.
 */
export function handOut(of: Case): (state: string, place: string) => Answer | 'beyond' {
  const recorded = placesOf(of);
  const left = new Map<string, Answer[]>();
  for (const [state, answers] of Object.entries(of.resources ?? {})) {
    const places = recorded?.get(state);
    const known = places && places.length === answers.length ? places : undefined;
    answers.forEach((answer, index) => {
      const key = keyOf(state, known ? known[index]?.place : undefined);
      left.set(key, [...(left.get(key) ?? []), answer]);
    });
  }
  const unanswered = new Set(
    [...(recorded ?? [])].flatMap(([state, calls]) => calls.cutOff.map((place) => keyOf(state, place))),
  );
  return (state, place) => {
    for (const key of [keyOf(state, place), keyOf(state, undefined)]) {
      const answer = left.get(key)?.shift();
      if (answer) return answer;
    }
    return unanswered.has(keyOf(state, place)) ? { hang: true } : 'beyond';
  };
}

function keyOf(state: string, place: string | undefined): string {
  return `${state}\n${place ?? 'anywhere'}`;
}

/** The iterations that a frame is in, as `threadsOf` writes them for recorded events. */
export function placeOf(execution: Execution, frame: Frame): string {
  const parent = frame.parent === undefined ? undefined : execution.frames[frame.parent];
  if (!parent) return '';
  const outer = placeOf(execution, parent);
  return stateOf(execution, parent)?.Type === 'Map' ? `${outer}/${parent.state}:${frame.index}` : outer;
}

type Calls = { place: string }[] & { cutOff: string[] };

/** For each state the places of its recorded calls that were answered, in order, and of those that were cut off. */
function placesOf({ expected: { events } }: Case): Map<string, Calls> | undefined {
  if (!events || events.some(({ id }) => id === null)) return undefined;
  const threads = threadsOf(events);
  const calls = new Map<string, Calls>();
  const inState = new Map<string, string>();
  const asked = new Map<string, { state: string; place: string }>();
  for (const event of events) {
    const { thread, iterations } = threads.get(event) ?? { thread: '', iterations: '' };
    if (event.type.endsWith('StateEntered')) inState.set(thread, String(event['name']));
    if (event.type.endsWith('Scheduled'))
      asked.set(thread, { state: inState.get(thread) ?? '', place: iterations });
    const call = asked.get(thread);
    if (!call || !isAnswer(event)) continue;
    asked.delete(thread);
    callsOf(calls, call.state).push({ place: call.place });
  }
  for (const { state, place } of asked.values()) callsOf(calls, state).cutOff.push(place);
  return calls;
}

function callsOf(calls: Map<string, Calls>, state: string): Calls {
  const known = calls.get(state) ?? Object.assign([], { cutOff: [] });
  calls.set(state, known);
  return known;
}

function isAnswer({ type }: RecordedEvent): boolean {
  return /^(Task|LambdaFunction)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/.test(
    type,
  );
}
