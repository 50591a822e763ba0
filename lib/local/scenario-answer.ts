import type { Operations } from '../operations/operations.ts';
import type { GivenAnswer } from '../sandbox/people.ts';
import { rehearsedRecord } from '../sandbox/rehearsed-record.ts';

/** Gives the answer of a scenario's person, with a note that says so. Work that is done has written down what was asked for. */
export async function answerAsScenario(
  { who, ask, run, answer, more }: GivenAnswer,
  operations: Operations,
  now: number,
): Promise<void> {
  const specs =
    answer === 'done'
      ? ((await operations.show(run)).asks.find(({ id }) => id === ask)?.record ?? {})
      : undefined;
  await operations.answer(run, answer, who, 'as the scenario says', {
    ...more,
    ...(specs ? { record: rehearsedRecord(specs, more.record ?? {}, now) } : {}),
    ask,
  });
}
