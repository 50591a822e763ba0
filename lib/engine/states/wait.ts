import type { WaitState } from '../../model/asl.ts';
import { parseIso } from '../../model/clock.ts';
import { nextId, type Frame } from '../execution.ts';
import { EvaluationFailure } from '../failure.ts';
import { textOf, wholeNumber } from '../fields.ts';
import { leave } from '../flow.ts';
import { scopeOf } from '../scope.ts';
import type { StateKind, Work } from '../work.ts';

/** RFC 3339, as the Amazon States Language wants it: capital T and Z. */
const timestamp = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is an instant that a Wait takes. A day that its month does not have is none. */
export function isTimestamp(text: string): boolean {
  const [, year, month, day] = (timestamp.exec(text) ?? []).map(Number);
  if (year === undefined || Number.isNaN(parseIso(text))) return false;
  return new Date(Date.UTC(year, (month ?? 0) - 1, day)).getUTCDate() === day;
}

/** Longest wait and longest time-out, in seconds. */
const secondsMax = 99_999_999;

export const wait: StateKind<WaitState> = {
  async begin(work, frame, state) {
    const at = await dueOf(work, frame, state);
    if (at <= work.at) return leave(work, frame, state, { otherwise: frame.input });
    frame.waits = { for: 'instant', ticket: nextId(work.execution), at, to: 'leave' };
  },
  due: (work, frame, state) => leave(work, frame, state, { otherwise: frame.input }),
};

async function dueOf(work: Work, frame: Frame, state: WaitState): Promise<number> {
  const scope = () => scopeOf(work, frame);
  if (state.Timestamp === undefined) {
    const seconds = await wholeNumber(state.Seconds ?? 0, 'Seconds', scope, { min: 0, max: secondsMax });
    return work.at + seconds * 1000;
  }
  const text = await textOf(state.Timestamp, 'Timestamp', scope);
  if (!isTimestamp(text))
    throw new EvaluationFailure(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  return parseIso(text);
}
