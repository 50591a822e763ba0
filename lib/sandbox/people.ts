import type { AnswerMore } from '../model/ask.ts';
import type { Clock } from '../model/clock.ts';
import { groupsOf, personCalled } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
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
 *
 * With a directory people are reached as themselves: who has a list of their own answers from that; otherwise one member answers for a
 * group that has one, the first who is reached. Who is in several of these answers for the one that `askedOf` names first: groups and
 * people of whom the question is asked, those of the level that is asked now before the others.
 */
export function peopleWho(
  scripts: Record<string, PersonScript[]>,
  clock: Clock,
  onAnswer: (given: GivenAnswer) => Promise<void> | void,
  directoryNow: () => Directory | undefined = () => undefined,
  askedOf?: AskedOf,
): (page: DeliveredPage, settled?: boolean) => void {
  const asked: Record<string, string[]> = {};
  const take = ({ who, ask, run, at }: DeliveredPage, name: string, settled: boolean) => {
    const seen = (asked[name] ??= []);
    if (ask === undefined || seen.includes(ask)) return;
    seen.push(ask);
    const script = scripts[name] ?? [];
    const entry = script[seen.length - 1] ?? script.at(-1);
    if (!entry || !('after' in entry) || settled) return;
    const { does, after, ...more } = entry;
    // Nobody waits for a person: what goes wrong with the answer is told by whoever takes it.
    void clock
      .sleep(at + after * 1000 - clock.now())
      .then(() => onAnswer({ who, ask, run, answer: does, more }))
      .catch(() => undefined);
  };
  return (page, settled = false) => {
    const [first = page.who, ...others] = listsOf(page.who, scripts, directoryNow());
    const { run, ask } = page;
    if (!askedOf || ask === undefined || others.length === 0) return take(page, first, settled);
    void askedOf(run, ask)
      .catch(() => [])
      .then((names) => take(page, names.find((name) => [first, ...others].includes(name)) ?? first, settled));
  };
}

/** Of whom a question is asked, the ones who are asked now first. */
export type AskedOf = (run: string, ask: string) => Promise<readonly string[]>;

/** Whose lists a person may answer from: their own alone, by id or name, or else those of their groups. */
export function listsOf(
  who: string,
  scripts: Record<string, unknown>,
  directory: Directory | undefined,
): string[] {
  if (!directory || Object.hasOwn(scripts, who)) return [who];
  const names = Object.keys(scripts);
  const own = names.find((name) => personCalled(directory, name)?.id === who);
  return own === undefined ? groupsOf(directory, who).filter((group) => names.includes(group)) : [own];
}
