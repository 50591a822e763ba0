import type { AnswerMore, Ask } from '../../model/ask.ts';
import { membersOf } from '../../model/on-call.ts';
import { describeTarget } from '../../model/target.ts';
import type { Directory } from '../../model/people.ts';
import type { PersonScript } from '../../model/scenario.ts';
import { listsOf } from '../../sandbox/people.ts';
import type { DeliveredPage } from '../../sandbox/world.ts';
import type { RunParts } from '../run-schedule.ts';
import type { Scripted } from '../schedule.ts';
import { viewOf } from '../table-view.ts';

/** Somebody who has no list answers after this time. */
const helpfulAfter = 120;
/** How often somebody has a failed step tried again before they abort. */
const retriesMax = 2;

/** What somebody is going to say to a question, and when: seconds after the page. */
interface Saying extends AnswerMore {
  answer: string;
  after: number;
  because?: string;
}

/** The people of a rehearsal, and those who do something else in a path. Each question is answered once, by whoever of those who answer for a list is reached first. */
export function makeScripted(scripted: Scripted, parts: RunParts): (page: DeliveredPage) => void {
  const { clock, watch, people, world, pending } = parts;
  const lists = new Lists(scripted, ({ run }) =>
    describeTarget(viewOf(watch.now().table).run(run)?.target ?? {}),
  );
  const order: string[] = [];
  const { directory } = world.parts();

  return ({ who, ask: id, run, at }) => {
    if (id === undefined) return;
    const ask = viewOf(watch.now().table)
      .asks(run)
      .find((one) => one.id === id);
    if (!ask) return;
    if (!order.includes(id)) order.push(id);
    const turn = scripted.turns.find((one) => one.ask === order.indexOf(id) + 1)?.does;
    const name = listFor(who, ask, scripted, directory);
    const saying = lists.take(name, ask, turn);
    if (!saying) return;
    const by = speaker(who, ask, saying.answer, directory);
    const { after, ...says } = saying;
    const voices = turn === 'twice' ? [by, another(by, ask, directory)] : [by];
    for (const voice of voices)
      pending.wait(
        clock.sleep(Math.max(0, at + after * 1000 - clock.now())).then(() => say(voice, ask, says)),
      );
  };

  async function say(by: string, ask: Ask, says: Omit<Saying, 'after'>): Promise<void> {
    const { run } = ask;
    if (says.answer === 'abort' && !ask.options.includes('abort'))
      await people.says({ by, run, said: 'abort' }, (operations) =>
        operations.abort(run, by, 'no good to go on'),
      );
    else await people.answer(ask, { ...says, by });
  }
}

/** What each list has said, and says next. */
class Lists {
  readonly #scripted: Scripted;
  /** By list: the ids of the questions that it was asked, and how many of its entries are said. */
  readonly #asked = new Map<string, string[]>();
  readonly #said = new Map<string, number>();
  /** By step: how often somebody without a list had it tried again. */
  readonly #retried = new Map<string, number>();
  /** Questions that a turn of the path answers: once, whoever is reached. */
  readonly #turned = new Set<string>();

  readonly #targetOf: (ask: Ask) => string;

  constructor(scripted: Scripted, targetOf: (ask: Ask) => string) {
    this.#scripted = scripted;
    this.#targetOf = targetOf;
  }

  take(name: string, ask: Ask, turn: string | undefined): Saying | undefined {
    const asked = this.#asked.get(name) ?? [];
    if (asked.includes(ask.id)) return undefined;
    this.#asked.set(name, [...asked, ask.id]);
    if (turn === undefined) return this.#own(name, ask, asked.length);
    const own = this.#own(name, ask, asked.length);
    if (turn === 'silent' || this.#turned.has(ask.id)) return undefined;
    this.#turned.add(ask.id);
    const usual = own ?? { answer: usualAnswer(ask), after: helpfulAfter };
    if (turn === 'twice') return usual;
    if (turn === 'alone') return alone(ask, this.#targetOf(ask));
    // past the time of those who are asked first: others are asked meanwhile, or the question is over
    if (turn === 'late') return { ...usual, after: (ask.levels[0]?.for ?? 0) + 1 };
    const back = turn === 'back' && ask.back?.[0] ? { to: ask.back[0].step } : {};
    return { answer: turn, after: usual.after, ...back };
  }

  #own(name: string, ask: Ask, index: number): Saying | undefined {
    const { scripts, strict } = this.#scripted;
    const script = Object.hasOwn(scripts, name) ? (scripts[name] ?? []) : undefined;
    if (strict) return sayingOf(script?.[index] ?? script?.at(-1));
    if (!script) return this.#helpful(ask);
    const said = this.#said.get(name) ?? 0;
    const next = script.findIndex((entry, n) => n >= said && fits(entry, ask));
    if (next >= 0) {
      this.#said.set(name, next + 1);
      return sayingOf(script[next]);
    }
    const again = script.findLast((entry) => fits(entry, ask));
    return again ? sayingOf(again) : this.#helpful(ask);
  }

  #helpful(ask: Ask): Saying {
    const place = `${ask.run} ${ask.step} ${ask.iteration}`;
    const retried = this.#retried.get(place) ?? 0;
    if (ask.kind === 'failure') this.#retried.set(place, retried + 1);
    const gaveUp = ask.kind === 'failure' && retried >= retriesMax;
    return { answer: gaveUp ? 'abort' : usualAnswer(ask), after: helpfulAfter };
  }
}

/** When everybody who was asked had their time, one of them goes on alone. */
function alone(ask: Ask, target: string): Saying {
  const seconds = ask.levels.reduce((sum, level) => sum + level.for, 0);
  return { answer: 'approve', after: seconds + 30, breakGlass: target, because: 'nobody answers' };
}

function fits(entry: PersonScript, ask: Ask): boolean {
  return entry.does === 'silent' ? ask.kind !== 'failure' : ask.options.includes(entry.does);
}

function sayingOf(entry: PersonScript | undefined): Saying | undefined {
  if (!entry || !('after' in entry)) return undefined;
  const { does, after, ...more } = entry;
  return { answer: does, after, ...more };
}

/** What somebody says who wants it to go on. */
function usualAnswer({ kind, options, recommend }: Ask): string {
  switch (kind) {
    case 'approval':
      return 'approve';
    case 'failure':
      return 'retry';
    case 'manual':
      return 'done';
    case 'wait':
      return 'go-on';
    case 'decision':
      return recommend ?? options[0] ?? 'abort';
  }
}

/** Whose list somebody answers from, of those that are asked now before the others. */
function listFor(who: string, ask: Ask, { scripts }: Scripted, directory: Directory | undefined): string {
  const names = listsOf(who, scripts, directory);
  const asked = ask.levels
    .slice(0, ask.level + 1)
    .reverse()
    .map((level) => level.who);
  return asked.find((one) => names.includes(one)) ?? names[0] ?? who;
}

/** Who started a run leaves saying yes to somebody else of those who are asked: they may not. */
function speaker(who: string, ask: Ask, answer: string, directory: Directory | undefined): string {
  return answer === 'approve' && ask.startedBy === who ? another(who, ask, directory) : who;
}

function another(who: string, { levels, level }: Ask, directory: Directory | undefined): string {
  if (!directory) return who;
  const groups = levels
    .slice(0, level + 1)
    .map((one) => membersOf(directory, one.who))
    .filter((members) => members.includes(who));
  return groups.flat().find((member) => member !== who) ?? who;
}
