import { alreadyDecided } from '../history/asks.ts';
import type { Ask } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Run } from '../model/run.ts';

/** Which question a person means, where several are open. */
export interface Which {
  /** Its id, or the beginning of it. */
  ask?: string;
  /** The id of its step. */
  step?: string;
}

/** How much of an ask's id is shown to be copied. */
const shownLength = 8;

/** A wait ends with its time, and no handler says so: from then on it is as if somebody had let the run go on. */
export function asSeen(ask: Ask, now: number): Ask {
  const endsAt = Date.parse(ask.levelEndsAt);
  const ended = ask.kind === 'wait' && now >= endsAt && !(Date.parse(ask.decision?.at ?? '') <= endsAt);
  if (!ended) return ask;
  return {
    ...ask,
    decision: { answer: 'go-on', by: 'rebound', because: 'its time was over', at: ask.levelEndsAt },
  };
}

/** The open question that an answer is for. BadInput when none takes it, or several do; AlreadyDecided, NothingToAnswer. */
export function questionFor(run: Run, asks: Ask[], answer: string, which: Which): Ask {
  const meant = asks.filter((ask) => isMeant(ask, which));
  const open = run.status === 'open' ? meant.filter((ask) => !ask.decision) : [];
  const fitting = open.filter((ask) => ask.options.includes(answer));
  const [first, second] = fitting;
  if (first && !second) return first;
  // Whichever is answered so, the run ends: a person need not choose.
  if (first && answer === 'abort') return fitting.find(({ kind }) => kind !== 'wait') ?? first;
  if (first) return refuseSeveral(run, fitting, answer);
  const [other] = open;
  if (other) return refuseOther(run, other, answer);
  if (which.ask !== undefined || which.step !== undefined) refuseUnknown(run, asks, which, meant);
  return refuseClosed(run, meant);
}

/** Whether somebody who names it so means that question. */
export function isMeant(ask: Ask, { ask: id, step }: Which): boolean {
  return (
    (id === undefined || (id !== '' && ask.id.startsWith(id.toLowerCase()))) &&
    (step === undefined || ask.step === step || ask.title === step)
  );
}

function refuseSeveral(run: Run, asks: Ask[], answer: string): never {
  const steps = asks.map(({ step }) => step);
  const told = asks.map((ask) => {
    const item = ask.iteration === 0 ? '' : ` (item ${ask.iteration})`;
    // Within a loop the step's id is that of every item.
    const alone = steps.filter((step) => step === ask.step).length === 1;
    return `"${ask.title}"${item}: ${alone ? `--step ${ask.step}` : `--ask ${ask.id.slice(0, shownLength)}`}`;
  });
  return fail('BadInput', {
    what: `${asks.length} open questions of run ${run.run} take ${answer}`,
    why: told.join('; '),
    todo: 'say which one you mean, with --step ID or --ask ID',
    run: run.run,
  });
}

function refuseOther(run: Run, ask: Ask, answer: string): never {
  const close = nearest(answer, ask.options);
  return fail('BadInput', {
    what: `the open question of run ${run.run}, "${ask.title}", does not take ${answer}`,
    todo: `${close ? `did you mean ${close}? It takes` : 'answer'} ${eitherOf(ask.options)}`,
    run: run.run,
    step: ask.step,
  });
}

/** `approve or reject` · `done, cannot or abort` */
function eitherOf(options: readonly string[]): string {
  return [options.slice(0, -1).join(', '), options.at(-1)].filter((part) => part !== '').join(' or ');
}

/** BadInput with what is open, where none of the run's questions is meant. */
export function refuseUnknown(run: Run, asks: Ask[], { ask, step }: Which, meant: Ask[]): void {
  if (meant.length > 0) return;
  const open = run.status === 'open' ? asks.filter(({ decision }) => !decision) : [];
  fail('BadInput', {
    what: `run ${run.run} has no question ${[ask, step].filter((one) => one !== undefined).join(' of ')}`,
    todo:
      open.length === 0
        ? 'nothing is asked now'
        : `open are ${open.map((one) => `"${one.title}" (--step ${one.step}, --ask ${one.id.slice(0, shownLength)})`).join(', ')}`,
    run: run.run,
  });
}

/** There is nothing to answer: the last question is decided (AlreadyDecided), or there was none (NothingToAnswer). */
export function refuseClosed(run: Run, asks: Ask[]): never {
  const last = asks
    .filter(({ decision, kind }) => decision && kind !== 'wait')
    .sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
    .at(-1);
  if (last?.decision) {
    return fail('AlreadyDecided', {
      what: `"${last.title}" is ${alreadyDecided(last.decision)}`,
      ...(run.status === 'closed' ? { why: `and the run is over: ${run.outcome}` } : {}),
      todo: `rebound show ${run.run} tells how it went on`,
      by: last.decision.by,
      at: last.decision.at,
      answer: last.decision.answer,
      run: run.run,
    });
  }
  return fail('NothingToAnswer', {
    what:
      run.status === 'closed' ? `run ${run.run} is over: ${run.outcome}` : `run ${run.run} asks nothing now`,
    todo: `rebound show ${run.run} tells how far it is`,
    run: run.run,
  });
}
