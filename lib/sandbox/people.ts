import type { AnswerMore } from '../model/ask.ts';
import type { Clock } from '../model/clock.ts';
import type { PersonScript } from '../model/scenario.ts';
import type { DeliveredPage } from './world.ts';

/** What a simulated person says to a question. */
export interface GivenAnswer {
  who: string;
  ask: string;
  run: string;
  /** Any word; whether the question takes it is found where it is answered. */
  answer: string;
  more: AnswerMore;
}

/**
 * The people of a scenario: each takes one question after the other from the list of what they say (the last entry repeats),
 * and answers a question once, however often they are paged for it. Who has no list is silent. `settled` tells of a page from
 * before this process whose question has its answer: it is counted, and nobody says anything.
 */
export function peopleWho(
  scripts: Record<string, PersonScript[]>,
  clock: Clock,
  onAnswer: (given: GivenAnswer) => Promise<void> | void,
): (page: DeliveredPage, settled?: boolean) => void {
  const asked: Record<string, string[]> = {};
  return ({ who, ask, run, at }, settled = false) => {
    const seen = (asked[who] ??= []);
    if (ask === undefined || seen.includes(ask)) return;
    seen.push(ask);
    const script = scripts[who] ?? [];
    const entry = script[seen.length - 1] ?? script.at(-1);
    if (!entry || !('after' in entry) || settled) return;
    const { does, after, ...more } = entry;
    // Nobody waits for a person: what goes wrong with the answer is told by whoever takes it.
    void clock
      .sleep(at + after * 1000 - clock.now())
      .then(() => onAnswer({ who, ask, run, answer: does, more }))
      .catch(() => undefined);
  };
}
