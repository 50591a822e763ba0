import { latestAsk, openAsk, renewAsk, turnOf } from '../history/asks.ts';
import { tell } from '../history/tell.ts';
import type { Ask, PlannedStep } from '../model/ask.ts';
import type { Place } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { formatDuration } from '../model/duration.ts';
import { errorCodes, fail, factsOfCause, sentenceOf, type ErrorCode } from '../model/errors.ts';
import { canonical, hashOf, isObject, type Json } from '../model/json.ts';
import { base32 } from '../model/run.ts';
import { failureCall, parseCall } from './calls.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder, type Line } from './record.ts';

/** What a question asks for: whoever put it under its name has to have asked for the same. */
type Terms = Pick<Ask, 'kind' | 'options' | 'levels' | 'quorum'> & {
  /** Step and hash of each plan, as far as they can be known without looking again. */
  covers: Pick<PlannedStep, 'step' | 'hash'>[];
};
/** The words of a new question, and the plans that people see. */
interface Words {
  question: string;
  plans: PlannedStep[];
}
interface Asking extends Place {
  step: string;
  title: string;
  iteration: number;
  generation: number;
  token: string;
  level: number;
}

/** A failed step stops in front of a human: try again, or abort. In a dry-run nobody is asked: it failed. */
export async function handleAsk(raw: unknown, parts: Parts): Promise<Json> {
  const call = parseCall(failureCall, raw, 'ask');
  const standing = await passGate(call.execution, parts, false);
  const { code, text } = failureOf(call.failure);
  if (standing.run.mode === 'dry-run') fail(code, { what: text, step: call.step, run: standing.run.run });
  const record = recorder(call, parts);
  await ask(
    standing,
    call,
    { kind: 'failure', options: ['retry', 'abort'], levels: call.ask, quorum: 1, covers: [] },
    async () => ({
      question: `"${call.title}" failed${code === 'Broken' ? '' : ` (${code})`}: ${text}. Try it again, or abort?`,
      plans: [],
    }),
    parts,
    record,
  );
  return null;
}

/**
 * Asks, once for each generation: the record is put if absent; a repeated call or the next level only brings a new token and
 * wakes the next one. A question that was answered in between is told at once. Broken when something else stands under its
 * name: then somebody called a function by hand, and no answer to that is one to this.
 */
export async function ask(
  { run }: Standing,
  call: Asking,
  terms: Terms,
  words: () => Promise<Words>,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { table, states } = parts.clients;
  const { step, title, iteration, generation, token } = call;
  const now = parts.clock.now();
  const stored = await latestAsk(table, run.run, step, iteration, terms.kind);
  const known = stored?.generation === generation ? stored : undefined;
  const level = levelOf(terms.levels, call.level);
  const woken = terms.levels[level];
  if (!woken) return fail('Broken', { what: 'a question without anybody to ask', run: run.run, step });
  const levelEndsAt = iso(now + woken.for * 1000);
  let current =
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
        kind: terms.kind,
        options: terms.options,
        levels: terms.levels,
        quorum: terms.quorum,
        ...withHash(await words()),
        openedAt: iso(now),
        voices: [],
        told: false,
      },
      turnOf(call, now),
    ));
  checkTerms(current, terms, run.run);
  if (!known) {
    const output = { plans: current.plans, ask: current.id } as unknown as Json;
    await record({ kind: 'asked', text: current.question, output });
  }
  if (current.token !== token || current.level !== level)
    current = await renewAsk(table, current, { level, token, levelEndsAt }, turnOf(call, now));
  if (current.decision) {
    await tell(table, states, current);
    return;
  }
  // Whoever ended the run meanwhile saw no question to close: nobody is woken for it.
  await passGate(call.execution, parts, false);
  await reach(
    {
      who: woken.who,
      title: current.title,
      text: `${current.question} (\`rebound answer ${run.run} ${current.options.join('|')}\` within ${formatDuration(woken.for)})`,
      run: run.run,
      ask: current.id,
      key: `${current.id}-${call.level}`,
    },
    parts,
    record,
  );
}

function withHash({ question, plans }: Words) {
  return { question, plans, planHash: hashOf(plans) };
}

function checkTerms(stored: Ask, terms: Terms, run: string): void {
  const { kind, options, levels, quorum } = stored;
  const covers = stored.plans.map(({ step, hash }) => ({ step, hash }));
  if (canonical({ kind, options, levels, quorum, covers }) === canonical(terms)) return;
  fail('Broken', {
    what: `what was asked as "${stored.title}" is not what this run asks: another quorum, other people, or other changes`,
    why: 'somebody called the function by hand, or the runbook was deployed anew in between',
    todo: 'find out who did; a retry asks anew, and answers to the other question count for nothing',
    run,
    step: stored.step,
  });
}

/** The level after the last repeats the last. */
function levelOf(levels: unknown[], level: number): number {
  return Math.min(level, levels.length - 1);
}

const mayHaveHappened =
  'what it was doing may have happened or not; a retry finds what is there and makes nothing twice';
/** What the service's own errors mean to whoever is woken by them. */
const unanswered: Record<string, string> = {
  'States.Timeout': `the function gave no answer in its time: ${mayHaveHappened}`,
  'Sandbox.Timedout': `the function ran out of time: ${mayHaveHappened}`,
  'Lambda.Unknown': `nobody knows how the function ended: ${mayHaveHappened}`,
  'States.DataLimitExceeded': 'its result is larger than Step Functions carries (256 KiB)',
};

/** `{Error, Cause}` of $states.errorOutput, in our words. */
export function failureOf(failure: Json): { code: ErrorCode; error: string; text: string } {
  const error =
    isObject(failure) && typeof failure['Error'] === 'string' ? failure['Error'] : 'unknown error';
  const cause = isObject(failure) && typeof failure['Cause'] === 'string' ? failure['Cause'] : undefined;
  const code = errorCodes.find((known) => known === error) ?? 'Broken';
  const said = cause === undefined || cause === '' ? '' : sentenceOf(factsOfCause(cause));
  const text = [said, unanswered[error] ?? ''].filter((part) => part !== '').join('; ') || 'no cause given';
  return { code, error, text: code === error && code !== 'Broken' ? text : `${error}: ${text}` };
}
