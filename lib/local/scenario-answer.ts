import { membersOf } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
import type { AskReport, Operations } from '../operations/operations.ts';
import type { GivenAnswer } from '../sandbox/people.ts';
import { rehearsedRecord } from '../sandbox/rehearsed-record.ts';

/**
 * Gives the answer of a scenario's person, with a note that says so. Work that is done has written down what was asked for. With a
 * directory, who started the run leaves saying yes to somebody of the same group: they may not.
 */
export async function answerAsScenario(
  { who, ask, run, answer, more }: GivenAnswer,
  operations: Operations,
  now: number,
  directory?: Directory,
): Promise<void> {
  const question = (await operations.show(run)).asks.find(({ id }) => id === ask);
  // a human was faster: that a script comes too late is no part of the story
  if (question?.decision) return;
  const by = answer === 'approve' && directory && question ? speaker(who, question, directory) : who;
  const specs = answer === 'done' ? (question?.record ?? {}) : undefined;
  await operations.answer(run, answer, by, 'as the scenario says', {
    ...more,
    ...(specs ? { record: rehearsedRecord(specs, more.record ?? {}, now) } : {}),
    ask,
  });
}

function speaker(who: string, { startedBy, levels, level }: AskReport, directory: Directory): string {
  if (startedBy !== who) return who;
  const groups = levels
    .slice(0, level + 1)
    .map((one) => membersOf(directory, one.who))
    .filter((members) => members.includes(who));
  return groups.flat().find((member) => member !== who) ?? who;
}
