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
  const recorded = callsIn(of);
  const left = new Map<string, Answer[]>();
  for (const [state, answers] of Object.entries(of.resources ?? {})) {
    const answered = recorded?.get(state)?.filter((call) => call.answered);
    const known = answered?.length === answers.length ? answered : undefined;
    answers.forEach((answer, index) => {
      const key = keyOf(state, known ? known[index]?.place : undefined);
      left.set(key, [...(left.get(key) ?? []), answer]);
    });
  }
  const cutOff = new Set(
    [...(recorded ?? [])].flatMap(([state, calls]) =>
      calls.filter((call) => !call.answered).map(({ place }) => keyOf(state, place)),
    ),
  );
  return (state, place) => {
    for (const key of [keyOf(state, place), keyOf(state, undefined)]) {
      const answer = left.get(key)?.shift();
      if (answer) return answer;
    }
    return cutOff.has(keyOf(state, place)) ? { hang: true } : 'beyond';
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

interface Call {
  place: string;
  answered: boolean;
}

/** For each state its recorded calls, in order: where each was, and whether it was answered or cut off. */
function callsIn({ expected: { events } }: Case): Map<string, Call[]> | undefined {
  if (!events || events.some(({ id }) => id === null)) return undefined;
  const threads = threadsOf(events);
  const calls = new Map<string, Call[]>();
  const inState = new Map<string, string>();
  const asked = new Map<string, Call>();
  for (const event of events) {
    const { thread, iterations } = threads.get(event) ?? { thread: '', iterations: '' };
    if (event.type.endsWith('StateEntered'))
      inState.set(thread, typeof event['name'] === 'string' ? event['name'] : '');
    if (event.type.endsWith('Scheduled')) {
      const state = inState.get(thread) ?? '';
      const call: Call = { place: iterations, answered: false };
      calls.set(state, [...(calls.get(state) ?? []), call]);
      asked.set(thread, call);
    }
    const call = asked.get(thread);
    if (call && isAnswer(event)) call.answered = true;
  }
  return calls;
}

function isAnswer({ type }: RecordedEvent): boolean {
  return /^(Task|LambdaFunction)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/.test(
    type,
  );
}
