import { latestAsk, openAsk, renewAsk } from '../history/asks.ts';
import { tell } from '../history/tell.ts';
import type { Ask } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { formatDuration } from '../model/duration.ts';
import { codeOf, errorCodes, fail, factsOfCause, sentenceOf, type ErrorCode } from '../model/errors.ts';
import { hashOf, isObject, type Json } from '../model/json.ts';
import { base32 } from '../model/run.ts';
import { failureCall, parseCall } from './calls.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder, type Line } from './record.ts';

/** What is new about a question; the rest is the record's own. */
export type Question = Pick<
  Ask,
  | 'step'
  | 'title'
  | 'iteration'
  | 'generation'
  | 'kind'
  | 'question'
  | 'options'
  | 'plans'
  | 'levels'
  | 'quorum'
>;

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
    async () => ({
      ...call,
      kind: 'failure',
      question: `"${call.title}" failed (${code}): ${text}. Try it again, or abort?`,
      options: ['retry', 'abort'],
      plans: [],
      levels: call.ask,
      quorum: 1,
    }),
    parts,
    record,
  );
  return null;
}

/**
 * Asks, once for each generation: the record is put if absent; a repeated call or the next level only brings a new token and
 * wakes the next one. A question that was answered in between is told at once.
 */
export async function ask(
  { run }: Standing,
  call: { step: string; iteration: number; generation: number; token: string; level: number },
  question: () => Promise<Question>,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { table, states } = parts.clients;
  const now = parts.clock.now();
  const stored = await latestAsk(table, run.run, call.step, call.iteration);
  let current = stored?.generation === call.generation ? stored : undefined;
  if (!current) {
    const {
      step,
      title,
      iteration,
      generation,
      kind,
      question: text,
      options,
      plans,
      levels,
      quorum,
    } = await question();
    current = await openAsk(table, {
      id: base32(Uint8Array.from({ length: 16 }, () => Math.floor(parts.random() * 256))),
      run: run.run,
      step,
      title,
      iteration,
      generation,
      kind,
      question: text,
      options,
      plans,
      levels,
      quorum,
      planHash: hashOf(plans),
      level: levelOf(levels, call.level),
      openedAt: iso(now),
      levelEndsAt: iso(now + (levels[levelOf(levels, call.level)]?.for ?? 0) * 1e3),
      voices: [],
      told: false,
      token: call.token,
    });
    await record({
      kind: 'asked',
      text: current.question,
      output: { plans: current.plans, ask: current.id } as unknown as Json,
    });
  }
  const level = levelOf(current.levels, call.level);
  const woken = current.levels[level];
  if (current.token !== call.token || current.level !== level) {
    current = await renewAsk(table, current, {
      level,
      token: call.token,
      levelEndsAt: iso(now + (woken?.for ?? 0) * 1000),
    });
  }
  if (current.decision) {
    await tell(table, states, current);
    return;
  }
  if (!woken) fail('Broken', { what: 'a question without anybody to ask', run: run.run, step: call.step });
  await reach(
    {
      who: woken.who,
      title: current.title,
      text: `${current.question} (${current.options.join(' or ')}, within ${formatDuration(woken.for)}; run ${run.run})`,
      run: run.run,
      ask: current.id,
      key: `${current.id}-${call.level}`,
    },
    parts,
    record,
  );
}

/** The level after the last repeats the last. */
function levelOf(levels: unknown[], level: number): number {
  return Math.min(level, levels.length - 1);
}

/** `{Error, Cause}` of $states.errorOutput, in our words. */
export function failureOf(failure: Json): { code: ErrorCode; error: string; text: string } {
  const error =
    isObject(failure) && typeof failure['Error'] === 'string' ? failure['Error'] : 'unknown error';
  const cause = isObject(failure) && typeof failure['Cause'] === 'string' ? failure['Cause'] : undefined;
  const code = errorCodes.find((known) => known === error) ?? 'Broken';
  const text = sentenceOf(factsOfCause(cause));
  return { code, error, text: codeOf({ code }) && code !== 'Broken' ? text : `${error}: ${text}` };
}
