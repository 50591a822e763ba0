import { getAsk, openAsk, renewAsk, turnOf } from '../history/asks.ts';
import { tell } from '../history/tell.ts';
import type { Ask, PlannedStep } from '../model/ask.ts';
import type { Place } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { canonical, hashOf, type Json } from '../model/json.ts';
import { base32, type Run } from '../model/run.ts';
import { passGate } from './gate.ts';
import { moreAlarms } from './more-alarms.ts';
import { pageText } from './page-text.ts';
import type { Parts } from './parts.ts';
import { deliverNotices } from './people/notify.ts';
import { pageQuestion } from './people/page-question.ts';
import { reach } from './reach.ts';
import type { Line } from './record.ts';

/** What a question asks for: whoever put it under its name has to have asked for the same. */
export type Terms = Pick<Ask, 'kind' | 'options' | 'levels' | 'quorum' | 'mayApprove' | 'undo'> & {
  /** Which change each plan is of, as far as that can be known without looking again. */
  covers: Pick<PlannedStep, 'step' | 'iteration' | 'hash'>[];
};
/** The words of a new question, and what people see beside it. */
export type Words = Pick<
  Ask,
  | 'question'
  | 'plans'
  | 'labels'
  | 'recommend'
  | 'checklist'
  | 'record'
  | 'back'
  | 'given'
  | 'startedBy'
  | 'breakGlass'
>;
/** The state that asks. */
export interface Asking extends Place {
  step: string;
  title: string;
  iteration: number;
  generation: number;
  token: string;
  level: number;
  phase?: 'always' | 'undo';
}
type Recorder = (line: Line) => Promise<void>;

/**
 * Asks, once for each generation: the record is put if absent; a repeated call or the next level only brings a new token and
 * wakes the next one. A question that was answered in between is told at once. Broken when something else stands under its
 * name: then somebody called a function by hand, and no answer to that is one to this.
 */
export async function ask(
  run: Run,
  call: Asking,
  terms: Terms,
  words: () => Promise<Words>,
  parts: Parts,
  record: Recorder,
): Promise<void> {
  const { directory } = parts;
  const level = Math.min(call.level, terms.levels.length - 1);
  const woken = terms.levels[level];
  if (!woken)
    return fail('Broken', { what: 'a question without anybody to ask', run: run.run, step: call.step });
  const current = await put(run, call, terms, { level, seconds: woken.for }, words, parts, record);
  if (current.decision) {
    await tellDecided(current, parts);
    return;
  }
  // Whoever ended the run meanwhile saw no question to close: nobody is woken for it.
  await passGate(call.execution, parts, { held: false, ...(call.phase ? { phase: call.phase } : {}) });
  if (directory) {
    await pageQuestion(run, current, directory, parts, record);
    return;
  }
  await reach(
    {
      who: woken.who,
      title: current.title,
      text: pageText(current, woken.for, await moreAlarms(run, parts)),
      run: run.run,
      ask: current.id,
      key: `${current.id}-${call.level}`,
    },
    parts,
    record,
  );
}

/** Whoever decided it may have died before anybody was told: the state machine hears of it, and the messages that ask it change. */
async function tellDecided(asked: Ask, parts: Parts): Promise<void> {
  const { table, states } = parts.clients;
  await tell(table, states, asked);
  if (parts.directory) await deliverNotices(parts, asked.run);
}

/** The record of the question, with this call's token: made, or found and renewed. Broken when it is not this question. */
export async function put(
  run: Run,
  call: Asking,
  terms: Terms,
  now: { level: number; seconds: number },
  words: () => Promise<Words>,
  parts: Parts,
  record: Recorder,
): Promise<Ask> {
  const { table } = parts.clients;
  const { step, title, iteration, generation, token } = call;
  const { covers: _, ...asked } = terms;
  const at = parts.clock.now();
  const { level } = now;
  const levelEndsAt = iso(at + now.seconds * 1000);
  const known = await getAsk(table, { run: run.run, step, iteration, generation, ...asked });
  const current =
    known ??
    (await openAsk(
      table,
      {
        id: base32(Uint8Array.from({ length: 16 }, () => Math.floor(parts.random() * 256))),
        run: run.run,
        step,
        title,
        iteration,
        generation,
        token,
        level,
        levelEndsAt,
        ...asked,
        ...withHash(await words()),
        openedAt: iso(at),
        voices: [],
        told: false,
      },
      turnOf(call, at),
    ));
  checkTerms(current, terms, run.run);
  if (!known) {
    const output = { plans: current.plans, ask: current.id } as unknown as Json;
    // Nobody is asked to answer a wait: it is over by itself.
    await record({
      kind: current.kind === 'wait' ? 'step-waiting' : 'asked',
      text: current.question,
      output,
    });
  }
  if (current.token === token && current.level === level) return current;
  return renewAsk(table, current, { level, token, levelEndsAt }, turnOf(call, at));
}

function withHash(words: Words) {
  return { ...words, planHash: hashOf(words.plans) };
}

function checkTerms(stored: Ask, terms: Terms, run: string): void {
  const { kind, options, levels, quorum, mayApprove, undo } = stored;
  const covers = stored.plans.map(({ step, iteration, hash }) => ({ step, iteration, hash }));
  if (canonical({ kind, options, levels, quorum, mayApprove, undo, covers }) === canonical(terms)) return;
  fail('Broken', {
    what: `what was asked as "${stored.title}" is not what this run asks: another quorum, other people, or other changes`,
    why: 'somebody called the function by hand, or the runbook was deployed anew in between',
    todo: 'find out who did; a retry asks anew, and answers to the other question count for nothing',
    run,
    step: stored.step,
  });
}
