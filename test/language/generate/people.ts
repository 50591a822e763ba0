import type { Random } from '../../../lib/model/clock.ts';
import { codeOf, explain } from '../../../lib/model/errors.ts';
import type { Json } from '../../../lib/model/json.ts';
import type { PersonScript } from '../../../lib/model/scenario.ts';
import type { AskReport, Operations } from '../../../lib/operations/operations.ts';
import type { GivenAnswer } from '../../../lib/sandbox/people.ts';
import { rehearsedRecord } from '../../../lib/sandbox/rehearsed-record.ts';
import { people } from './words.ts';

/** `helpful` people get a run on; `wild` ones say whatever a question takes, and what it does not; `silent` ones mostly nothing. */
export type Mood = 'helpful' | 'wild' | 'silent';

const helpful = ['approve', 'done', 'go-on', 'skip', 'retry', 'by-hand'];

/** When each of them answers: the words are chosen once the question is known. */
export function scripts(mood: Mood, random: Random): Record<string, PersonScript[]> {
  const one = (): PersonScript =>
    random() < (mood === 'silent' ? 0.8 : mood === 'wild' ? 0.15 : 0.02)
      ? { does: 'silent' }
      : { does: 'whatever', after: Math.floor(random() ** 2 * (mood === 'helpful' ? 400 : 1500)) };
  return Object.fromEntries(people.map((who) => [who, Array.from({ length: 24 }, one)]));
}

/** Says something to a question: a word that it takes, or now and then one that it does not. */
export async function answerAnything(
  { who, ask: id, run }: GivenAnswer,
  operations: Operations,
  mood: Mood,
  random: Random,
  odd: string[],
): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const report = await operations.show(run);
  const ask = report.asks.find((one) => one.id === id);
  if (!ask) return;
  const wanted = ask.options.filter((word) => helpful.includes(word) || ask.kind === 'decision');
  const likely = random() < (mood === 'helpful' ? 0.93 : 0.5) && wanted.length > 0 ? wanted : ask.options;
  const word = random() < 0.03 ? 'approve' : (pick(likely) ?? 'abort');
  try {
    await operations.answer(run, word, who, random() < 0.1 ? '' : 'because I say so', {
      ask: id,
      ...more(ask, word, random, pick),
    });
  } catch (error) {
    // what somebody else has decided, what the question does not take, or not in this way: people are told so
    if (
      !['AlreadyDecided', 'NothingToAnswer', 'BadInput', 'NotAllowed', 'RunClosed'].includes(
        codeOf(error) ?? '',
      )
    )
      odd.push(`${who} said ${word} to "${ask.title}": ${explain(error)}`);
  }
}

type Pick = <T>(list: readonly T[]) => T | undefined;

function more(
  ask: AskReport,
  word: string,
  random: Random,
  pick: Pick,
): { record?: Record<string, Json>; to?: string; values?: Record<string, Json>; for?: string } {
  const groups = typeof ask.quorum === 'object' ? pick(Object.keys(ask.quorum)) : undefined;
  const speaks = groups === undefined ? {} : { for: groups };
  if (word === 'done') return { record: rehearsedRecord(ask.record ?? {}, {}, Date.parse(ask.openedAt)) };
  if (word === 'back') {
    const to = pick(ask.back ?? [])?.step;
    return to === undefined ? {} : { to };
  }
  const given = Object.entries(ask.given ?? {});
  const value = pick(given);
  if (word === 'retry' && value && random() < 0.25)
    return { values: { [value[0]]: random() < 0.5 ? value[1] : 'payments' } };
  return speaks;
}
